"""A term is defined once, and terms of flat vocabularies stand sorted by id.

Passes: `cpu-only` above `edge-device` in taxonomy/scenarios.yaml.
Fails: the two the other way round; the same id twice, in one file or in two.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted

_IN_ORDER_OF_THE_TREE = "techniques"


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each id that stands twice or out of order."""
    for kind, reads in library.vocabulary.items():
        taken: dict[str, str] = {}
        last = ""
        for read in reads:
            name: str = read.record.id
            if name in taken:
                words = f"{quoted(name)} is defined in {taken[name]} already; delete one"
                yield read.problem(("id",), words)
            elif kind != _IN_ORDER_OF_THE_TREE and name < last:
                words = f"{quoted(name)} belongs before {quoted(last)}; sort the file by id"
                yield read.problem(("id",), words)
            taken.setdefault(name, read.source.path)
            last = max(last, name)
