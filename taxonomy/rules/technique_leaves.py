"""A leaf is complete: what it is not, how it works, what it relieves and costs, and its effect.

Passes: `is_not`, `mechanism`, `relieves`, `phases`, `costs`, and `effect` or `no_effect`.
Fails: a leaf that lacks one of them, or has both `effect` and `no_effect`.

A technique that changes no deployment, as `no_effect` says, need neither relieve nor cost anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem
from taxonomy.terms import Technique

_ALWAYS = ("is_not", "mechanism")
_WITH_EFFECT = ("relieves", "phases", "costs")


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each leaf that lacks something."""
    for read in library.vocabulary.get("techniques", ()):
        if not library.tree.is_leaf(read.record.id):
            continue
        lacking = _lacking(read.record)
        if lacking:
            words = f"leaf '{read.record.id}' lacks {', '.join(lacking)}; fill in what is missing"
            yield read.problem(("id",), words)
        if read.record.effect and read.record.no_effect:
            yield read.problem(("no_effect",), "both 'effect' and 'no_effect'; keep one")


def _lacking(leaf: Technique) -> list[str]:
    needed = _ALWAYS if leaf.no_effect else _ALWAYS + _WITH_EFFECT
    lacking = [name for name in needed if not getattr(leaf, name)]
    if not leaf.effect and not leaf.no_effect:
        lacking.append("effect or no_effect")
    return lacking
