"""A paper among those it cites and those that cite it, placed for a small picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from site_builder.graph.edges import CitationGraph, Tie

_DIGITS = 4
_MIDDLE, _TOP, _BOTTOM = 0.5, 0.08, 0.92
APART = 0.05
"""From the paper in the middle to where those above and below it begin. [1]"""


@dataclass(frozen=True)
class Ego:
    """A paper's surroundings.

    Attributes:
        key: The paper in the middle.
        places: Key to (x, y), both between 0 and 1: x grows with the year, citing papers stand
            above the paper and cited ones below; y grows downwards.
        ties: Citations from and to the paper in the middle.
        between: Citations among the others.
        left_out: Neighbours for which there was no room. [1]
    """

    key: str
    places: Mapping[str, tuple[float, float]]
    ties: tuple[Tie, ...]
    between: tuple[Tie, ...]
    left_out: int


def ego(graph: CitationGraph, key: str, limit: int = 60) -> Ego:
    """The surroundings of a paper.

    Where there is not room for all, named relations come first, then the most cited papers; each
    of both sides keeps half of the room unless the other needs less.

    Args:
        graph: The citation graph.
        key: Key or alias of an entry.
        limit: Papers shown, the one in the middle included. [1]

    Raises:
        KeyError: No such entry.
    """
    key = graph.require(key)
    cited = _by_weight(graph, key, graph.cites[key])
    citing = _by_weight(graph, key, set(graph.cited_by[key]) - set(cited))
    room = limit - 1
    below = cited[: max(room // 2, room - len(citing))]
    above = citing[: room - len(below)]
    columns = _columns(graph, (key, *below, *above))
    own = _height_of_paper(above, below)
    places = {key: (columns[graph.library.entries[key].year], own)}
    places |= _stacked(graph, above, columns, (0.0, own - APART))
    places |= _stacked(graph, below, columns, (own + APART, 1.0))
    ties = [tie for one in places for tie in graph.ties_from[one] if tie.target in places]
    return Ego(
        key,
        dict(sorted(places.items())),
        tuple(sorted(tie for tie in ties if key in (tie.source, tie.target))),
        tuple(sorted(tie for tie in ties if key not in (tie.source, tie.target))),
        len(cited) + len(citing) - len(below) - len(above),
    )


def _height_of_paper(above: list[str], below: list[str]) -> float:
    """In the middle, or at the end on which there is nothing. [1]"""
    if bool(above) == bool(below):
        return _MIDDLE
    return _BOTTOM if above else _TOP


def _by_weight(graph: CitationGraph, key: str, others: Iterable[str]) -> list[str]:
    named = {tie.target for tie in graph.ties_from[key] if tie.relation}
    named |= {tie.source for tie in graph.ties_to[key] if tie.relation}
    return sorted(others, key=lambda one: (one not in named, -len(graph.cited_by[one]), one))


def _columns(graph: CitationGraph, keys: Iterable[str]) -> dict[int, float]:
    """Year to the middle of its column; years without papers have none."""
    years = sorted({graph.library.entries[key].year for key in keys})
    return {year: round((number + 0.5) / len(years), _DIGITS) for number, year in enumerate(years)}


def _stacked(
    graph: CitationGraph,
    keys: Iterable[str],
    columns: Mapping[int, float],
    heights: tuple[float, float],
) -> dict[str, tuple[float, float]]:
    stacks: dict[int, list[str]] = {}
    for key in keys:
        stacks.setdefault(graph.library.entries[key].year, []).append(key)
    top, bottom = heights
    return {
        key: (columns[year], round(top + (bottom - top) * (place + 0.5) / len(stack), _DIGITS))
        for year, stack in stacks.items()
        for place, key in enumerate(stack)
    }
