"""Which papers matter to the others: most cited, most central, and those that join areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from site_builder.graph.edges import CitationGraph
from taxonomy.entry import Kind
from taxonomy.library import Library

_DIGITS = 6  # beyond them the last bits of floating point show


@dataclass(frozen=True)
class Standing:
    """How central an entry is.

    Attributes:
        key: Key of the entry.
        pagerank: Share of a random reader's time who follows citations. [1]
        cited_by: Entries that cite it. [1]
        cites: Entries that it cites. [1]
    """

    key: str
    pagerank: float
    cited_by: int
    cites: int


@dataclass(frozen=True)
class Bridge:
    """An entry whose citations, in both directions, join areas of the technique tree.

    Attributes:
        key: Key of the entry.
        areas: Areas that its neighbours belong to, most frequent first.
        participation: 1 - sum over areas of (share of neighbours)^2: 0 where all neighbours are
            in one area, near 1 where they are spread evenly over many. [1]
        neighbours: Entries that it cites or that cite it. [1]
    """

    key: str
    areas: tuple[str, ...]
    participation: float
    neighbours: int


def central(graph: CitationGraph) -> tuple[Standing, ...]:
    """All entries, most central first; equals are in order of their keys.

    Sources:
        Page et al., "The PageRank Citation Ranking: Bringing Order to the Web", 1999, with the
        customary damping of 0.85.
    """
    if not len(graph):
        return ()
    ranks = nx.pagerank(graph.digraph, alpha=0.85)
    standings = [
        Standing(key, round(ranks[key], _DIGITS), len(graph.cited_by[key]), len(graph.cites[key]))
        for key in graph
    ]
    return tuple(sorted(standings, key=lambda one: (-one.pagerank, -one.cited_by, one.key)))


def bridges(graph: CitationGraph, least_neighbours: int = 5) -> tuple[Bridge, ...]:
    """Entries that join areas, widest first; surveys, which join all by profession, left out.

    Args:
        graph: Any citation graph.
        least_neighbours: Entries with fewer are left out: their spread is chance. [1]

    Sources:
        Guimera and Amaral, "Functional cartography of complex metabolic networks", 2005, for
        the participation coefficient.
    """
    areas = areas_of(graph.library)
    found = []
    for key in graph:
        neighbours = {*graph.cites[key], *graph.cited_by[key]}
        is_survey = graph.library.entries[key].kind is Kind.SURVEY
        if len(neighbours) >= least_neighbours and not is_survey:
            found.append(_bridge(key, Counter(areas[other] for other in sorted(neighbours))))
    return tuple(sorted(found, key=lambda one: (-one.participation, -one.neighbours, one.key)))


def _bridge(key: str, counts: Counter[str]) -> Bridge:
    total = counts.total()
    participation = 1 - sum((count / total) ** 2 for count in counts.values())
    areas = sorted(counts, key=lambda area: (-counts[area], area))
    return Bridge(key, tuple(areas), round(participation, _DIGITS), total)


def areas_of(library: Library) -> Mapping[str, str]:
    """Key to the area of its primary technique: the node right below the tree's root."""
    return {key: _area(library, entry.techniques[0]) for key, entry in library.entries.items()}


def _area(library: Library, technique: str) -> str:
    way = library.tree.path(technique) or (technique,)
    return way[min(1, len(way) - 1)]
