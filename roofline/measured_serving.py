"""Measured serving points, and the deployments that they are measurements of.

The form of the files is described in `benchmarks/data/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from roofline.catalog import load_devices, load_models
from roofline.deployment import Deployment, Execution, Numerics, Workload
from roofline.device import Device
from roofline.estimate import estimate
from roofline.measured_recipes import cache_bits, mean_lengths, on_blackwell
from roofline.model import Model
from roofline.systems import read_table

MILLI = 1e-3

FAMILIES: Mapping[str, str] = {
    "deepseek-r1": "deepseek-r1",
    "deepseek-v3": "deepseek-v3",
    "deepseek-v3.1": "deepseek-v3",
    "deepseek-v3.2": "deepseek-v3-2",
    "glm-5": "glm-5",
    "gpt-oss-120b": "gpt-oss-120b",
    "gpt-oss-20b": "gpt-oss-20b",
    "kimi-k2": "kimi-k2",
    "kimi-k2.5": "kimi-k2-5",
    "llama3.1-405b": "llama-3-1-405b",
    "llama3.1-70b": "llama-3-1-70b",
    "llama3.1-8b": "llama-3-1-8b",
    "llama3.3-70b": "llama-3-3-70b",
    "minimax-m2.5": "minimax-m2-5",
    "qwen3-235b": "qwen3-235b-a22b",
    "qwen3-30b": "qwen3-30b-a3b",
    "qwen3-32b": "qwen3-32b",
    "qwen3-8b": "qwen3-8b",
    "qwen3.5-397b": "qwen3-5-397b-a17b",
}
"""Family in the files to our model."""


class Format(NamedTuple):
    """A storage format of weights, and the activations that its products take. [bit]"""

    bits: float
    scales: float
    activations: float


FORMATS: Mapping[str, Format] = {
    "bfloat16": Format(16, 0, 16),
    "float16": Format(16, 0, 16),
    "fp8": Format(8, 0, 8),
    "fp8_block": Format(8, 0, 8),
    "nvfp4": Format(4, 0.5, 4),
    "mxfp4": Format(4, 0.25, 16),
    "int4_wo": Format(4, 0.25, 16),
}
"""Format in the files: scales of nvfp4 are one 8-bit number per 16 weights, of mxfp4 one per 32,
of weight-only 4-bit integers one 16-bit number per 64 or more."""


@dataclass(frozen=True)
class Point:
    """One measured serving point.

    Attributes:
        config: Configuration; concurrency is not part of it.
        kind: `dense` or `moe`.
        family: Model family, as in the file.
        gpu: GPU, as in the file.
        precision: Precision, as in the file.
        framework: Framework, as in the file.
        deployment: What was served; its batch is the number of clients.
        tpot: Measured time per output token. [s]
        ttft: Measured time to first token. [s]
    """

    config: str
    kind: str
    family: str
    gpu: str
    precision: str
    framework: str
    deployment: Deployment
    tpot: float
    ttft: float


@dataclass(frozen=True)
class ServingRows:
    """Points of a file, and what of it is not scored.

    Attributes:
        points: Points that a deployment could be made for, without a quality flag.
        flagged: Rows with a quality flag. [1]
        unsupported: Reason to rows that it leaves out. [1]
    """

    points: Sequence[Point]
    flagged: int
    unsupported: Mapping[str, int]


@cache
def _gpus() -> Mapping[str, Device]:
    devices = load_devices().values()
    named = {alias: d for d in devices for alias in d.aliases}
    return {d.id: d for d in devices} | named


def model_of(family: str) -> Model | None:
    """Our model of a family; None where there is none."""
    models = load_models()
    return models.get(FAMILIES.get(family, family.replace(".", "-")))


def numerics_of(row: Mapping[str, str]) -> Numerics:
    """Number formats of a row.

    Args:
        row: A row of a file. An empty format of dense weights is 16 bits, one of routed experts
            that of dense weights. Files do not tell the cache's format: recipes do.

    Notes:
        Blackwell GPUs multiply mxfp4 weights with 8-bit activations; others compute in 16 bits.
    """
    dense, experts, gpu = row["gemm_weight_dtype"], row["moe_weight_dtype"], row["gpu"]
    own = FORMATS[dense or "bfloat16"]
    routed = FORMATS[experts] if experts else own
    entering = 8 if experts == "mxfp4" and on_blackwell(gpu) else routed.activations
    return Numerics(
        weight_bits=own.bits,
        weight_overhead_bits=own.scales,
        activation_bits=own.activations,
        kv_bits=cache_bits(row["framework"], row["family"], gpu, own.bits, routed.bits),
        floating=1,
        expert_bits=routed.bits + routed.scales if experts else 0,
        expert_activation_bits=entering if experts else 0,
    )


def _number(text: str, default: float = 1) -> float:
    return float(text) if text else default


def _deployment(row: Mapping[str, str]) -> Deployment | str:
    """The deployment of a row, or why there is none."""
    model, device = model_of(row["family"]), _gpus().get(row["gpu"])
    if model is None:
        return f"model family {row['family']}"
    if device is None:
        return f"GPU {row['gpu']}"
    for column in ("gemm_weight_dtype", "moe_weight_dtype"):
        if row[column] and row[column] not in FORMATS:
            return f"format {row[column]}"
    replicas = _number(row["attention_dp"])
    clients = _number(row["concurrency_per_attention_rank"]) * replicas
    named = float(row["isl_tokens"]), float(row["osl_tokens"])
    lengths = mean_lengths(*named, dated=bool(row.get("measured_on")))
    return Deployment(
        model,
        device,
        Workload(max(clients, 1), *lengths),
        numerics_of(row),
        Execution(
            tensor=_number(row["tp"]),
            pipeline=_number(row["pp"]),
            expert=_number(row["moe_ep"]),
            data=replicas,
        ),
    )


def holds_weights(deployment: Deployment) -> bool:
    """Whether the devices' memory takes the weights: a server of that layout can have run."""
    memory = estimate(deployment).memory
    return memory.weights <= memory.capacity


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    table = read_table(path)
    missing = [c for c in NEEDED if c not in table]
    if missing:
        raise ValueError(f"{path}:1:1: no column {', '.join(missing)}")
    names = list(table)
    for values in zip(*table.values(), strict=True):
        yield dict(zip(names, values, strict=True))


NEEDED = ("config_id", "kind", "family", "gpu", "precision", "framework", "gemm_weight_dtype",
          "moe_weight_dtype", "isl_tokens", "osl_tokens", "concurrency_per_attention_rank", "tp",
          "pp", "attention_dp", "moe_ep", "quality_flag", "ttft_ms", "tpot_ms")  # fmt: skip
"""Columns that a file of serving points must have."""


def read_serving(path: Path) -> ServingRows:
    """Measured serving points of a file.

    Args:
        path: CSV file in the form of `benchmarks/data/README.md`.

    Raises:
        ValueError: A column is missing, or a value is no number.
    """
    points: list[Point] = []
    unsupported: dict[str, int] = {}
    flagged = 0
    for row in _rows(path):
        if row["quality_flag"]:
            flagged += 1
            continue
        found = _deployment(row)
        if not isinstance(found, str) and not holds_weights(found):
            found = "devices that cannot hold the weights"
        if isinstance(found, str):
            unsupported[found] = unsupported.get(found, 0) + 1
            continue
        points.append(
            Point(
                row["config_id"],
                row["kind"],
                row["family"],
                row["gpu"],
                row["precision"] or "bf16",
                row["framework"],
                found,
                float(row["tpot_ms"]) * MILLI,
                _number(row["ttft_ms"], float("nan")) * MILLI,
            )
        )
    return ServingRows(points, flagged, dict(sorted(unsupported.items())))


def is_serving(path: Path) -> bool:
    """Whether a file holds serving points rather than kernels."""
    return "tpot_ms" in read_table(path)
