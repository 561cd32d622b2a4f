"""A term has an entry, or a reason why it has none yet; both would contradict.

Passes: a challenge that an entry names; one with `no_entry: No paper measured it alone.`
Warns: a term that no entry uses. Fails: `no_entry` of a term that one uses.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, Severity, quoted


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each term whose use and reason do not agree."""
    if not library.papers:
        return
    for kind, used in _used(library).items():
        for read in library.vocabulary.get(kind, ()):
            term = read.record
            if kind == "techniques" and not library.tree.is_leaf(term.id):
                continue
            if term.id in used and term.no_entry:
                words = f"{quoted(term.id)} has an entry; delete 'no_entry'"
                yield read.problem(("no_entry",), words, on_key=True)
            elif term.id not in used and not term.no_entry:
                words = f"no entry uses {quoted(term.id)}; add one, or say in 'no_entry' why not"
                yield read.problem(("id",), words, severity=Severity.WARNING)


def _used(library: Library) -> dict[str, set[str]]:
    entries = [paper.record for paper in library.papers]
    return {
        "techniques": {name for entry in entries for name in entry.techniques},
        "scenarios": {name for entry in entries for name in entry.scenarios},
        "challenges": {name for entry in entries for name in entry.challenges},
        "metrics": {result.metric for entry in entries for result in entry.results},
    }
