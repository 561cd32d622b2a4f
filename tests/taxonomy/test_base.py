"""The base itself, not a toy: what a pull request must leave clean."""

from pathlib import Path

import pytest

from taxonomy import Library, check_library, load_library
from taxonomy.formatting import formatted_entry, formatted_references
from taxonomy.library import is_entry
from taxonomy.problem import Severity

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def base() -> Library:
    """The library of this repository."""
    return load_library(REPOSITORY)


def test_it_has_no_problem(base):
    problems = [p for p in check_library(base) if p.severity is Severity.ERROR]
    assert [str(problem) for problem in problems] == []


def test_every_file_is_in_the_house_form(base):
    for path, source in base.sources.items():
        if path.startswith("entries/"):
            form = formatted_entry if is_entry(path) else formatted_references
            assert form(source.text) == source.text, f"{path}: run atlas fmt"


def test_the_tree_holds_what_the_surveys_know(base):
    assert len(base.tree.leaves) >= 60
    assert len(base.scenarios) >= 20
    assert len(base.challenges) >= 25
