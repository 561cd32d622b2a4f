"""A term that an entry uses is in its vocabulary, and a technique is a leaf of the tree.

Passes: `scenarios: [offline-batch-inference]`.
Fails: `scenarios: [offline-batch]`, which no line of taxonomy/scenarios.yaml defines;
`techniques: [quantization]`, which has techniques below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.problem import Problem, quoted, suggestion
from taxonomy.source import Read


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each unknown term."""
    for paper in library.papers:
        entry = paper.record
        yield from _techniques(library, paper)
        yield from _unknown(paper, "scenarios", entry.scenarios, library.scenarios)
        yield from _unknown(paper, "challenges", entry.challenges, library.challenges)
        if entry.venue is not None and entry.venue not in library.venues:
            yield paper.problem(("venue",), _words("venue", entry.venue, library.venues))


def _unknown(
    paper: Read[Entry], field: str, names: list[str], known: Collection[str]
) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name not in known:
            yield paper.problem((field, index), _words(field.removesuffix("s"), name, known))


def _words(kind: str, name: str, known: Collection[str]) -> str:
    near = suggestion(name, known)
    where = f"taxonomy/{kind}s.yaml"
    return f"unknown {kind} {quoted(name)}" + (
        f"{near} (see {where})" if near else f"; choose one of {where}, or propose it there"
    )


def _techniques(library: Library, paper: Read[Entry]) -> Iterator[Problem]:
    tree = library.tree
    for index, name in enumerate(paper.record.techniques):
        if tree.is_leaf(name):
            continue
        if name in library.techniques:
            below = ", ".join(tree.below(name)[:8])
            words = f"technique {quoted(name)} is a group; choose a leaf under it: {below}"
        else:
            near = suggestion(name, tree.leaves) or "; choose a leaf of the tree"
            words = f"unknown technique {quoted(name)}{near} (see taxonomy/techniques)"
        yield paper.problem(("techniques", index), words)
