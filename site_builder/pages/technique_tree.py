"""The tree of techniques as the techniques page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.atlas import Atlas
from site_builder.impact.computed import Change
from site_builder.impact.engine import changes_by
from site_builder.svg import ratio
from taxonomy.terms import Technique


@dataclass(frozen=True)
class TreeNode:
    """A technique with what stands beside its name."""

    id: str
    name: str
    definition: str
    count: int
    gain: str
    children: tuple[TreeNode, ...]


def tree_values(atlas: Atlas) -> dict[str, object]:
    """The variables of the tree's template."""
    gains = (change for leaf in atlas.leaves for change in _first(leaf))
    first = next(gains, None)
    return {
        "tree": [_node(atlas, root) for root in atlas.roots],
        "setting": first.setting.title if first else "",
    }


def _node(atlas: Atlas, term: Technique) -> TreeNode:
    return TreeNode(
        id=term.id,
        name=term.name,
        definition=term.definition,
        count=len(atlas.on_technique(term.id)),
        gain=_gain(term),
        children=tuple(_node(atlas, child) for child in atlas.children.get(term.id, ())),
    )


_TELLING = 1.05


def _first(term: Technique) -> tuple[Change, ...]:
    return changes_by(tuple(term.effect), short=True)[:1]


def _gain(term: Technique) -> str:
    for change in _first(term):
        gain = change.decode_gain
        if gain is not None and gain >= _TELLING:
            return ratio(gain)
    return ""
