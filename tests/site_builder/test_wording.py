import pytest

from site_builder import wording


def test_titles_lose_the_braces_that_bibtex_needs(atlas):
    entry = atlas.library.entries["ada2021toy"]
    assert wording.plain_title(entry) == "ToyCache: A Smaller Cache for Tests"


@pytest.mark.parametrize(
    ("key", "line"), [("ada2021toy", "Example and Núñez de Prueba"), ("bo2022draft", "Sample")]
)
def test_by_lines_use_family_names(atlas, key, line):
    assert wording.by_line(atlas.library.entries[key]) == line


def test_three_authors_become_et_al(atlas):
    entry = atlas.library.entries["bo2022draft"]
    many = entry.model_copy(update={"authors": ["A One", "B Two", "C Three"]})
    assert wording.by_line(many) == "One et al."


def test_a_preprint_says_so(atlas):
    entry = atlas.library.entries["ada2021toy"].model_copy(update={"venue": None})
    venues = atlas.library.venues
    assert wording.where_line(entry, venues) == "arXiv 2021"
    assert wording.where_sentence(entry, venues) == "Preprint, arXiv:2101.99991, 2021"
