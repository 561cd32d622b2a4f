"""Keys and aliases differ in more than case: citations must never change their paper.

Passes: an alias that no other entry has.
Fails: `aliases: [yu2022orca]` in the entry of another paper, or in that of yu2022orca itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.problem import Problem, quoted
from taxonomy.source import Location, Read


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each key or alias that is taken."""
    taken: dict[str, str] = {}
    for paper, location, key in (*_keys(library), *_aliases(library)):
        earlier = taken.setdefault(key.casefold(), f"{paper.source.path} {location}")
        path = earlier.partition(" ")[0]
        if earlier == f"{paper.source.path} {location}":
            continue
        if path == paper.source.path:
            yield paper.problem(location, f"alias {quoted(key)} is a name it has already; drop it")
        else:
            words = f"key {quoted(key)} is taken by {path}; choose another"
            yield paper.problem(location, words)


def _keys(library: Library) -> Iterator[tuple[Read[Entry], Location, str]]:
    for paper in library.papers:
        yield paper, ("key",), paper.record.key


def _aliases(library: Library) -> Iterator[tuple[Read[Entry], Location, str]]:
    for paper in library.papers:
        for index, alias in enumerate(paper.record.aliases):
            yield paper, ("aliases", index), alias
