"""Every result that is computed for its own setting, in groups and as a table for programs."""

from __future__ import annotations

import csv
import io
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from site_builder.atlas import Atlas
from site_builder.bibliography.table import guarded
from site_builder.pages.results_shown import ResultRow, row_of
from site_builder.reported import Computed
from taxonomy.entry import Entry, Result
from taxonomy.terms import Technique

_HEAD = (
    "key",
    "technique",
    "metric",
    "unit",
    "reported",
    "bound",
    "expected",
    "share_of_bound",
    "setting",
    "assumption",
    "source",
)


@dataclass(frozen=True)
class Point:
    """A result beside what is computed for it."""

    entry: Entry
    result: Result
    computed: Computed
    row: ResultRow

    @property
    def is_gain(self) -> bool:
        """Whether a ratio is compared, else a rate or a time."""
        return self.result.unit == "x"


@dataclass(frozen=True)
class Group:
    """Results of one technique: rates and times by their bound, gains by the computed gain."""

    technique: Technique
    papers: int
    rates: tuple[Point, ...]
    gains: tuple[Point, ...]


def points(atlas: Atlas) -> list[Point]:
    """Every result that can be computed, newest paper first."""
    return [
        Point(entry, result, found, row_of(result, found, atlas.library))
        for entry in atlas.entries
        for result, found in zip(entry.results, atlas.compared[entry.key], strict=True)
        if isinstance(found, Computed)
    ]


def by_technique(atlas: Atlas, found: Sequence[Point]) -> Iterator[Group]:
    """Points under the primary technique of their paper, in the order of the tree."""
    for term in atlas.leaves:
        own = [point for point in found if point.entry.techniques[0] == term.id]
        if own:
            rates = tuple(point for point in own if not point.is_gain)
            gains = tuple(point for point in own if point.is_gain)
            yield Group(term, len({point.entry.key for point in own}), rates, gains)


def median_share(chosen: Sequence[Point]) -> str:
    """Median of report over bound (bound over report for times), in percent."""
    return f"{statistics.median(p.computed.share for p in chosen):.0%}" if chosen else ""


def why_beyond(point: Point) -> str:
    """Why a report may lie beyond what is computed, by what the data itself says."""
    if point.result.doubt:
        return point.result.doubt
    expected = point.computed.expected
    if point.is_gain and expected and point.result.value <= expected:
        return "within the calibrated gain, which counts what the baseline loses to its kernels"
    if point.computed.assumption:
        return f"the source leaves the variant open: {point.computed.assumption}"
    if point.is_gain:
        return (
            "a gain over a measured baseline, which is itself slower than its bound;"
            " the computed gain has both at their bounds"
        )
    return "the setting as printed is not the one that was run, or part of it is not printed"


def results_csv(found: Sequence[Point]) -> str:
    """The points as a table: base of the page's figures, values in the unit of the report."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    for point in found:
        value, result = point.computed, point.result
        numbers = (result.value, value.bound, value.expected, value.share)
        named = (point.entry.key, point.entry.techniques[0], result.metric, result.unit)
        told = (point.row.setting, value.assumption, point.row.source)
        writer.writerow([*named, *numbers, *map(guarded, told)])
    return text.getvalue()
