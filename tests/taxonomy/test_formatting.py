import pytest
from edited_toy import ADA, ADA_REFERENCES, BO, toy
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.formatting import (
    MODELINE,
    UnformattableError,
    formatted_entry,
    formatted_references,
)
from taxonomy.source import parse

MESSY = """\
# first comment
title: "Draft and Check"
# about the key
key: bo2022draft   # trailing
kind: system
authors:
  - Bo Sample
# authors end
year: 2023
ids: {doi: "10.1/x", arxiv: "2203.99992"}
method: >-
  # not a comment
  A small toy drafts.

  Second.

# before challenge
challenge: |
  Each token é

results:
  - unit: x   # ratio
    value: 1.9
    # metric comes late
    metric: decode-speedup
    source: abstract
  # second result
  - {metric: a, unit: x, value: 1,
     source: b}
added: 2026-11-21
# the end
"""

TIDY = """\
# yaml-language-server: $schema=../../schema/entry.schema.json
# first comment
# about the key
key: bo2022draft   # trailing
kind: system
title: "Draft and Check"
authors:
  - Bo Sample
# authors end
year: 2023
ids: {arxiv: "2203.99992", doi: "10.1/x"}

# before challenge
challenge: |
  Each token é
method: >-
  # not a comment
  A small toy drafts.

  Second.

results:
  - # metric comes late
    metric: decode-speedup
    value: 1.9
    unit: x   # ratio
    source: abstract
  # second result
  - {metric: a, value: 1, unit: x,
     source: b}
added: 2026-11-21
# the end
"""


def test_keys_move_with_their_comments_and_nothing_else_changes():
    assert formatted_entry(MESSY) == TIDY


def test_a_second_run_changes_nothing():
    assert formatted_entry(TIDY) == TIDY
    for path in (ADA, BO):
        assert formatted_entry(toy(path)) == toy(path)
    assert formatted_references(toy(ADA_REFERENCES)) == toy(ADA_REFERENCES)


def test_line_ends_and_trailing_spaces_are_tidied():
    assert formatted_entry("key: a  \r\nkind: b\n\n\n") == MODELINE + "key: a\nkind: b\n"


def test_reference_lists_get_no_line_for_editors():
    assert formatted_references("count: 1\nkey: a\n") == "key: a\ncount: 1\n"


@pytest.mark.parametrize("text", ["", "a: [", "a: 1\na: 2\n", "a: \ud800\n"])
def test_what_cannot_be_read_is_left_alone(text):
    with pytest.raises(UnformattableError, match="it cannot be read; run atlas validate"):
        formatted_entry(text)


@pytest.mark.parametrize("text", ["just text\n", "- id: a\n"])
def test_what_is_no_record_is_left_alone(text):
    with pytest.raises(UnformattableError, match="it is neither an entry nor a reference list"):
        formatted_entry(text)


@settings(max_examples=80, deadline=None)
@given(st.permutations([*toy(BO).split("\n")[1:6], "venue: x # c", "# alone", "month: 3"]))
def test_no_order_of_lines_loses_a_value_or_a_comment(rows):
    text = "\n".join(rows) + "\n"
    try:
        form = formatted_entry(text)
    except UnformattableError:
        return
    assert parse("", form.encode()).data == parse("", text.encode()).data
    assert sorted(form.replace(MODELINE, "").split()) == sorted(text.split())
    assert formatted_entry(form) == form
