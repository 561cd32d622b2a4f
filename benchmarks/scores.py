"""Lines and tables of accuracy: one score per method, class and group of rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from roofline.scores import Score, score

__all__ = ["Line", "Report", "Score", "as_data", "as_text", "score"]


@dataclass(frozen=True)
class Line:
    """One score.

    Attributes:
        quantity: What is predicted: a class of operators, `tpot`, `ttft`.
        group: Rows scored: a device, a framework, a family, `all`.
        method: What predicts: `expected`, `roofline`, `llm-viewer-like`, ...
        score: How well.
    """

    quantity: str
    group: str
    method: str
    score: Score


@dataclass(frozen=True)
class Report:
    """What one part of the benchmark found.

    Attributes:
        title: What was scored, on which rows.
        lines: The scores.
        notes: Sentences on splits, exceptions and limits.
    """

    title: str
    lines: Sequence[Line]
    notes: Sequence[str] = ()


HEAD = ("quantity", "group", "method", "rows", "median %", "mean %", "p90 %", "bias %",
        "Spearman", "in band %")  # fmt: skip


def as_data(report: Report) -> dict[str, Any]:
    """A report as plain data; errors as shares, what is not defined as null."""
    lines = []
    for line in report.lines:
        values = {k: _plain(v) for k, v in asdict(line.score).items()}
        lines.append(
            {"quantity": line.quantity, "group": line.group, "method": line.method, **values}
        )
    return {"title": report.title, "scores": lines, "notes": list(report.notes)}


def _plain(value: float) -> float | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_text(report: Report) -> str:
    """A report as a table for people."""
    rows = [HEAD, *(_cells(line) for line in report.lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    text = [_laid_out(row, widths) for row in rows]
    return "\n".join([report.title, *text, *(f"* {note}" for note in report.notes)])


def _cells(line: Line) -> tuple[str, ...]:
    s = line.score
    shares = (_percent(v) for v in (s.median, s.mean, s.p90, s.bias))
    rank = "-" if math.isnan(s.spearman) else f"{s.spearman:.3f}"
    return (line.quantity, line.group, line.method, f"{s.rows:,}", *shares, rank,
            _percent(s.coverage))  # fmt: skip


def _percent(value: float) -> str:
    return "-" if math.isnan(value) else f"{value * 100:.1f}"


def _laid_out(row: Iterable[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if i < 3 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
