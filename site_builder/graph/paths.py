"""The shortest chain of citations between two papers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from site_builder.graph.edges import CitationGraph


@dataclass(frozen=True)
class Path:
    """A chain of papers, each tied to the next by a citation.

    Attributes:
        keys: From the first paper to the second, both included.
        forward: For each step, True where the earlier paper of the chain cites the later one.
    """

    keys: tuple[str, ...]
    forward: tuple[bool, ...]


def shortest_path(graph: CitationGraph, start: str, end: str) -> Path | None:
    """The shortest chain between two entries.

    A chain in which each paper cites the next is preferred, then one in which each is cited by
    the next, then any. Among equals the one whose keys come first is taken.

    Raises:
        KeyError: An entry is not in the graph.
    """
    start, end = graph.require(start), graph.require(end)

    def either_way(key: str) -> Iterable[str]:
        return sorted({*graph.cites[key], *graph.cited_by[key]})

    for neighbours in (graph.cites.__getitem__, graph.cited_by.__getitem__, either_way):
        keys = _breadth_first(start, end, neighbours)
        if keys:
            steps = pairwise(keys)
            return Path(keys, tuple(graph.digraph.has_edge(one, next_) for one, next_ in steps))
    return None


def _breadth_first(
    start: str, end: str, neighbours: Callable[[str], Iterable[str]]
) -> tuple[str, ...]:
    came_from = {start: start}
    queue = deque([start])
    while queue and end not in came_from:
        key = queue.popleft()
        for other in neighbours(key):
            if other not in came_from:
                came_from[other] = key
                queue.append(other)
    if end not in came_from:
        return ()
    chain = [end]
    while chain[-1] != start:
        chain.append(came_from[chain[-1]])
    return tuple(reversed(chain))
