"""The technique tree: who stands below whom."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from taxonomy.terms import Technique


class Tree:
    """The techniques by parent; a term whose parent does not exist counts as a root."""

    def __init__(self, techniques: Mapping[str, Technique]) -> None:
        self._techniques = techniques

    @cached_property
    def _children(self) -> dict[str | None, tuple[str, ...]]:
        below: dict[str | None, list[str]] = {}
        for name, technique in self._techniques.items():
            known = technique.parent in self._techniques
            below.setdefault(technique.parent if known else None, []).append(name)
        return {parent: tuple(names) for parent, names in below.items()}

    @property
    def roots(self) -> tuple[str, ...]:
        """Ids without a parent, in the order of the files."""
        return self._children.get(None, ())

    def children(self, name: str) -> tuple[str, ...]:
        """Ids right below a technique, in the order of the files."""
        return self._children.get(name, ())

    def is_leaf(self, name: str) -> bool:
        """Whether a technique exists and nothing stands below it."""
        return name in self._techniques and name not in self._children

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Ids without children, in the order of the files."""
        return tuple(name for name in self._techniques if self.is_leaf(name))

    def path(self, name: str) -> tuple[str, ...]:
        """Ids from the root to a technique, itself included; a cycle is cut where it closes."""
        steps: list[str] = []
        at = self._techniques.get(name)
        while at is not None and at.id not in steps:
            steps.append(at.id)
            at = self._techniques.get(at.parent or "")
        return tuple(reversed(steps))

    def below(self, name: str) -> tuple[str, ...]:
        """All leaves under a technique, itself where it is one."""
        return tuple(leaf for leaf in self.leaves if name in self.path(leaf))
