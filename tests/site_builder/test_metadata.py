import pytest

from site_builder.metadata import differences, read_records


@pytest.fixture
def entry(atlas):
    return atlas.library.entries["ada2021toy"]


def record_of(entry, **changes):
    return {
        "arxiv_id": entry.ids.arxiv,
        "title": entry.title.replace("{", "").replace("}", ""),
        "authors": [author.upper() for author in entry.authors],
        "year": entry.year,
    } | changes


def test_another_spelling_is_no_difference(atlas, entry):
    assert differences(atlas.library, [record_of(entry)]) == ([], 1)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"year": 1999}, "year is '2021' here and '1999' there; see which is true"),
        ({"title": "Another"}, "here and 'Another' there"),
        ({"authors": ["Eve Mallory"]}, "here and 'Eve Mallory' there"),
    ],
)
def test_a_difference_names_both_and_stands_at_its_place(atlas, entry, changes, says):
    (found,), matched = differences(atlas.library, [record_of(entry, **changes)])
    assert says in found.message
    assert (found.path, matched) == (atlas.library.paths["ada2021toy"], 1)
    assert found.line > 1


def test_a_title_matches_where_no_identifier_does(atlas, entry):
    record = record_of(entry, arxiv_id=None, year=1999)
    found, matched = differences(atlas.library, [record, {"title": "Unknown"}, {}])
    assert (len(found), matched) == (1, 1)


def test_unknown_fields_are_not_compared(atlas, entry):
    record = {"arxiv_id": entry.ids.arxiv, "title": None, "doi": None, "venue": "Elsewhere"}
    assert differences(atlas.library, [record]) == ([], 1)


@pytest.mark.parametrize("text", ["{}\n{", "[1]"])
def test_a_line_that_is_no_record_is_named(text):
    with pytest.raises(ValueError, match=r"^[12]: not"):
        read_records(text)
