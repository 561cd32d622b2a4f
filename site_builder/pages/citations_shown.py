"""Citations as pages tell them: with their relation, in order of reading, by descent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from site_builder.atlas import Atlas
from site_builder.graph import Tie, in_order_of_citation, lineage, reading_path
from site_builder.wording import Brief, in_words


@dataclass(frozen=True)
class Cited:
    """A paper at the other end of a citation, and how the two stand to each other."""

    paper: Brief
    relation: str


def cited(atlas: Atlas, key: str) -> list[Cited]:
    """The papers that an entry cites, those with a named relation first."""
    ties = atlas.graph.ties_from[key]
    return _merged(atlas, ((tie.target, in_words(tie.relation)) for tie in ties))


def citing(atlas: Atlas, key: str) -> list[Cited]:
    """The papers that cite an entry, those with a named relation first."""
    ties = atlas.graph.ties_to[key]
    return _merged(
        atlas, ((t.source, f"{in_words(t.relation)} this" if t.relation else "") for t in ties)
    )


def _merged(atlas: Atlas, pairs: Iterable[tuple[str, str]]) -> list[Cited]:
    found: dict[str, list[str]] = {}
    for key, relation in pairs:
        found.setdefault(key, []).extend([relation] if relation else [])
    rows = [Cited(atlas.brief(key), ", ".join(relations)) for key, relations in found.items()]
    return sorted(rows, key=lambda row: not row.relation)


@dataclass(frozen=True)
class ToRead:
    """A step of a reading path."""

    paper: Brief
    why: str


def to_read(atlas: Atlas, technique: str) -> list[ToRead]:
    """What to read for a technique, prerequisites first; nothing where one paper is all."""
    steps = [ToRead(atlas.brief(s.key), s.why) for s in reading_path(atlas.graph, technique)]
    return steps if len(steps) > 1 else []


@dataclass(frozen=True)
class Descent:
    """A paper and the papers on the same technique that it comes from."""

    paper: Brief
    sources: tuple[Cited, ...]


def descents(atlas: Atlas, technique: str) -> list[Descent]:
    """How the papers on a technique come from each other, oldest first."""
    ties = lineage(atlas.graph, technique)
    by_source = {key: tuple(group) for key, group in groupby(ties, lambda tie: tie.source)}
    ordered = in_order_of_citation(atlas.graph, by_source)
    return [Descent(atlas.brief(key), tuple(_sources(atlas, by_source[key]))) for key in ordered]


def _sources(atlas: Atlas, ties: tuple[Tie, ...]) -> Iterator[Cited]:
    for tie in ties:
        yield Cited(atlas.brief(tie.target), in_words(tie.relation) or "cites")
