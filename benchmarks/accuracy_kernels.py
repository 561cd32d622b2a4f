"""Scores of the calibrated law and of the bound on measured kernels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.scores import Line, Report, score
from roofline.calibrate import present_constants
from roofline.calibrated import load_calibration
from roofline.fit import by_law, predicted
from roofline.measured import Kernels, read_kernels, read_systems

SYSTEMS = Path(__file__).parent / "data" / "systems.csv"


def report(path: Path) -> Report:
    """Scores per class and device, and in all."""
    lines = []
    for law, rows in by_law(read_kernels(path, read_systems(SYSTEMS))).items():
        for gpu in sorted(set(rows.gpu)):
            lines += _lines(law, gpu, rows.rows(rows.gpu == gpu))
    return Report(f"Kernels: {path.name}", lines)


def _lines(law: str, gpu: str, rows: Kernels) -> list[Line]:
    expected = predicted(rows, present_constants(load_calibration(), law, gpu))
    ideal = np.asarray(rows.ideal)
    return [
        Line(law, gpu, "expected", score(expected, rows.measured)),
        Line(law, gpu, "roofline", score(ideal, rows.measured)),
    ]
