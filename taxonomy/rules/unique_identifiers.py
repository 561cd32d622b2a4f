"""No two entries are the same paper: an arXiv id, DOI, forum or Anthology id stands once.

Passes: entries with identifiers of their own.
Fails: `arxiv: "2303.06865"` in two files; DOIs that differ in case only.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted

_FIELDS = ("arxiv", "doi", "openreview", "acl", "url")


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each identifier that an earlier entry has."""
    taken: dict[tuple[str, str], str] = {}
    for paper in library.papers:
        for field in _FIELDS:
            value: str | None = getattr(paper.record.ids, field)
            if value is None:
                continue
            # DOIs are the same whatever their case; forum ids are not.
            name = value if field == "openreview" else value.casefold()
            earlier = taken.setdefault((field, name), paper.source.path)
            if earlier != paper.source.path:
                words = f"{field} {quoted(value)} is that of {earlier}; keep one entry"
                yield paper.problem(("ids", field), words)
