"""Papers that the entries cite and that have no entry yet."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from site_builder.graph.edges import CitationGraph, identifiers


@dataclass(frozen=True)
class Wanted:
    """A work that entries cite and that has no entry.

    Attributes:
        identifier: `arXiv:1701.06538` or `doi:10.1145/...`.
        title: Its title, empty where we know none.
        cited_by: Keys of the entries that cite it, sorted.
    """

    identifier: str
    title: str
    cited_by: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where it can be read."""
        scheme, _, name = self.identifier.partition(":")
        return f"https://arxiv.org/abs/{name}" if scheme == "arXiv" else f"https://doi.org/{name}"


def wanted(graph: CitationGraph, least: int = 3) -> tuple[Wanted, ...]:
    """Works cited by at least `least` entries and not in the base, most cited first.

    Counts are of reference lists that were read, not citation counts.
    """
    present = {name for entry in graph.library.entries.values() for name in identifiers(entry)}
    citing: dict[str, list[str]] = {}
    for key in graph:
        for name in graph.references[key] - present:
            citing.setdefault(name, []).append(key)
    found = [
        Wanted(name, known_titles().get(name, ""), tuple(sorted(keys)))
        for name, keys in citing.items() if len(keys) >= least
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-len(one.cited_by), one.identifier)))


@lru_cache(maxsize=1)
def known_titles() -> Mapping[str, str]:
    """Titles of often cited works by identifier, from `site_builder/data/cited_titles.csv`."""
    text = (files("site_builder") / "data" / "cited_titles.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {f"arXiv:{row['arxiv']}": row["title"] for row in rows}
