import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from edited_toy import ADA, BO, ROOT, edited, toy
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy import check, check_library
from taxonomy.library import library_of
from taxonomy.problem import Severity
from taxonomy.rules import OF_ONE_FILE, RULES
from taxonomy.source import parse

REPOSITORY = Path(__file__).parents[2]


def test_problems_of_all_files_come_sorted_in_one_run():
    library = edited(
        (BO, "[interactive-chat]", "[chat]"),
        (ADA, "kind: method", "kind: x"),
        (BO, "venue: toyjournal", "venue: x"),
    )
    problems = check_library(library)
    assert problems == sorted(problems)
    assert [(p.path, p.line, p.rule) for p in problems if p.severity is Severity.ERROR] == [
        (ADA, 3, "schema"),
        (BO, 9, "terms-exist"),
        (BO, 15, "terms-exist"),
    ]


def test_each_rule_has_its_test_and_shows_what_passes_and_fails():
    for name, rule in RULES.items():
        module = name.replace("-", "_")
        assert (Path(__file__).parent / "rules" / f"test_{module}.py").is_file(), module
        described = rule.__globals__["__doc__"]
        assert "Passes: " in described, module
        assert "Fails: " in described or "Warns: " in described, module


def test_the_rules_are_sorted_and_all_there():
    files = {path.stem for path in (REPOSITORY / "taxonomy" / "rules").glob("*.py")}
    assert list(RULES) == sorted(RULES)
    assert {name.replace("-", "_") for name in RULES} == files - {"__init__", "effects_of"}


def test_a_library_of_broken_files_is_all_problems(tmp_path):
    root = shutil.copytree(ROOT, tmp_path / "toy")
    for number, raw in enumerate([b"", b"\xff", b"a: [", b"- " * 300_000, b"&a [*a]", b"0"]):
        (root / "entries" / "2021" / f"broken{number}.yaml").write_bytes(raw)
    paths = {problem.path for problem in check(root)}
    assert paths == {f"entries/2021/broken{number}.yaml" for number in range(6)}


WORDS = st.sampled_from(
    ["key", "title", "x", "2023", "1.5", "[a, b]", "{type: quantize}", "- a", ":", "'", '"', "\n"]
)
VALUES = st.recursive(
    st.text(max_size=20) | st.integers() | st.floats() | st.booleans() | st.dates() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "key", "arxiv", "metric", "x"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join), st.integers(0, 60), st.integers(0, 60))
def test_an_entry_with_lines_cut_and_words_put_in_never_raises(noise, start, length):
    rows = toy(ADA).splitlines(keepends=True)
    text = "".join([*rows[:start], noise + "\n", *rows[start + length :]])
    for problem in check_library(edited(files={ADA: text})):
        assert str(problem).isprintable()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(toy(ADA).split("\n")), VALUES)
def test_any_value_in_any_field_never_raises(row, value):
    field = row.split(":")[0]
    source = parse(ADA, toy(ADA).encode())
    data = {**source.data, field: value}
    hostile = type(source)(ADA, source.text, data)
    for problem in check_library(library_of(ROOT, {ADA: hostile})):
        assert problem.line >= 1
        assert str(problem).isprintable()


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join), st.integers(0, 60), st.integers(0, 6))
def test_errors_since_an_earlier_state_are_all_errors(noise, start, length):
    before = library_of(ROOT, edited().sources)
    rows = toy(ADA).splitlines(keepends=True)
    text = "".join([*rows[:start], noise + "\n", *rows[start + length :]])
    sources = {**before.sources, ADA: parse(ADA, text.encode())}
    library = library_of(ROOT, sources, reuse=before)
    assert _errors(check_library(library, since=before)) == _errors(check_library(library))


def _errors(problems):
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def test_a_changed_vocabulary_is_held_against_every_file():
    before = library_of(ROOT, edited().sources)
    name = "taxonomy/scenarios.yaml"
    text = toy(name).replace("id: interactive-chat", "id: chat")
    sources = {**before.sources, name: parse(name, text.encode())}
    library = library_of(ROOT, sources, reuse=before)
    assert check_library(library, since=before) == check_library(library)
    assert "terms-exist" in {problem.rule for problem in check_library(library, since=before)}


@pytest.mark.parametrize("name", sorted(OF_ONE_FILE))
def test_a_rule_of_one_file_finds_the_same_in_each_file_alone(name):
    library = edited(
        (ADA, "techniques: [", "techniques: [nonsense, "),
        (ADA, "summary: Stores", "summary: <b>Stores</b>"),
        (BO, "added: 20", "added: 19"),
    )
    alone = [
        problem
        for number in range(len(library.papers))
        for problem in RULES[name](_with(library, number))
    ]
    assert sorted(RULES[name](library)) == sorted(set(alone))


def _with(library, number):
    """The library with one of its entries and one of its reference lists."""
    papers, lists = library.papers, library.reference_files
    return replace(
        library, papers=papers[number : number + 1], reference_files=lists[number : number + 1]
    )


def test_dates_are_not_read_from_the_clock():
    # An entry "added" far ahead is no error by itself: the same data give the same problems.
    library = edited((ADA, "added: 2026-11-20", "added: 2026-11-21"))
    assert library.entries["ada2021toy"].added == date(2026, 11, 21)
    assert check_library(library) == check_library(library)
