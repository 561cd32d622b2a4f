"""A second reader's mark is no older than the entry, and the newest stands last.

Passes: `added: 2026-11-21` and `checked: [{date: 2026-11-22, against: [full text]}]`.
Fails: the dates the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each mark that is older than what it marks."""
    for paper in library.papers:
        last = paper.record.added
        for index, mark in enumerate(paper.record.checked):
            if mark.date < last:
                words = f"checked {mark.date}, before {last}; mend the date or the order"
                yield paper.problem(("checked", index, "date"), words)
            last = max(last, mark.date)
