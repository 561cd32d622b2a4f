"""From a venue as a source writes it to its id in the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taxonomy import Library
from taxonomy.terms import Venue

_BRACKETED = re.compile(r"\([^)]*\)")
_GENERIC = frozenset(
    (
        *("acm", "ieee", "cvf", "usenix", "sigplan", "sigda", "sigkdd", "international", "joint"),
        *("conference", "symposium", "annual", "meeting", "workshop", "proceedings", "advances"),
        *("on", "of", "the", "in", "at", "for"),
    )
)
"""Words that a venue's name may begin with and that tell it from no other."""

_KINDS = ("workshop", "findings")
"""Words that make a place of publication another one, wherever they stand."""

_TELLING = 3
"""Words left of a name from which they name a venue alone. [1]"""


def match_venue(words: str | None, library: Library) -> str | None:
    """The venue that a source's words name; None where none or where it is unsure.

    A whole name goes before an acronym in its own capitals, and that before a name without the
    words it begins with; the longest wins.

    Args:
        words: The source's words, such as `Proceedings of the 40th ...`.
        library: The base.
    """
    if not words:
        return None
    found = [
        (*match, venue.id)
        for venue in library.venues.values()
        if _of_one_kind(words, venue)
        for match in _matches(words, venue)
    ]
    return max(found)[2] if found else None


def _of_one_kind(words: str, venue: Venue) -> bool:
    return all((kind in words.lower()) == (kind in venue.name.lower()) for kind in _KINDS)


def _matches(words: str, venue: Venue) -> Iterator[tuple[int, int]]:
    """Trust in each way in which the words name a venue, and the length of what matched."""
    name = _plain(_BRACKETED.sub(" ", venue.name))
    if _stands_in(name, words):
        yield 3, len(name)
    short = venue.short.removesuffix(" Workshop")  # that both are one is known
    if re.search(rf"(?<![A-Za-z-]){re.escape(short)}(?![A-Za-z-])", words):
        yield 2, len(short)
    core = name.split(" ")
    while core and core[0] in _GENERIC:
        del core[0]
    if len(core) >= _TELLING and _stands_in(" ".join(core), words):
        yield 1, len(core)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]+", " ", text.lower()).strip()


def _stands_in(name: str, words: str) -> bool:
    # `... on Machine Learning and Applications` is not `... on Machine Learning`
    return re.search(rf"(?<![a-z]){name}(?! and [a-z])(?![a-z])", _plain(words)) is not None
