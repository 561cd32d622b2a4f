"""The techniques form a tree: each parent exists, above it, and no path comes back.

Passes: `parent: quantization`, defined further up.
Fails: `parent: quantisation`, which is not defined; two techniques that are each other's parent.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted, suggestion


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each technique that hangs in the air."""
    techniques = library.techniques
    for read in library.vocabulary.get("techniques", ()):
        name, parent = read.record.id, read.record.parent
        if parent is not None and parent not in techniques:
            near = suggestion(parent, techniques) or "; define it, or leave the key out"
            yield read.problem(("parent",), f"unknown parent {quoted(parent)}{near}")
        elif parent is not None and techniques[library.tree.path(name)[0]].parent in techniques:
            words = f"parents of {quoted(name)} lead back to it; hang it under a root"
            yield read.problem(("parent",), words)
