"""A relation ties an entry to another one that exists, once.

Passes: `{type: improves-on, key: yu2022orca}` where entries/2022/yu2022orca.yaml exists.
Fails: a key without an entry, the entry's own key, the same tie written twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.problem import Problem, quoted, suggestion
from taxonomy.source import Read


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each relation that leads nowhere, to itself, or stands twice."""
    for paper in library.papers:
        seen = set()
        for index, relation in enumerate(paper.record.relations):
            words = _wrong(library, paper, relation.key)
            if (relation.type, relation.key) in seen:
                words = f"relation to {quoted(relation.key)} is written twice; delete one"
            seen.add((relation.type, relation.key))
            if words:
                yield paper.problem(("relations", index, "key"), words)


def _wrong(library: Library, paper: Read[Entry], key: str) -> str:
    if key == paper.record.key:
        return f"relation of {quoted(key)} to itself; delete it or name the other entry"
    if key in library.known_keys:
        return ""
    missing = f"relation to {quoted(key)}, but entries/{_folder(key)}/{key}.yaml does not exist"
    near = suggestion(key, library.known_keys)
    return missing + (near or "; add that entry or delete the relation")


def _folder(key: str) -> str:
    return "".join(c for c in key if c.isdigit())[:4]
