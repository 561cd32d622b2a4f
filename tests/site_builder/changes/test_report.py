import json

import pytest

from site_builder.changes.compared import Comparison, EntryChange, Similar, compare
from site_builder.changes.report import as_json, as_markdown, as_text

HOSTILE = "Hi @admin see #1 ![x](https://evil.example/a.png) <img src=x> `a` | **b** _c_ www.e.com"


@pytest.fixture
def found(make_entry, make_library):
    new = make_entry("b2023y", title=HOSTILE, no_effect="It is a survey.")
    base = make_library([make_entry("a2023x", ids={"arxiv": "2301.00001"})])
    head = make_library([*base.entries.values(), new], {"b2023y": ["2301.00001"]})
    return compare(base, head)


def test_a_comment_shows_each_part_and_no_markup_of_the_author(found):
    shown = as_markdown(found)
    assert [line for line in shown.splitlines() if line.startswith("###")] == [
        "### Entries added",
        "### Citations added",
        "### BibTeX",
    ]
    assert "- b2023y cites a2023x\n" in shown
    assert "  - no effect: It is a survey.\n" in shown
    outside_code = shown.partition("```bibtex")[0]
    assert "@admin" not in outside_code
    assert "<img" not in outside_code


def test_the_fence_is_longer_than_what_it_holds(make_entry):
    change = EntryChange(make_entry("a2023x"), "p", bibtex="@misc{x, note={````}}\n")
    assert "`````bibtex\n@misc{x, note={````}}\n`````\n" in as_markdown(Comparison(added=(change,)))


def test_a_comment_is_short_enough_for_a_forge(make_entry):
    changes = tuple(
        EntryChange(make_entry(f"a{2000 + n}x", title="word " * 70 + "end"), "p", bibtex="@" * 2000)
        for n in range(60)
    )
    shown = as_markdown(Comparison(added=changes, similar=(Similar("a", "b", "c"),)))
    assert len(shown) < 65_000
    assert "- and 20 more" in shown
    assert shown.endswith("The rest is cut for length; `atlas diff` prints it all.\n")


def test_text_and_json_say_the_same(found):
    assert as_text(found).splitlines()[:2] == [
        f"added    b2023y: {HOSTILE}",
        "cites    b2023y -> a2023x",
    ]
    data = json.loads(as_json(found))
    assert data["added"][0]["key"] == "b2023y"
    assert data["edges"] == [["b2023y", "a2023x"]]


def test_nothing_changed_is_said():
    assert as_text(Comparison()) == "nothing changed\n"
    assert as_markdown(Comparison()) == "No entry changed.\n"
