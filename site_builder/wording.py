"""How names, titles and places of publication are written on pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from site_builder.names import split
from taxonomy.entry import Entry
from taxonomy.terms import Venue

_BRACES = re.compile(r"[{}]")


def plain_title(entry: Entry) -> str:
    """A title without the braces that keep capitals in BibTeX."""
    return _BRACES.sub("", entry.title)


def full_name(author: str) -> str:
    """A name in reading order: "Family, Given" gives "Given Family"."""
    return split(author).in_reading_order


def by_line(entry: Entry) -> str:
    """Who wrote it, short: one name, two names, or the first et al."""
    names = [split(author).family for author in entry.authors]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)


def where_line(entry: Entry, venues: Mapping[str, Venue]) -> str:
    """Where and when, short: "ICML 2023", "arXiv 2023"."""
    venue = venues.get(entry.venue or "")
    if venue is not None:
        return f"{venue.short} {entry.year}"
    return f"arXiv {entry.year}" if entry.ids.arxiv else str(entry.year)


def where_sentence(entry: Entry, venues: Mapping[str, Venue]) -> str:
    """Where and when, in full."""
    venue = venues.get(entry.venue or "")
    if venue is None:
        return (
            f"Preprint, arXiv:{entry.ids.arxiv}, {entry.year}"
            if entry.ids.arxiv
            else str(entry.year)
        )
    name = venue.name if venue.short in venue.name else f"{venue.name} ({venue.short})"
    return f"{name}, {entry.year}"


def in_words(identifier: str) -> str:
    """An identifier of the vocabulary as words: memory-bandwidth gives memory bandwidth."""
    return identifier.replace("-", " ")


def count_of(number: int, singular: str) -> str:
    """A count with its noun: 1 paper, 2 papers."""
    return f"{number:,} {singular}" if number == 1 else f"{number:,} {singular}s"


@dataclass(frozen=True)
class Brief:
    """A paper as it stands in lists."""

    key: str
    title: str
    by: str
    year: int
    where: str
    summary: str


def brief(entry: Entry, venues: Mapping[str, Venue]) -> Brief:
    """What lists show of an entry."""
    return Brief(
        key=entry.key,
        title=plain_title(entry),
        by=by_line(entry),
        year=entry.year,
        where=where_line(entry, venues),
        summary=entry.summary,
    )
