"""A survey or an analysis says what it concludes.

Passes: `kind: survey` with `findings: [...]`.
Fails: `kind: analysis` without.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.entry import Kind
from taxonomy.library import Library
from taxonomy.problem import Problem


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each survey or analysis without findings."""
    for paper in library.papers:
        kind = paper.record.kind
        if kind in {Kind.SURVEY, Kind.ANALYSIS} and not paper.record.findings:
            words = f"kind '{kind}' without 'findings'; list what the paper concludes"
            yield paper.problem(("kind",), words)
