"""Papers related to a paper, each with the reason.

Four signs count: a direct citation, techniques in common (rare ones count more), being cited
together, and references in common, inside the base or not. Each sign lies between 0 and 1.
Inverted indices find the candidates; lists that name more than `_CROWD` papers say nothing about
any of them and are skipped, so the work grows in proportion to the base.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from site_builder.graph.edges import CitationGraph

_CROWD = 150
_WEIGHTS = {"tie": 1.0, "techniques": 1.5, "together": 2.0, "references": 2.0}
_DIGITS = 4


@dataclass(frozen=True)
class Related:
    """A related paper.

    Attributes:
        key: Key of the related entry.
        score: Weighted sum of the signs, only good for ordering. [1]
        reasons: Why, in words, strongest first.
    """

    key: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Sign:
    strength: float
    reason: str


@dataclass
class RelatedPapers:
    """Finds related papers; holds the indices of one graph.

    Attributes:
        graph: The citation graph.
    """

    graph: CitationGraph
    _by_technique: Mapping[str, tuple[str, ...]] = field(init=False)
    _by_reference: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        entries = self.graph.library.entries
        self._by_technique = _index((key, entries[key].techniques) for key in self.graph)
        self._by_reference = _index(sorted(self.graph.references.items()))

    def of(self, key: str, limit: int = 8) -> tuple[Related, ...]:
        """The papers most related to an entry, best first; equals in order of their keys.

        Args:
            key: Key or alias of an entry.
            limit: At most so many. [1]

        Raises:
            KeyError: No such entry.
        """
        key = self.graph.require(key)
        signs: dict[str, dict[str, _Sign]] = {}
        for kind, found in (
            ("tie", self._tied(key)),
            ("techniques", self._sharing_techniques(key)),
            ("together", self._cited_together(key)),
            ("references", self._sharing_references(key)),
        ):
            for other, sign in found.items():
                signs.setdefault(other, {})[kind] = sign
        ranked = [_related(other, by_kind) for other, by_kind in signs.items()]
        return tuple(sorted(ranked, key=lambda one: (-one.score, one.key))[:limit])

    def _tied(self, key: str) -> dict[str, _Sign]:
        cited = ((other, key, other) for other in self.graph.cites[key])
        citing = ((other, other, key) for other in self.graph.cited_by[key])
        found = {}
        for other, source, target in (*cited, *citing):
            relations = self.graph.digraph.edges[source, target]["relations"]
            words = " and ".join(name.replace("-", " ") for name in relations)
            of_this = source == key
            if words:
                reason = f"this paper {words} it" if of_this else f"{words} this paper"
            else:
                reason = "cited by this paper" if of_this else "cites this paper"
            found[other] = _Sign(1.0 if words else 0.5, reason)
        return found

    def _sharing_techniques(self, key: str) -> dict[str, _Sign]:
        entries = self.graph.library.entries
        own = entries[key].techniques
        shared: dict[str, list[str]] = {}
        for technique in own:
            for other in self._by_technique[technique]:
                if other != key:
                    shared.setdefault(other, []).append(technique)
        most = sum(self._rarity(technique) for technique in own) or 1.0
        return {
            other: _Sign(
                sum(map(self._rarity, names)) / most,
                f"same technique: {', '.join(name.replace('-', ' ') for name in names)}",
            )
            for other, names in shared.items()
        }

    def _rarity(self, technique: str) -> float:
        return math.log((1 + len(self.graph)) / len(self._by_technique[technique]))

    def _cited_together(self, key: str) -> dict[str, _Sign]:
        citing = [self.graph.cites[other] for other in self.graph.cited_by[key]]
        counts = _count(key, (keys for keys in citing if len(keys) <= _CROWD))
        sizes = {other: len(self.graph.cited_by[other]) for other in {key, *counts}}
        return _overlaps(key, counts, sizes, "cited together by {}", ("paper", "papers"))

    def _sharing_references(self, key: str) -> dict[str, _Sign]:
        names = sorted(self.graph.references[key])
        holders = (self._by_reference[name] for name in names)
        counts = _count(key, (keys for keys in holders if len(keys) <= _CROWD))
        sizes = {other: len(self.graph.references[other]) for other in {key, *counts}}
        return _overlaps(key, counts, sizes, "{} in common", ("reference", "references"))


def _index(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, names in pairs:
        for name in names:
            found.setdefault(name, []).append(key)
    return {name: tuple(keys) for name, keys in found.items()}


def _count(key: str, groups: Iterable[tuple[str, ...]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for group in groups:
        counts.update(group)
    counts.pop(key, None)
    return counts


def _overlaps(
    key: str, counts: Counter[str], sizes: Mapping[str, int], words: str, noun: tuple[str, str]
) -> dict[str, _Sign]:
    """Signs by the cosine of two sets: size of the overlap over the mean size of the sets."""
    return {
        other: _Sign(
            count / math.sqrt(sizes[key] * sizes[other]),
            words.format(f"{count} {noun[0] if count == 1 else noun[1]}"),
        )
        for other, count in counts.items()
    }


def _related(key: str, signs: Mapping[str, _Sign]) -> Related:
    weighed = [(_WEIGHTS[kind] * sign.strength, sign.reason) for kind, sign in signs.items()]
    weighed.sort(key=lambda pair: (-pair[0], pair[1]))
    score = math.fsum(weight for weight, _ in weighed)
    return Related(key, round(score, _DIGITS), tuple(reason for _, reason in weighed))
