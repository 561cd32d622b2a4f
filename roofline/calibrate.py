"""Making `roofline/calibration/laws.yaml` from measured kernels, and saying what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from roofline.calibrated import Calibration
from roofline.fit import (
    WITHOUT_HBM,
    by_law,
    first_half,
    fit,
    predicted,
    residual_quantiles,
)
from roofline.inputs import LAW_FIELDS, LINK_FIELDS
from roofline.measured import Kernels, read_kernels, read_systems
from roofline.scores import Score, score

OWN_CONSTANTS: Mapping[str, tuple[str, ...]] = {
    "a100_sxm": ("gemm16", "generation16"),
    "h100_sxm": ("gemm16",),
    "l40s": ("gemm16", "generation16"),
}
"""GPUs whose own constants pay, and the classes in which they do."""

DEVICE_IDS: Mapping[str, str] = {
    "a100_sxm": "nvidia-a100-80gb",
    "h100_sxm": "nvidia-h100-sxm",
    "l40s": "nvidia-l40s",
}
MICRO = 1e-6

HEAD = """\
# Constants of the calibrated law, one set per class of operators (roofline/timing.py).
# start [us], compute and memory [share of peak and bandwidth], serial [us per unit],
# quantise [passes over the operands]; residuals: 10, 50 and 90 % quantiles of measured over
# expected on the {rows} held-out rows, whose shapes were not fitted on. Written by
# `atlas roofline calibrate` from {source}: A100 SXM and H100 SXM for the defaults.
# gemm4: no 4-bit kernels among the rows, so it has the constants of gemm8 and a wider band.
# elementwise: not measured; two microseconds and 0.7 of the bandwidth are judgement.
"""


@dataclass(frozen=True)
class Fitted:
    """Constants of one class, with how they score on shapes that were not fitted on."""

    law: str
    gpu: str
    constants: tuple[float, ...]
    residuals: tuple[float, float, float]
    held_out: Score
    before: Score


def _as_fitted(law: str, kernels: Kernels, gpu: str, present: Calibration) -> Fitted:
    half = first_half(kernels)
    rest = ~half if not half.all() else half
    constants = fit(kernels.rows(half))
    held = kernels.rows(rest)
    old = present_constants(present, law, gpu)
    return Fitted(
        law,
        gpu,
        constants,
        residual_quantiles(held, constants),
        score(predicted(held, constants), held.measured),
        score(predicted(held, old), held.measured),
    )


def present_constants(calibration: Calibration, law: str, gpu: str) -> list[float]:
    """Constants in force for a class, in the order that `predicted` takes."""
    own = calibration.devices.get(DEVICE_IDS.get(gpu, ""), {})
    values = {**calibration.defaults, **own}
    names = LINK_FIELDS if law == "link" else [f"{law}_{name}" for name in LAW_FIELDS]
    return [values[name] for name in names]


def calibrate(kernels: Path, systems: Path, present: Calibration) -> list[Fitted]:
    """Fit every class that a file has rows of.

    Args:
        kernels: Measured kernels, in the form of `benchmarks/data/README.md`.
        systems: Specifications of the GPUs.
        present: Constants in force, to compare with.

    Raises:
        ValueError: A row cannot be read; says which and why.
    """
    laws = by_law(read_kernels(kernels, read_systems(systems)))
    found = []
    for law, rows in laws.items():
        common = ~np.isin(rows.gpu, list(WITHOUT_HBM))
        if common.any():
            found.append(_as_fitted(law, rows.rows(common), "", present))
        for gpu, own in OWN_CONSTANTS.items():
            mine = rows.gpu == gpu
            if law in own and mine.any():
                found.append(_as_fitted(law, rows.rows(mine), gpu, present))
    return found


def _shown(law: str, constants: Sequence[float]) -> str:
    if law == "link":
        scales = (MICRO, 1, MICRO, MICRO, 1)
        names = [name.removeprefix("link_") for name in LINK_FIELDS]
    else:
        scales = (MICRO, 1, 1, MICRO, 1)
        names = list(LAW_FIELDS)
    parts = zip(names, constants, scales, strict=False)
    return "{" + ", ".join(f"{n}: {float(f'{c / s:.4g}')!r}" for n, c, s in parts) + "}"


def as_yaml(found: Sequence[Fitted], rows: int, source: str) -> str:
    """The text of a calibration file."""
    common = {f.law: f for f in found if not f.gpu}
    laws = {law: f for law, f in common.items() if law != "link"}
    lines = [HEAD.format(rows=f"{rows:,}", source=source), "laws:\n"]
    lines += [f"  {law}: {_shown(law, f.constants)}\n" for law, f in laws.items()]
    if "gemm8" in laws and "gemm4" not in laws:
        lines.append(f"  gemm4: {_shown('gemm4', laws['gemm8'].constants)}\n")
    lines.append("  elementwise: {start: 2.0, compute: 1.0, memory: 0.7, serial: 0.0}\n")
    if "link" in common:
        lines.append(f"link: {_shown('link', common['link'].constants)}\n")
    lines.append("devices:\n")
    for gpu in sorted({f.gpu for f in found if f.gpu}):
        lines.append(f"  {DEVICE_IDS[gpu]}:\n")
        own = [f for f in found if f.gpu == gpu]
        lines += [f"    {f.law}: {_shown(f.law, f.constants)}\n" for f in own]
    lines.append("residuals:\n")
    for law, f in common.items():
        lines.append(f"  {law}: [{', '.join(f'{q:.3g}' for q in f.residuals)}]\n")
    if "gemm8" in common and "gemm4" not in common:
        low, middle, high = common["gemm8"].residuals
        lines.append(f"  gemm4: [{low * 0.8:.3g}, {middle:.3g}, {high * 1.25:.3g}]\n")
    lines.append("  elementwise: [0.5, 1.0, 2.0]\n")
    return "".join(lines)
