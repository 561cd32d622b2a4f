"""Serving results that papers report with their whole setting, beside what is computed for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.scores import Line, Report, score
from site_builder.reported import Computed, computed_once
from taxonomy import load_library

ROOT = Path(__file__).resolve().parents[1]
METRICS = ("decode-latency", "generation-throughput", "prefill-latency", "request-latency",
           "total-throughput", "tpot", "ttft")  # fmt: skip
"""Metrics of serving: times and rates, not ratios of them."""


def report(root: Path = ROOT) -> Report:
    """Reported results of serving metrics beside bound and expectation.

    Args:
        root: Folder of `entries/` and `taxonomy/`.
    """
    library = load_library(root)
    found: dict[str, list[tuple[float, float, float]]] = {}
    notes = []
    for key, entry in sorted(library.entries.items()):
        for result in entry.results:
            if result.metric not in METRICS:
                continue
            own = computed_once(entry, result, library)
            if isinstance(own, Computed):
                expected = own.bound if own.expected is None else own.expected
                found.setdefault(result.metric, []).append((result.value, own.bound, expected))
                notes.append(
                    f"{key}: {result.metric} on {result.device}, {result.model}: reported"
                    f" {result.value:g} {result.unit}, bound {own.bound:.4g},"
                    f" expected {expected:.4g}"
                )
    lines = []
    for metric, rows in sorted(found.items()):
        measured, bound, expected = np.array(rows).T
        lines.append(Line(metric, "all papers", "roofline", score(bound, measured)))
        lines.append(Line(metric, "all papers", "expected", score(expected, measured)))
    return Report("Published: results of the base with a complete setting", lines, notes)
