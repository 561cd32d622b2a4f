"""Dates that can be: no paper is published before its preprint, none after it was added.

Passes: `year: 2023`, `arxiv: "2303.06865"`, `added: 2026-11-22`.
Fails: `year: 2019` with that preprint; `year: 2030`; `arxiv: "2313.06865"`, which has no month 13.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.problem import Problem, quoted

_LONGEST_WAY_TO_PRINT = 6
"""Years that may pass between preprint and venue."""


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each impossible date of an entry."""
    for paper in library.papers:
        for field, words in _wrong(paper.record):
            yield paper.problem(field, words)


def _wrong(entry: Entry) -> Iterator[tuple[tuple[str, ...], str]]:
    if entry.year > entry.added.year + 1:
        yield ("year",), f"year {entry.year} lies after {entry.added}, when it was added; mend one"
    published = arxiv_month(entry.ids.arxiv)
    if entry.ids.arxiv and not published:
        words = f"arXiv identifier {quoted(entry.ids.arxiv)} has no such month; check it"
        yield ("ids", "arxiv"), words
    elif published:
        yield from _against_preprint(entry, published)


def _against_preprint(entry: Entry, published: date) -> Iterator[tuple[tuple[str, ...], str]]:
    arxiv = quoted(entry.ids.arxiv)
    if published > entry.added:
        yield ("added",), f"added {entry.added} lies before preprint {arxiv}; mend one"
    if entry.venue is None and entry.year != published.year:
        words = f"year {entry.year} without a venue is not {published.year}, that of preprint"
        yield ("year",), f"{words} {arxiv}; name the venue or write {published.year}"
    elif not published.year - 1 <= entry.year <= published.year + _LONGEST_WAY_TO_PRINT:
        words = f"year {entry.year} is impossible for preprint {arxiv} of {published.year}"
        yield ("year",), f"{words}; mend one"


@cache
def arxiv_month(identifier: str | None) -> date | None:
    """First day of the month in an arXiv identifier, None where there is none or it cannot be."""
    if identifier is None:
        return None
    year, month = 2000 + int(identifier[:2]), int(identifier[2:4])
    digits = len(identifier.partition(".")[2])
    if not 1 <= month <= 12 or (year, month) < (2007, 4) or digits != (5 if year >= 2015 else 4):
        return None
    return date(year, month, 1)
