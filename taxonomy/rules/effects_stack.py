"""The effects of an entry hold together: none decides what another decides already.

Passes: `[{type: quantize, ...}, {type: page-kv}]`.
Fails: `[{type: share-kv-heads, ...}, {type: latent-kv, ...}]`, which both say what is cached.
"""

from __future__ import annotations

from collections.abc import Iterator

from roofline.effects.base import EffectConflict
from roofline.effects.contradictions import refuse_contradictions
from taxonomy.library import Library
from taxonomy.problem import Problem


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each list of effects that contradicts itself."""
    for read in (*library.papers, *library.vocabulary.get("techniques", ())):
        if len(read.record.effect) > 1:
            try:
                refuse_contradictions(read.record.effect)
            except EffectConflict as conflict:
                yield read.problem(("effect",), f"effects do not hold together: {conflict}")
