"""Papers related to a paper, each with the reason.

Four signs count: a direct citation, techniques in common (rare ones count more), being cited
together, and references in common, inside the base or not. Each sign lies between 0 and 1.

Candidates come from products of sparse matrices, for some hundred papers at once. A reference that
over `_CROWD` papers share, or a list of over `_CROWD` entries, says little about any of them and
is left out of the scores, so that work grows in proportion to the base; reasons count it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from site_builder.graph.edges import CitationGraph

_CROWD = 60
_LEAST_REFERENCES = 2  # one in common may be any textbook
_TIE, _TECHNIQUES, _TOGETHER, _REFERENCES = 1.0, 1.5, 2.0, 2.0
_BARE, _NAMED = 0.5, 1.0  # strength of a citation without and with a relation
_DIGITS = 4
_ROWS = 256  # papers whose scores are computed at once


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
class RelatedPapers:
    """Finds related papers; holds the scores of one graph.

    Attributes:
        graph: The citation graph.
    """

    graph: CitationGraph
    _blocks: dict[int, Any] = field(default_factory=dict)

    def of(self, key: str, limit: int = 8) -> tuple[Related, ...]:
        """The papers most related to an entry, best first; equals in order of their keys.

        Args:
            key: Key or alias of an entry.
            limit: At most so many. [1]

        Raises:
            KeyError: No such entry.
        """
        key = self.graph.require(key)
        start, row = divmod(self._numbers[key], _ROWS)
        if start not in self._blocks:
            self._blocks[start] = self._scores(start * _ROWS)
        block = self._blocks[start]
        span = slice(block.indptr[row], block.indptr[row + 1])
        scores, columns = block.data[span], block.indices[span]
        # Keys are in order, so the column breaks ties.
        best = np.lexsort((columns, -scores))[:limit]
        return tuple(
            Related(other, float(scores[place]), self._reasons(key, other))
            for place in best
            if (other := self._keys[columns[place]])
        )

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(self.graph)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {key: number for number, key in enumerate(self._keys)}

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        entries = self.graph.library.entries
        counts = Counter(name for key in self._keys for name in entries[key].techniques)
        return {name: math.log((1 + len(self._keys)) / count) for name, count in counts.items()}

    def _scores(self, start: int) -> Any:
        """Scores of some papers with all others, a row each."""
        rows = slice(start, start + _ROWS)
        total = (
            _TIE * self._ties[rows]
            + _TECHNIQUES * self._techniques(rows)
            + _TOGETHER * _cosines(*self._citing, rows, least=1)
            + _REFERENCES * _cosines(*self._listed, rows, least=_LEAST_REFERENCES)
        ).tocsr()
        total.setdiag(0, k=start)
        total.data = np.round(total.data, _DIGITS)
        total.eliminate_zeros()
        total.sort_indices()
        return total

    @cached_property
    def _citing(self) -> tuple[Any, Any]:
        return _sets([self.graph.cited_by[key] for key in self._keys])

    @cached_property
    def _listed(self) -> tuple[Any, Any]:
        return _sets([self.graph.references[key] for key in self._keys])

    @cached_property
    def _ties(self) -> Any:
        edges = [
            (self._numbers[source], self._numbers[target], _NAMED if relations else _BARE)
            for source, target, relations in self.graph.digraph.edges(data="relations")
        ]
        size = len(self._keys)
        rows, columns, values = zip(*edges, strict=True) if edges else ((), (), ())
        one_way = sparse.csr_array((values, (rows, columns)), shape=(size, size), dtype=float)
        return one_way.maximum(one_way.T)

    def _techniques(self, rows: slice) -> Any:
        """Rarity of the shared techniques over that of the paper's own."""
        present, rarity = self._present
        own = present[rows]
        most = own @ rarity
        shared = (own * rarity) @ present.T
        return sparse.diags_array(1 / np.where(most > 0, most, 1.0)) @ shared

    @cached_property
    def _present(self) -> tuple[Any, Any]:
        own = [self.graph.library.entries[key].techniques for key in self._keys]
        names = sorted(self._rarity)
        present = _incidence(own, names)
        return present, np.array([self._rarity[name] for name in names])

    def _reasons(self, key: str, other: str) -> tuple[str, ...]:
        graph = self.graph
        together = _overlap(graph.cited_by[key], graph.cited_by[other])
        common = _overlap(graph.references[key], graph.references[other])
        weighed = [*self._tie_reasons(key, other), *self._technique_reasons(key, other)]
        if together[0]:
            words = f"cited together by {_counted(together[0], 'paper')}"
            weighed.append((_TOGETHER * together[1], words))
        if common[0] >= _LEAST_REFERENCES:
            words = f"{_counted(common[0], 'reference')} in common"
            weighed.append((_REFERENCES * common[1], words))
        return tuple(words for _, words in sorted(weighed, key=lambda one: (-one[0], one[1])))

    def _tie_reasons(self, key: str, other: str) -> Iterable[tuple[float, str]]:
        for source, target in ((key, other), (other, key)):
            if not self.graph.digraph.has_edge(source, target):
                continue
            relations = self.graph.digraph.edges[source, target]["relations"]
            words = " and ".join(name.replace("-", " ") for name in relations)
            if words:
                words = f"this paper {words} it" if source == key else f"{words} this paper"
                yield _TIE * _NAMED, words
            else:
                words = "cited by this paper" if source == key else "cites this paper"
                yield _TIE * _BARE, words

    def _technique_reasons(self, key: str, other: str) -> Iterable[tuple[float, str]]:
        entries = self.graph.library.entries
        own = entries[key].techniques
        shared = [name for name in own if name in entries[other].techniques]
        if shared:
            strength = sum(map(self._rarity.__getitem__, shared)) / (
                sum(map(self._rarity.__getitem__, own)) or 1.0
            )
            names = ", ".join(name.replace("-", " ") for name in shared)
            yield _TECHNIQUES * strength, f"same technique: {names}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _overlap(one: Collection[str], other: Collection[str]) -> tuple[int, float]:
    """Size of the overlap of two sets, and their cosine: it over the mean of their sizes."""
    count = len({*one} & {*other})
    return count, count / math.sqrt(len(one) * len(other)) if count else 0.0


def _sets(sets: Sequence[Collection[str]]) -> tuple[Any, Any]:
    """Which set has which name, crowds left out, and one over the root of the size of each."""
    counts = Counter(name for names in sets for name in names)
    kept = sorted(name for name, count in counts.items() if 2 <= count <= _CROWD)
    inverse = np.array([1 / math.sqrt(len(names)) if names else 0.0 for names in sets])
    return _incidence(sets, kept), inverse


def _cosines(present: Any, inverse: Any, rows: slice, *, least: int) -> Any:
    """Cosines of some sets with all that share at least so many names with them."""
    shared = (present[rows] @ present.T).tocsr()
    shared.data[shared.data < least] = 0
    shared.eliminate_zeros()
    return sparse.diags_array(inverse[rows]) @ shared @ sparse.diags_array(inverse)


def _incidence(sets: Sequence[Collection[str]], names: Sequence[str]) -> Any:
    """Matrix with a row a set and a column a name: 1 where the set has it."""
    numbers = {name: number for number, name in enumerate(names)}
    rows, columns = [], []
    for row, members in enumerate(sets):
        held = sorted(numbers[name] for name in members if name in numbers)
        rows += [row] * len(held)
        columns += held
    shape = (len(sets), len(names))
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
