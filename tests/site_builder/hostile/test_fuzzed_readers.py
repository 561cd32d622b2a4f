"""Readers of what strangers send: any text is read or refused in words, at once, never a trace."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_builder.drafting.bibtex_file import from_bibtex
from site_builder.drafting.issue_form import LABELS, fields_of
from site_builder.drafting.sources import UnknownPaperError
from site_builder.references.readers import UnreadableError, read_references
from taxonomy.source import parse

_BIBTEX = ["@article{", "@string{", "@comment{", "a2020b", ",", "title", " = ", "{", "}", '"']
_BIBTEX += ["#", "\n", "author", "year", "2020", "\\'e", "\\input{x}", "$", "%", "@", " and "]
_BIBTEX += ["doi", "10.1/x", "arXiv:2101.00001", "\\bibitem", "[1]", "\\entry{", "\\endentry"]
PIECES = st.sampled_from([*_BIBTEX, "\u202e", "\x00", "é"])
BIB = st.lists(PIECES, max_size=60).map("".join)
BYTES = st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: t.encode()))
FORM = st.lists(
    st.one_of(st.sampled_from([f"### {label}\n\n" for label in LABELS.values()]), st.text()),
    max_size=12,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(BIB)
def test_any_bibtex_is_a_paper_or_a_refusal_of_one_line(text):
    try:
        from_bibtex(text)
    except (UnknownPaperError, ValueError) as error:
        assert str(error).isprintable()  # noqa: PT017


@pytest.mark.parametrize("name", ["a.bib", "a.bbl", "a.txt"])
@settings(max_examples=100, deadline=None)
@given(text=BIB)
def test_any_reference_list_is_read_or_refused_in_one_line(name, text):
    try:
        found = read_references(name, text)
    except UnreadableError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert all(" " not in one for one in [*found.arxiv, *found.doi])


@settings(max_examples=300, deadline=None)
@given(BYTES)
@example(b"a: \xff")
@example(b"\xef\xbb\xbfa: 1")
def test_any_bytes_are_a_file_or_problems_with_their_place(raw):
    source = parse("entries/2021/x.yaml", raw)
    for problem in source.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert str(problem).isprintable()


@settings(max_examples=200, deadline=None)
@given(FORM)
@example("")
def test_any_text_of_an_issue_has_known_fields_or_none(text):
    assert set(fields_of(text)) <= set(LABELS)
