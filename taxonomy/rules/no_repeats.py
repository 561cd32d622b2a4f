"""A list names each thing once.

Passes: `techniques: [weight-offloading, kv-cache-quantization]`.
Fails: `techniques: [weight-offloading, weight-offloading]`; an author, finding or cited id twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted
from taxonomy.source import Read

_FIELDS = (
    "authors",
    "techniques",
    "scenarios",
    "challenges",
    "relieves",
    "findings",
    "arxiv",
    "doi",
    "resolved_by_title",
)


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each item that stands in its list already."""
    for read in (*library.papers, *library.reference_files):
        data = read.source.data
        for field in _FIELDS:
            items = data.get(field) if isinstance(data, dict) else None
            if isinstance(items, list) and len({str(i).casefold() for i in items}) < len(items):
                yield from _repeated(read, field, items)


def _repeated(read: Read[object], field: str, items: list[object]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if str(item).casefold() in seen:
            yield read.problem((field, index), f"{quoted(item)} is listed twice; delete one")
        seen.add(str(item).casefold())
