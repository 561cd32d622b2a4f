"""What files of serving points do not tell of a run, read in the recipes that it was run by.

Dated points of 1,024 or 8,192 tokens come from InferenceX, which keeps its recipes and its client
in its repository; read there as of October 2025 and April 2026. [InferenceX, benchmarks/ and
utils/bench_serving/, https://github.com/SemiAnalysisAI/InferenceX, Apache-2.0]
"""

from __future__ import annotations

BLACKWELL = ("b200", "b300", "gb200", "gb300")
"""GPUs whose recipes of April 2026 keep the cache of a quantised model in 8 bits, but for one."""

EIGHT_BITS = (("vllm", "llama3.1-70b"), ("vllm", "llama3.3-70b"), ("sglang", "qwen3.5-397b"))
"""Frameworks and model families, beside all of TensorRT-LLM, whose recipes do so elsewhere too."""

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
        (`--kv-cache-dtype`, whose default is `auto`). A model counts as quantised by its dense
        weights; gpt-oss, of which only the experts are, has 8 bits on Blackwell alone. Earlier
        recipes of vLLM and that of Kimi K2.5 on B300 leave the default; that is not told apart.
    """
    if on_blackwell(gpu):
        only_experts = family.startswith("gpt-oss") and experts < 16
        return 8 if dense < 16 or only_experts else 16
    told = framework == "trtllm" or (framework, family) in EIGHT_BITS
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
