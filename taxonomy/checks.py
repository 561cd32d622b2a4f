"""All rules over one library, all problems in one sorted list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from taxonomy.library import Library, load_library
from taxonomy.problem import Problem
from taxonomy.rules import RULES


def check(root: Path) -> list[Problem]:
    """Read the base and return everything that is wrong with it, sorted by place."""
    return check_library(load_library(root))


def check_library(library: Library) -> list[Problem]:
    """Everything that is wrong with a library that was read, sorted by place."""
    problems = {replace(problem, rule=problem.rule or "schema") for problem in library.problems}
    for name, rule in RULES.items():
        problems.update(replace(problem, rule=name) for problem in rule(library))
    return sorted(problems)
