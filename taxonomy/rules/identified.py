"""A paper can be found: it has an identifier, and a preprint's DOI is not that of a publication.

Passes: `ids: {arxiv: "2303.06865"}`.
Fails: an entry without identifiers; `doi: "10.48550/arXiv.2303.06865"`, which says arxiv again.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each paper that cannot be found."""
    for paper in library.papers:
        ids = paper.record.ids
        if not (ids.arxiv or ids.doi or ids.openreview or ids.acl or ids.url):
            words = "no identifier; give 'ids' an arxiv, doi, openreview, acl or url"
            yield paper.problem(("ids",), words)
        if ids.doi and ids.doi.casefold().startswith("10.48550/"):
            words = f"doi {quoted(ids.doi)} is the preprint's; delete it, 'arxiv' says it"
            yield paper.problem(("ids", "doi"), words)
        if ids.primary_class and not ids.arxiv:
            words = "primary_class without an arXiv identifier; add 'arxiv' or delete it"
            yield paper.problem(("ids", "primary_class"), words)
