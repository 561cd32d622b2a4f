"""Surveys laid on the tree of techniques, on the toy library."""

import re

from site_builder.pages.surveys_page import by_year, fragment, surveys_of


def test_a_survey_covers_what_its_headings_name_and_misses_the_rest(atlas):
    (survey,) = surveys_of(atlas)
    treated = [leaf for leaf in atlas.leaves if "cy2023survey" in leaf.survey_sections]
    assert survey.covered == len(treated) > 0
    assert len(survey.missed) == len(atlas.leaves) - len(treated)
    assert all(leaf not in treated for leaf in survey.missed)
    assert survey.cites == len(atlas.cites["cy2023survey"])


def test_papers_are_counted_by_family_and_year_and_open_as_a_list(atlas):
    found = {family.id: cells for family, cells in by_year(atlas)}
    cells = {cell.year: cell for cell in found["quantization"]}
    assert sorted(cells) == sorted({entry.year for entry in atlas.entries})
    assert cells[2021].count == 1
    assert sum(cell.count for cell in cells.values()) == len(atlas.on_technique("quantization"))
    assert cells[2021].browse == "papers/?family=quantization&year=2021"


def test_headings_stand_beside_the_technique_that_they_name(atlas):
    page = fragment(atlas, lambda path: "/" + path)
    row = re.search(r'<tr><th scope="row">(?:(?!<tr>).)*KV cache quantization.*?</tr>', page)
    assert row is not None
    assert "Small caches" in page
    assert "stand under no heading" in page
