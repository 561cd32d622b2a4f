"""Published figures with their whole setting that no entry of the base holds, or that need more.

TensorRT-LLM's own table for LLaMA-7B on A100, the setting in which LLM-Viewer's users found it far
off (github.com/hahnyuan/LLM-Viewer/issues/4), FlexGen's throughputs by the placement that its
linear program chooses here, and DeepGEMM's products of 8-bit blocks, of which no constant was
fitted to any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.accuracy_kernels import groups_of
from benchmarks.scores import Line, Report, score
from roofline import Deployment, Workload, estimate, load_devices, load_models
from roofline.calibrated import Calibration, load_calibration
from roofline.fit import predicted
from roofline.offload import plan


class Published(NamedTuple):
    """A published figure: batch, prompt and output [token], and the value."""

    batch: int
    prompt: int
    output: int
    value: float


THROUGHPUT = (
    Published(64, 128, 128, 3486),
    Published(32, 128, 2048, 1459),
    Published(32, 2048, 128, 529),
    Published(16, 2048, 2048, 592),
)
"""LLaMA-7B, FP16, one A100: generated tokens per second of a batch run once. [token/s]

Sources:
    TensorRT-LLM 0.5.0, docs/source/performance.md, High Throughput, A100 GPUs (FP16).
"""

FIRST_TOKEN = (Published(1, 128, 1, 16e-3), Published(1, 2048, 1, 133e-3))
"""The same, time to the first token. [s]

Sources:
    TensorRT-LLM 0.5.0, docs/source/performance.md, Low Latency, A100 GPUs (FP16).
"""

FLEXGEN = (("opt-6-7b", 25.26), ("opt-30b", 7.32), ("opt-175b", 0.69))
"""Model to generated tokens per second on one T4, prompts of 512, outputs of 32. [token/s]

Sources:
    sheng2023flexgen, README, section Generation Throughput: FlexGen without compression.
"""

PRODUCTS = Path(__file__).parent / "data" / "products_published.csv"
"""Products of 8-bit blocks on one H800, as kernels alone.

Sources:
    DeepGEMM, README of April 2025 (327ec92), Normal GEMMs for dense models: shape and TFLOP/s.
"""


def report() -> Report:
    """Published values beside bound, expectation and an LLM-Viewer-like estimate."""
    parts = [
        _table("throughput", "token/s", 1.0, THROUGHPUT),
        _table("ttft", "ms", 1e3, FIRST_TOKEN),
        _flexgen(),
        _products(),
    ]
    return Report(
        "Published by name: TensorRT-LLM's LLaMA-7B on A100, FlexGen on T4, DeepGEMM on H800",
        [line for part in parts for line in part.lines],
        [note for part in parts for note in part.notes],
    )


def _table(quantity: str, unit: str, scale: float, rows: tuple[Published, ...]) -> Report:
    model, device = load_models()["llama-7b"], load_devices()["nvidia-a100-80gb"]
    calibration = load_calibration()
    found: dict[str, list[float]] = {"expected": [], "roofline": [], "llm-viewer-like": []}
    notes = []
    for row in rows:
        d = Deployment(model, device, Workload(row.batch, row.prompt, row.output))
        own = estimate(d, calibration)
        like = estimate(d.with_execution(fused_attention=0.0))
        ours, viewer = getattr(own, quantity), getattr(like, quantity)
        values = (ours.expected, ours.ideal, viewer.ideal)
        for method, value in zip(found, values, strict=True):
            found[method].append(value)
        told = ", ".join(f"{m} {v * scale:.4g}" for m, v in zip(found, values, strict=True))
        notes.append(
            f"LLaMA-7B, A100, batch {row.batch}, {row.prompt} + {row.output} tokens: {quantity} "
            f"{row.value * scale:.4g} {unit} published; {told}"
        )
    measured = np.array([row.value for row in rows])
    lines = [Line(quantity, "a100, llama-7b", m, score(np.array(v), measured)) for m, v in
             found.items()]  # fmt: skip
    return Report("", lines, notes)


def _flexgen() -> Report:
    told = list(_placements())
    measured, computed = np.array([t[1:] for t in told]).T
    notes = [
        f"FlexGen, T4, {model}: {value:g} token/s published; linear program {ours:.3g} (a bound)"
        for model, value, ours in told
    ]
    lines = [Line("throughput", "t4, flexgen", "linear program", score(computed, measured))]
    return Report("", lines, notes)


def _placements() -> Iterator[tuple[str, float, float]]:
    models, device = load_models(), load_devices()["nvidia-t4"]
    for name, value in FLEXGEN:
        found = plan(Deployment(models[name], device, Workload(1, 512, 32)))
        if found is not None:
            yield name, value, found.throughput


def given_operands(calibration: Calibration) -> Calibration:
    """The calibration for 8-bit products whose operands come in 8 bits.

    Nothing is quantised then, neither in passes nor for each row, and the kernel starts as one of
    16 bits does: the difference between the two is a launch that quantises.
    """
    start = {"gemm8_start": calibration.defaults["gemm16_start"]}
    nothing = {"gemm8_quantise": 0.0, "gemm8_block": 0.0}
    return replace(calibration, defaults={**calibration.defaults, **start, **nothing})


def _products() -> Report:
    rows = groups_of(PRODUCTS)["gemm8"]
    found = {
        "expected": predicted(rows, given_operands(load_calibration())),
        "roofline": np.asarray(rows.ideal),
    }
    lines = [
        Line("products of 8-bit blocks", "h800, deepgemm", method, score(values, rows.measured))
        for method, values in found.items()
    ]
    return Report("", lines, [f"DeepGEMM, H800: {len(rows)} products without quantisation"])
