"""The corpus through validation: each value is taken as text or refused with place and remedy."""

import json
import re

import pytest
from edited_toy import ADA, edited, toy
from hostile_values import ADDRESSES, BREAKING, LONG, ODD, PRINTED

from taxonomy import check_library
from taxonomy.source import parse

PLACED = re.compile(r"^entries/2021/ada2021toy\.yaml:\d+:\d+: \S.{5,}$")
FIELDS = {
    "title": 'title: "{ToyCache}: A Smaller Cache for Tests"',
    "summary": toy(ADA)[toy(ADA).index("summary:") : toy(ADA).index("\nscenario:")],
    "code": "code: https://github.com/toy-example/toycache",
}


def said(field, value):
    """What validation says of the toy entry with a value in a field."""
    text = toy(ADA).replace(FIELDS[field], f"{field}: {json.dumps(value)}")
    assert text != toy(ADA)
    return [str(p) for p in check_library(edited(files={ADA: text})) if p.path == ADA]


@pytest.mark.parametrize("field", ["title", "summary"])
@pytest.mark.parametrize("name", [*PRINTED, *ODD])
def test_a_text_is_taken_or_refused_in_one_printable_line_with_its_place(field, name):
    for line in said(field, {**PRINTED, **ODD}[name]):
        assert PLACED.match(line), line
        assert line.isprintable()
        assert len(line) < 1_000


ACTING = ["script", "image", "svg", "comment", "title", "frame", "base", "refresh", "escaped"]
ACTING += ["scheme", "data-scheme", "template", "fragment", "entity", "markdown", "input"]
ACTING += ["write18", "workflow"]


@pytest.mark.parametrize("name", ACTING)
def test_markup_scripts_and_commands_are_refused_in_texts(name):
    assert said("summary", PRINTED[name])


@pytest.mark.parametrize("name", BREAKING)
@pytest.mark.parametrize("field", FIELDS)
def test_characters_that_hide_or_break_are_refused_by_number(field, name):
    lines = said(field, BREAKING[name])
    assert lines
    assert all(PLACED.match(line) and line.isprintable() for line in lines)


@pytest.mark.parametrize("name", ADDRESSES)
def test_addresses_that_mislead_or_run_are_refused(name):
    lines = said("code", ADDRESSES[name])
    assert lines
    assert all(PLACED.match(line) and line.isprintable() for line in lines)


@pytest.mark.parametrize("field", FIELDS)
def test_a_megabyte_is_refused_unread(field):
    (line,) = said(field, LONG)
    assert re.fullmatch(r".*:1:1: file of [\d,]+ bytes; at most 500,000 are read, shorten it|"
                        r".*: line of more than 5,000 characters; break it", line)  # fmt: skip


@pytest.mark.parametrize(
    "number", [".nan", ".NaN", ".inf", "-.INF", "1e400", "-1e400", "1e31", "9" * 400, "0x10", "1_0"]
)
def test_numbers_that_are_none_are_refused(number):
    text = toy(ADA).replace("value: 2100.5", f"value: {number}")
    lines = [str(p) for p in check_library(edited(files={ADA: text})) if p.path == ADA]
    assert lines
    assert all(PLACED.match(line) and len(line) < 600 for line in lines)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: &a {<<: *a}\n",
        "- " * 5_000 + "x\n",
        "[" * 4_000 + "\n",
        "{a: " * 1_000 + "\n",
        "!!python/object/apply:os.system ['touch pwned']\n",
        "a: !!python/name:os.system\n",
        "--- !<tag:yaml.org,2002:binary> aGk=\n",
        "%YAML 9.9\n---\na: 1\n",
        "a: 1\n---\nb: 2\n",
        "? {a: b}\n: c\n",
        "__proto__: 1\n__class__: 2\nmodel_config: 3\n",
    ],
    ids=range(12),
)
def test_yaml_that_does_more_than_say_values_is_refused_or_data(text):
    source = parse("entries/2021/x.yaml", text.encode())
    plain = isinstance(source.data, dict) and all(
        type(v) in (str, int) for v in source.data.values()
    )
    assert source.problems or plain
    assert all(len(str(problem)) < 1_000 for problem in source.problems)


@pytest.mark.parametrize(
    "key", ["../../x", "..", "/etc/passwd", "a/b", "CON", "x.yaml", "a\\b", "~"]
)
def test_a_key_is_never_a_path(key):
    text = toy(ADA).replace("key: ada2021toy", f"key: {json.dumps(key)}")
    lines = [str(p) for p in check_library(edited(files={ADA: text})) if p.path == ADA]
    assert any("'key'" in line or "key" in line for line in lines)
