"""An entry says what it does to the roofline, or why it does nothing: one of the two.

Passes: `effect: [...]`; `no_effect: A survey changes no deployment.`
Fails: both, or neither; an effect that names neither `source` nor `note`.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each entry without a clear statement of its effect."""
    for paper in library.papers:
        entry = paper.record
        if entry.effect and entry.no_effect:
            words = "both 'effect' and 'no_effect'; keep one"
            yield paper.problem(("no_effect",), words, on_key=True)
        elif not entry.effect and not entry.no_effect:
            words = "neither 'effect' nor 'no_effect'; say what it does to the roofline, or why not"
            yield paper.problem((), words)
        for index, effect in enumerate(entry.effect):
            if not effect.source and not effect.note:
                words = "effect without 'source'; name the place, or 'note' what is assumed"
                yield paper.problem(("effect", index), words)
