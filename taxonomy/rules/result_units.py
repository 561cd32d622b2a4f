"""A result's metric is defined, and its unit is one that the metric may carry.

Passes: `metric: tpot`, `unit: ms`.
Fails: an unknown metric; `unit: tok/s`, an alias of `token/s`; `metric: tpot` in `x`.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted, suggestion


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each metric or unit that the vocabulary does not hold."""
    aliases = {alias: unit.id for unit in library.units.values() for alias in unit.aliases}
    for paper in library.papers:
        for index, result in enumerate(paper.record.results):
            if words := _wrong_metric(library, result.metric):
                yield paper.problem(("results", index, "metric"), words)
            if words := _wrong_unit(library, aliases, result.metric, result.unit):
                yield paper.problem(("results", index, "unit"), words)
    yield from _units_of_metrics(library)


def _wrong_metric(library: Library, metric: str) -> str:
    if metric in library.metrics:
        return ""
    near = suggestion(metric, library.metrics) or "; choose one"
    return f"unknown metric {quoted(metric)}{near} (see taxonomy/metrics.yaml)"


def _wrong_unit(library: Library, aliases: dict[str, str], metric: str, unit: str) -> str:
    if unit not in library.units:
        near = f"; write '{aliases[unit]}'" if unit in aliases else suggestion(unit, library.units)
        return f"unit {quoted(unit)} is not in taxonomy/units.yaml{near or '; choose one of them'}"
    if metric in library.metrics and unit not in library.metrics[metric].units:
        allowed = ", ".join(library.metrics[metric].units)
        return f"metric {quoted(metric)} has no unit {quoted(unit)}; write one of {allowed}"
    return ""


def _units_of_metrics(library: Library) -> Iterator[Problem]:
    for read in library.vocabulary.get("metrics", ()):
        for index, unit in enumerate(read.record.units):
            if unit not in library.units:
                words = f"unit {quoted(unit)} is not in taxonomy/units.yaml; add it there"
                yield read.problem(("units", index), words)
