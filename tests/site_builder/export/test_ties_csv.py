"""Citations as tables, on the toy library."""

import csv
import io

from site_builder.export.ties_csv import citations_csv, lineage_csv
from site_builder.graph import lineage


def _rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_every_citation_has_a_row(atlas):
    rows = _rows(citations_csv(atlas.graph))
    assert [(row["from"], row["to"], row["relation"]) for row in rows] == [
        (tie.source, tie.target, tie.relation) for tie in atlas.graph.ties
    ]


def test_first_versions_are_year_and_month(atlas):
    for row in _rows(citations_csv(atlas.graph)):
        year, month = row["from_first_version"].split("-")
        entry = atlas.library.entries[row["from"]]
        assert abs(int(year) - entry.year) <= 1
        assert 1 <= int(month) <= 12


def test_a_techniques_descents_are_those_of_its_page(atlas):
    ties = lineage(atlas.graph, "model-level")
    rows = _rows(lineage_csv(atlas.graph, "model-level"))
    assert len(rows) == len(ties)
    assert {row["to"] for row in rows} == {tie.target for tie in ties}
