"""All rules over one library, all problems in one sorted list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from taxonomy.library import Library, load_library
from taxonomy.problem import Problem
from taxonomy.rules import OF_ONE_FILE, RULES


def check(root: Path) -> list[Problem]:
    """Read the base and return everything that is wrong with it, sorted by place."""
    return check_library(load_library(root))


def check_library(library: Library, *, since: Library | None = None) -> list[Problem]:
    """Everything that is wrong with a library that was read, sorted by place.

    Args:
        library: What was read.
        since: An earlier state in which nothing was wrong: rules that look at one file at a time
            then look only at the files that have changed.
    """
    changed = _changed(library, since) if since and _same_terms(library, since) else library
    problems = {replace(problem, rule=problem.rule or "schema") for problem in library.problems}
    for name, rule in RULES.items():
        found = rule(changed if name in OF_ONE_FILE else library)
        problems.update(replace(problem, rule=name) for problem in found)
    return sorted(problems)


def _same_terms(library: Library, since: Library) -> bool:
    """Whether the vocabulary, by which every file is judged, is the same."""
    terms, earlier = (
        {path: source for path, source in one.sources.items() if path.startswith("taxonomy/")}
        for one in (library, since)
    )
    return terms == earlier and (library.models, library.devices) == (since.models, since.devices)


def _changed(library: Library, since: Library) -> Library:
    """The library without the files that are as they were."""
    papers, lists = set(since.papers), set(since.reference_files)
    return replace(
        library,
        papers=tuple(read for read in library.papers if read not in papers),
        reference_files=tuple(read for read in library.reference_files if read not in lists),
    )
