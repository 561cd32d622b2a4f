"""No two entries have one title; titles with nearly the same words are looked at twice.

Passes: titles that share a few words.
Fails: titles that differ in braces, case or punctuation only; an error.
Warns: titles of which nine words in ten are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from math import ceil

from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.problem import Problem, Severity, quoted
from taxonomy.rules.key_form import letters
from taxonomy.source import Read

_NEAR = 0.8
"""Shared words over all words from which two titles are near."""

_WORD = re.compile(r"\w+")


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each title that an earlier entry has, or nearly has."""
    taken: dict[str, Read[Entry]] = {}
    for paper in library.papers:
        title = paper.record.title
        earlier = taken.setdefault(letters(title) or title.casefold(), paper)
        if earlier is not paper:
            words = f"title {quoted(title)} is that of {earlier.source.path}; keep one entry"
            yield paper.problem(("title",), words)
    for paper, earlier in _near(list(taken.values())):
        words = f"title is nearly that of {earlier.source.path}; check that they are two papers"
        yield paper.problem(("title",), words, severity=Severity.WARNING)


def _near(papers: list[Read[Entry]]) -> Iterator[tuple[Read[Entry], Read[Entry]]]:
    """Pairs of titles with nearly the same words.

    Two such titles share at least two of their rarer words, so only titles that share two of the
    rarest words are compared: the number of comparisons stays linear.
    """
    words = [frozenset(_WORD.findall(paper.record.title.casefold())) for paper in papers]
    frequency = Counter(word for title in words for word in title)
    ranked = sorted(frequency, key=lambda word: (frequency[word], word))
    rank = {word: place for place, word in enumerate(ranked)}
    by_words: dict[tuple[str, ...], list[int]] = {}
    for index, title in enumerate(words):
        rare = sorted(title, key=rank.__getitem__)
        rarest = rare[: len(title) - ceil(_NEAR * len(title)) + 2]
        pairs: list[tuple[str, ...]] = [*combinations(rarest, 2)]
        pairs = pairs or [(word,) for word in rarest]
        candidates = {other for pair in pairs for other in by_words.get(pair, ())}
        near = sorted(other for other in candidates if _alike(title, words[other]))
        yield from ((papers[index], papers[other]) for other in near)
        for pair in pairs:
            by_words.setdefault(pair, []).append(index)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _NEAR * (len(one) + len(other) - shared)
