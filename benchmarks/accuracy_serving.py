"""Scores of serving estimates on measured serving points."""

from __future__ import annotations

from pathlib import Path

from benchmarks.scores import Report


def report(path: Path) -> Report:
    """Scores of TPOT and TTFT."""
    return Report(f"Serving: {path.name}", [])
