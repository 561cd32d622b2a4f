import pytest
from edited_toy import ADA, BO, CY, schema_lines, toy
from pydantic import BaseModel

from roofline.effects import AnyEffect  # noqa: F401  the schema below refers to it
from taxonomy import entry, terms
from taxonomy.wording import PATTERNS


def test_every_pattern_of_the_schema_is_put_in_words():
    found = set()
    for module in (entry, terms):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, BaseModel):
                found |= set(_patterns(model.model_json_schema()))
    assert found <= set(PATTERNS)


def _patterns(node):
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for inner in node.values():
            yield from _patterns(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _patterns(inner)


def test_the_toy_library_obeys_the_schema():
    assert schema_lines() == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kind: system", "kind: sistem", "4:7: unknown kind 'sistem'; did you mean 'system'?"),
        (
            "kind: system",
            "kind: zzz",
            "4:7: unknown kind 'zzz'; write one of method, system, survey, analysis, model, "
            "hardware",
        ),
        (
            "year: 2023",
            'year: "2023"',
            "8:7: 'year' is '2023', but must be a whole number; write the bare value, "
            "without quotes or words",
        ),
        ("year: 2023", "year: 1900", "8:7: 'year' is '1900'; it must be at least 1945"),
        (
            "year: 2023",
            "year: 2023.5",
            "8:7: 'year' is '2023.5', but must be a whole number; "
            "see its description in schema/entry.schema.json",
        ),
        (
            'arxiv: "2203.99992"',
            "arxiv: 2203.99990",
            "13:10: 'arxiv' is '2203.9999', but must be text; put it in quotes: \"2203.99990\"",
        ),
        (
            'arxiv: "2203.99992"',
            'arxiv: "2203.99992v2"',
            "13:10: 'arxiv' is '2203.99992v2'; write the arXiv identifier without version, "
            'such as "2303.06865"',
        ),
        (
            "authors:\n  - Bo Sample",
            "authors: Bo Sample",
            "6:10: 'authors' is 'Bo Sample', but must be a list; write [Bo Sample]",
        ),
        (
            "authors:\n  - Bo Sample",
            "authors: []",
            "6:10: 'authors' is an empty list; name at least 1",
        ),
        (
            "scenarios: [interactive-chat]",
            "scenarios: [a, b, c, d, e, f, g]",
            "15:12: 'scenarios' has 7 items; at most 6, keep the chief ones",
        ),
        (
            "scenarios: [interactive-chat]",
            "scenarios: [Interactive Chat]",
            "15:13: 'scenarios' is 'Interactive Chat'; write lower-case words joined by hyphens",
        ),
        (
            "type: speculate",
            "type: specualte",
            "25:5: unknown effect type 'specualte'; did you mean 'speculate'?",
        ),
        (
            "  - type: speculate\n    draft_tokens: 4",
            "  - draft_tokens: 4",
            "25:5: an effect without 'type'; name one, such as 'type: quantize'",
        ),
        (
            "acceptance: 0.75",
            "acceptance: 2",
            "27:17: 'acceptance' is '2'; it must be at most 1",
        ),
        ("draft_tokens: 4", "tokens: 4", "25:5: key 'draft_tokens' is missing; add it"),
        (
            "source: abstract",
            "source: abstract\n    where: 1",
            "39:5: unknown key 'where'; delete it, or see schema/entry.schema.json",
        ),
        (
            "added: 2026-11-21",
            'added: "2026-11-21"',
            "44:8: 'added' is '2026-11-21', but must be a date such as 2026-11-22, without quotes; "
            "write the bare value, without quotes or words",
        ),
        (
            "note: keeps its cache format",
            "note: {a: b}",
            "43:11: 'note' is a mapping, but must be text; put the text in quotes",
        ),
        (
            "summary: Drafts",
            "summary: '' #",
            "17:10: 'summary' is empty; fill it in, or leave the key out where it is optional",
        ),
        (
            "venue: toyjournal",
            "venue: " + "x" * 61,
            "9:8: 'venue' has 61 characters; at most 60, shorten it",
        ),
    ],
)
def test_schema_errors_in_our_words(old, new, line):
    found = schema_lines((BO, old, new))
    assert f"{BO}:{line}" in found


def test_missing_keys_are_one_problem():
    text = toy(CY).replace("kind: survey\n", "").replace("year: 2023\n", "")
    assert schema_lines(files={CY: text}) == [
        f"{CY}:2:1: keys 'kind', 'year' are missing; add them"
    ]


def test_a_misspelt_key_is_not_also_missing():
    assert schema_lines((CY, "summary: Sorts", "sumary: Sorts")) == [
        f"{CY}:14:1: unknown key 'sumary'; did you mean 'summary'?"
    ]


def test_a_key_without_value_is_not_also_missing():
    assert schema_lines((CY, "kind: survey", "kind:")) == [
        f"{CY}:3:1: 'kind' has no value; fill it in or leave the key out"
    ]


def test_all_errors_of_a_file_come_at_once():
    edits = [(ADA, "kind: method", "kind: x"), (ADA, "month: 3", "month: 13")]
    found = schema_lines(*edits)
    assert len(found) == 2
    assert found[1] == f"{ADA}:9:8: 'month' is '13'; it must be at most 12"


def test_a_file_that_is_no_mapping():
    assert schema_lines(files={CY: "just text\n"}) == [
        f"{CY}:1:1: this record is 'just text', but must be a mapping of keys to values; "
        "see its description in schema/entry.schema.json"
    ]
    assert schema_lines(files={"taxonomy/units.yaml": "a: b\n"})[:1] == [
        "taxonomy/units.yaml:1:1: a list of terms is expected; write '- id: ...'"
    ]
