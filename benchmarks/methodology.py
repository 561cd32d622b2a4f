"""Writes the data behind the methodology page: `python -m benchmarks.methodology`.

Scores and sampled points are computed here and committed, so that a build of the site only draws
them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import accuracy_kernels, accuracy_serving
from benchmarks.accuracy_serving import DEVELOPMENT, Prediction, development, predictions
from benchmarks.scores import as_data
from roofline.calibrate import read_data
from roofline.calibrated import load_calibration
from roofline.catalog import load_devices
from roofline.fit import first_half, predicted, stated
from roofline.frameworks import load_frameworks
from roofline.measured import Kernels
from roofline.scores import Array

ROOT = Path(__file__).resolve().parents[1]
KERNELS = DEVELOPMENT.with_name("kernels_dev.csv.gz")
TARGET = ROOT / "roofline" / "calibration" / "accuracy.json"
MOST_POINTS = 40
"""Points drawn per panel. [1]"""

NUMBERS = re.compile(r"\[[-+.e\d,\s]+\]")
"""A list of numbers, which is written in one line."""

LAWS: Mapping[str, str] = {
    "context16": "Prefill attention, 16 bits",
    "context8": "Prefill attention, 8 bits",
    "gemm16": "Matrix products, 16 bits",
    "gemm8": "Matrix products, 8 bits",
    "gemm4": "Matrix products, 4 bits",
    "generation16": "Decode attention, 16-bit cache",
    "generation8": "Decode attention, 8-bit cache",
    "link": "All-reduce",
    "moe": "Expert layers",
}
"""Class of the law to its name on the page."""

SERVING = (
    ("tpot", "dense", "no fit", "Time per token, dense models, nothing fitted"),
    ("tpot", "moe", "no fit", "Time per token, mixtures of experts, nothing fitted"),
    ("ttft", "dense", "held out by configuration", "Time to first token, dense models, fitted"),
    ("ttft", "moe", "held out by configuration",
     "Time to first token, mixtures of experts, fitted"),
)  # fmt: skip


def sampled(measured: Array, expected: Array, ideal: Array) -> list[list[float]]:
    """Points spread evenly over the measured values, to four digits."""
    order = np.argsort(measured, kind="stable")
    places = np.unique(np.linspace(0, len(order) - 1, min(MOST_POINTS, len(order))).astype(int))
    chosen = order[places]
    rows = zip(measured[chosen], expected[chosen], ideal[chosen], strict=True)
    return [[float(f"{v:.4g}") for v in row] for row in rows]


def panel(device: str, measured: Array, expected: Array, ideal: Array) -> dict[str, Any]:
    """One device's part of a figure. Times in seconds."""
    error = np.abs(expected / measured - 1)
    return {
        "device": device,
        "rows": len(measured),
        "median": round(float(np.median(error)), 4),
        "points": sampled(measured, expected, ideal),
    }


def device_names() -> dict[str, str]:
    """GPU in the data to the name of our device."""
    return {alias: d.name for d in load_devices().values() for alias in d.aliases}


def figure(identity: str, title: str, panels: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A figure: one class, a panel per device."""
    return {"id": identity, "title": title, "panels": list(panels)}


def serving_figures(said: Sequence[Prediction]) -> Iterator[dict[str, Any]]:
    """Predicted and measured serving times, by class of models and quantity."""
    points, names = development(), device_names()
    kinds, gpus = points.names("kind"), points.names("gpu")
    by_name = {(p.quantity, p.method): p for p in said}
    ideals = {q: by_name[q, "roofline"].values for q in ("tpot", "ttft")}
    for quantity, kind, method, title in SERVING:
        found = by_name[quantity, method].values
        measured: Array = getattr(points, quantity)
        panels = []
        for gpu in sorted(set(gpus[kinds == kind])):
            rows = (kinds == kind) & (gpus == gpu) & np.isfinite(measured)
            ideal = ideals[quantity][rows]
            panels.append(panel(names[gpu], measured[rows], found[rows], ideal))
        yield figure(f"{quantity}-{kind}", title, panels)


def kernel_figures(groups: Mapping[str, Kernels]) -> Iterator[dict[str, Any]]:
    """Predicted and measured kernels whose shape was not fitted on, by class of the law."""
    names, calibration = device_names(), load_calibration()
    for law, rows in sorted(groups.items()):
        held: npt.NDArray[np.bool_] = ~first_half(rows)
        out = rows.rows(held if held.any() else ~held)
        panels = []
        for gpu in sorted(set(out.gpu)):
            own = out.rows(out.gpu == gpu)
            expected = predicted(own, calibration)
            panels.append(panel(names[gpu], own.measured, expected, np.asarray(own.ideal)))
        yield figure(law, LAWS[law], panels)


def noise() -> dict[str, float]:
    """How far runs lie apart that agree in every setting of theirs that is recorded here."""
    same: dict[tuple[Any, ...], list[tuple[float, float]]] = {}
    for p in development().points:
        key = (p.config, p.framework, p.deployment.workload, p.deployment.execution)
        same.setdefault(key, []).append((p.tpot, p.ttft))
    pairs = [(a, b) for runs in same.values() for a, b in combinations(runs, 2)]
    apart = np.array([[abs(np.log(x / y)) for x, y in zip(a, b, strict=True)] for a, b in pairs])
    tpot, ttft = np.nanmedian(np.expm1(apart), axis=0)
    return {"pairs": len(pairs), "tpot": float(tpot), "ttft": float(ttft)}


def kernel_constants() -> int:
    """Constants of the law: fitted ones, judged ones, and the speed of a GDDR part's cache. [1]"""
    return stated(read_data())


def compute() -> dict[str, Any]:
    """Everything that the methodology page shows of accuracy."""
    known = load_frameworks()
    serving = accuracy_serving.report(DEVELOPMENT)
    kernels = accuracy_kernels.groups_of(KERNELS)
    return {
        "constants": {"kernels": kernel_constants(), "serving": known.constants},
        "noise": noise(),
        "serving": as_data(serving),
        "kernels": as_data(accuracy_kernels.report(KERNELS)),
        "figures": [
            *serving_figures(predictions(development(), known)),
            *kernel_figures(kernels),
        ],
    }


def rounded(value: Any) -> Any:
    """The same data with shares to four digits, so that bytes do not hang on the last bit."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def main() -> None:
    """Compute and write the data."""
    text = json.dumps(rounded(compute()), indent=1, sort_keys=True, ensure_ascii=False)
    TARGET.write_text(NUMBERS.sub(_in_one_line, text) + "\n", encoding="utf-8")


def _in_one_line(found: re.Match[str]) -> str:
    return " ".join(found.group().split())


if __name__ == "__main__":
    main()
