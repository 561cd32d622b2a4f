import json

from taxonomy.problem import (
    Problem,
    Severity,
    as_github,
    as_json,
    as_text,
    nearest,
    quoted,
    suggestion,
)

WRONG = Problem("entries/2023/a.yaml", 14, 13, "unknown scenario 'x'", "terms-exist")
WARNED = Problem("entries/2023/a.yaml", 2, 1, "near", "unique-titles", Severity.WARNING)


def test_problems_sort_by_place():
    assert sorted([WRONG, WARNED]) == [WARNED, WRONG]


def test_text_begins_with_the_place_that_editors_jump_to():
    assert as_text([WRONG, WARNED]) == (
        "entries/2023/a.yaml:14:13: unknown scenario 'x'\nentries/2023/a.yaml:2:1: warning: near\n"
    )


def test_json_holds_every_field():
    assert json.loads(as_json([WARNED])) == [
        {
            "path": "entries/2023/a.yaml",
            "line": 2,
            "column": 1,
            "message": "near",
            "rule": "unique-titles",
            "severity": "warning",
        }
    ]
    assert as_json([]) == "[]\n"


def test_annotations_stand_on_the_line():
    assert as_github([WRONG]) == (
        "::error file=entries/2023/a.yaml,line=14,col=13,title=terms-exist::unknown scenario 'x'\n"
    )


def test_a_value_cannot_start_a_workflow_command_of_its_own():
    hostile = Problem("a,b:c.yaml", 1, 1, "x\n::set-env name=A::b\r100%", "r")
    assert as_github([hostile]) == (
        "::error file=a%2Cb%3Ac.yaml,line=1,col=1,title=r::x%0A::set-env name=A::b%0D100%25\n"
    )


def test_quoted_values_stay_on_one_line_and_short():
    assert quoted("a\nb\x1b[31m\u202e") == r"'a\nb\x1b[31m\u202e'"
    assert quoted("y" * 100) == "'" + "y" * 77 + "...'"
    assert quoted(4.5) == "'4.5'"


def test_the_nearest_value_is_suggested_or_none():
    allowed = ["offline-batch-inference", "online-serving"]
    assert nearest("offline-batch", allowed) == "offline-batch-inference"
    assert suggestion("offline-batch", allowed) == "; did you mean 'offline-batch-inference'?"
    assert suggestion("zzz", allowed) == ""
