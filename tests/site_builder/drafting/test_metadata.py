import pytest

from site_builder.drafting.metadata import (
    find_arxiv,
    find_repository,
    known_class,
    known_doi,
    known_year,
    one_line,
    page_range,
    without_markup,
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n  b\tc", "a b c"),
        ("a\u202eb\u200bc\x00", "a b c"),
        ("e\u0301", "é"),
        ("x" * 500, "x" * 390),
        (" ", ""),
    ],
)
def test_a_text_becomes_one_line(text, line):
    assert one_line(text) == line


def test_markup_goes_and_signs_stay():
    assert without_markup("Toys &amp; <i>Caches</i>, 2 < 3 &lt;b>") == "Toys & Caches, 2 < 3"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("arXiv:2303.06865v2 [cs.LG]", "2303.06865"),
        ("10.48550/arXiv.2303.06865", "2303.06865"),
        ("see 1234.5678 and 0707.1234", "0707.1234"),
        ("v12303.06865", None),
        ("2303.068651", None),
    ],
)
def test_an_identifier_has_a_month(text, found):
    assert find_arxiv(text) == found


def test_a_repository_is_on_a_forge():
    assert find_repository("at https://github.com/a-b/c.d.git.") == "https://github.com/a-b/c.d"
    assert find_repository("https://github.com.evil.example/a/b") is None
    assert find_repository("https://github.com/a") is None


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1145/3600006.3613165", "10.1145/3600006.3613165"),
        ("doi: 10.1145/1.2", "10.1145/1.2"),
        ("10.48550/arXiv.2303.06865", None),
        ("10.1145/a b", None),
        (7, None),
    ],
)
def test_a_doi_is_bare_and_of_a_publication(text, doi):
    assert known_doi(text) == doi


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("2024-01-22", 2024),
        (2024, 2024),
        ("in press", None),
        (20240, None),
        (None, None),
        (3, None),
    ],
)
def test_a_year_is_one(value, year):
    assert known_year(value) == year


@pytest.mark.parametrize(
    ("text", "pages"),
    [("611-626", "611--626"), ("3 \u2013 9", "3--9"), ("7", "7"), ("1:1-1:25", None), (None, None)],
)
def test_pages_are_first_and_last(text, pages):
    assert page_range(text) == pages


def test_a_category_has_its_form():
    assert [known_class(c) for c in ("cs.LG", "math", "cs.LG'", None)] == [
        "cs.LG",
        "math",
        None,
        None,
    ]
