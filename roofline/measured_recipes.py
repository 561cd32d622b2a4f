"""What files of serving points do not tell of a run, read in the recipes that it was run by.

Dated points of 1,024 or 8,192 tokens come from InferenceX, which keeps its recipes and its client
in its repository; read there as of October 2025 and April 2026. [InferenceX, benchmarks/ and
utils/bench_serving/, https://github.com/SemiAnalysisAI/InferenceX, Apache-2.0]
"""

from __future__ import annotations

from roofline.deployment import Workload

BLACKWELL = ("b200", "b300", "gb200", "gb300")
"""GPUs whose recipes keep the cache of a quantised model in 8 bits."""

EIGHT_BITS = (("vllm", "llama3.1-70b"), ("vllm", "llama3.3-70b"), ("sglang", "qwen3.5-397b"))
"""Frameworks and model families whose recipes do so on other GPUs as well."""

LENGTHS = ((1024, 1024), (1024, 8192), (8192, 1024))
"""Prompt and output lengths of InferenceX, as its client names them. [token]"""

DRAWN = 0.9
"""Mean share of the named lengths: its client draws them evenly between 0.8 and 1. [1]"""


def on_blackwell(gpu: str) -> bool:
    """Whether a GPU, as files name it, is of the Blackwell generation."""
    return gpu.removesuffix("_sxm") in BLACKWELL


def cache_bits(framework: str, family: str, gpu: str, dense: float, experts: float) -> int:
    """Bits of a cached value. [bit]

    Args:
        framework: Framework, as in the file.
        family: Model family, as in the file.
        gpu: GPU, as in the file.
        dense: Bits of a dense weight. [bit]
        experts: Bits of a weight of routed experts; as dense where there are none. [bit]

    Notes:
        vLLM and SGLang keep the cache in the model's own data type unless told otherwise
        (`--kv-cache-dtype`, whose default is `auto`); TensorRT-LLM follows the checkpoint, which
        states an 8-bit cache where its dense weights are quantised.
    """
    told = (framework, family) in EIGHT_BITS or framework == "trtllm"
    quantised = min(dense, experts) < 16 if family.startswith("gpt-oss") else dense < 16
    if on_blackwell(gpu):
        return 8 if quantised else 16
    return 8 if told and dense < 16 else 16


def mean_lengths(prompt: float, output: float, *, dated: bool) -> tuple[float, float]:
    """Mean lengths of the prompts and outputs of a run. [token]

    Args:
        prompt: Named length of prompts. [token]
        output: Named length of outputs. [token]
        dated: Whether the file says when the run was measured.
    """
    share = DRAWN if dated and (prompt, output) in LENGTHS else 1.0
    return prompt * share, output * share


def workload(clients: float, prompt: float, output: float, *, dated: bool) -> Workload:
    """The traffic of a run, by its mean lengths.

    Args:
        clients: Requests at once, over all replicas. [1]
        prompt: Named length of prompts. [token]
        output: Named length of outputs. [token]
        dated: Whether the file says when the run was measured.
    """
    return Workload(clients, *mean_lengths(prompt, output, dated=dated))
