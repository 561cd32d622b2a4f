"""In which order to read about a technique, and how its papers descend from each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from site_builder.graph.edges import CitationGraph, Tie
from taxonomy.entry import Entry, Kind

_FOUNDATIONS = 2
_FOUNDATION_SHARE = 1 / 3


@dataclass(frozen=True)
class Step:
    """A paper to read.

    Attributes:
        key: Key of the entry.
        why: Why it stands in the path, in words.
    """

    key: str
    why: str


def papers_on(graph: CitationGraph, technique: str) -> tuple[str, ...]:
    """Keys of the entries at a technique or below it, sorted."""
    return graph.on_technique.get(technique, ())


def reading_path(graph: CitationGraph, technique: str, limit: int = 6) -> tuple[Step, ...]:
    """Papers to read for a technique, prerequisites first.

    First the papers on other techniques that at least a third of this technique's papers cite
    (two at most); then the `limit` papers on it that the others cite most. Within each part a
    paper comes after those that it cites.

    Args:
        graph: The citation graph.
        technique: Id of a technique, leaf or not.
        limit: Papers on the technique itself, at most. [1]
    """
    own = [key for key in papers_on(graph, technique) if not _is_survey(graph, key)]
    cited_within = Counter(cited for key in own for cited in graph.cites[key])
    least = max(2, len(own) * _FOUNDATION_SHARE)
    inside = {*own}
    outside = [
        key
        for key, count in cited_within.items()
        if count >= least and key not in inside and not _is_survey(graph, key)
    ]
    foundations = sorted(outside, key=lambda key: (-cited_within[key], key))[:_FOUNDATIONS]
    core = sorted(own, key=lambda key: (-cited_within[key], -len(graph.cited_by[key]), key))
    before = [
        Step(key, f"prerequisite: {cited_within[key]} of {len(own)} papers here cite it")
        for key in in_order_of_citation(graph, foundations)
    ]
    return (*before, *(
        Step(key, _why_core(cited_within[key], len(own)))
        for key in in_order_of_citation(graph, core[:limit])
    ))  # fmt: skip


def _why_core(cited_within: int, total: int) -> str:
    if cited_within:
        return f"cited by {cited_within} of the {total} papers on it"
    return "on this technique; no other paper on it here cites it"


def in_order_of_citation(graph: CitationGraph, keys: Iterable[str]) -> tuple[str, ...]:
    """Keys such that a paper comes after those it cites; else by year, month and key."""
    chosen = sorted(set(keys), key=lambda key: _age(graph.library.entries[key]))
    place = {key: number for number, key in enumerate(chosen)}
    order = nx.DiGraph()
    order.add_nodes_from(chosen)
    # Two papers may cite each other; the older one then comes first, which breaks every cycle.
    order.add_edges_from(
        (cited, key) for key in chosen for cited in graph.cites[key]
        if cited in place and place[cited] < place[key]
    )  # fmt: skip
    return tuple(nx.lexicographical_topological_sort(order, key=place.__getitem__))


def lineage(graph: CitationGraph, technique: str) -> tuple[Tie, ...]:
    """How the papers on a technique descend from each other, sorted.

    All typed relations among them, and of the bare citations only those that no chain of others
    implies.
    """
    keys = papers_on(graph, technique)
    order = in_order_of_citation(graph, keys)
    kept = _direct(graph, order)
    known = {*order}
    return tuple(
        tie
        for key in keys
        for tie in graph.ties_from[key]
        if tie.target in known and (tie.relation or (key, tie.target) in kept)
    )


def _direct(graph: CitationGraph, order: tuple[str, ...]) -> set[tuple[str, str]]:
    """Citations that no chain of others implies, among papers of which older ones come first.

    What a paper reaches is kept as the bits of a number, so that joining is one operation.
    """
    place = {key: number for number, key in enumerate(order)}
    reach: list[int] = []
    kept = set()
    for number, key in enumerate(order):
        cited = (place[other] for other in graph.cites[key] if other in place)
        covered = 0
        for older in sorted((one for one in cited if one < number), reverse=True):
            if not covered >> older & 1:
                kept.add((key, order[older]))
                covered |= reach[older] | 1 << older
        reach.append(covered)
    return kept


def _is_survey(graph: CitationGraph, key: str) -> bool:
    return graph.library.entries[key].kind is Kind.SURVEY


def _age(entry: Entry) -> tuple[str, int, int, str]:
    # An arXiv id begins with year and month of the first version, which no venue postpones.
    first = entry.ids.arxiv or f"{entry.year % 100:02d}{entry.month or 12:02d}"
    century = "19" if first[:2] > "90" else "20"
    return century + first[:4], entry.year, entry.month or 12, entry.key
