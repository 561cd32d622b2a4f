from pathlib import Path

import pytest

from site_builder.keys import RECORD, clashing, unrecorded, vanished
from taxonomy import load_library

REPOSITORY = Path(__file__).parents[2]


def test_a_key_that_became_an_alias_has_not_vanished(make_entry, make_library):
    library = make_library([make_entry("b2023x", aliases=["a2023x"])])
    assert vanished(library, ["a2023x", "b2023x"]) == ()
    assert vanished(library, ["c2023x"]) == ("c2023x",)


def test_new_keys_are_told(make_entry, make_library):
    library = make_library([make_entry("a2023x"), make_entry("b2023x")])
    assert unrecorded(library, ["a2023x"]) == ("b2023x",)


def test_keys_that_are_one_for_bibtex_are_told(make_entry, make_library):
    library = make_library([make_entry("a2023x", aliases=["b2023x"]), make_entry("b2023x")])
    assert clashing(library) == (("b2023x", "b2023x"),)


@pytest.fixture(scope="module")
def base():
    return load_library(REPOSITORY)


def test_no_published_key_has_vanished(base):
    recorded = (REPOSITORY / RECORD).read_text(encoding="ascii").split()
    assert recorded == sorted(set(recorded))
    assert vanished(base, recorded) == ()


def test_keys_of_the_base_differ_in_more_than_case(base):
    assert clashing(base) == ()
