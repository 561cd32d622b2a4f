import csv as comma_separated
import io

import pytest

from site_builder.bibliography import csv
from site_builder.bibliography.table import COLUMNS, guarded


def test_a_row_reads_back(make_entry, make_library):
    entry = make_entry(
        "sheng2023flexgen",
        title='{FlexGen}: "A", B',
        authors=["Sheng, Ying", "Ada Lovelace"],
        venue="icml",
        ids={"arxiv": "2303.06865"},
        techniques=["weight-offloading", "paged-kv-cache"],
    )
    (row,) = comma_separated.DictReader(io.StringIO(csv([entry], make_library([entry]))))
    assert tuple(row) == COLUMNS
    assert row["title"] == 'FlexGen: "A", B'
    assert row["authors"] == "Ying Sheng; Ada Lovelace"
    assert row["techniques"] == "weight-offloading; paged-kv-cache"
    assert row["url"] == "https://arxiv.org/abs/2303.06865"
    assert row["code"] == ""


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(cell):
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "2023", "a=b", "https://x.org/?a=-1"])
def test_other_cells_stay(cell):
    assert guarded(cell) == cell


def test_a_title_cannot_smuggle_in_a_formula(make_entry, make_library):
    entry = make_entry("a2023x", title='{=HYPERLINK("https://x.org")}')
    (row,) = comma_separated.DictReader(io.StringIO(csv([entry], make_library([entry]))))
    assert row["title"] == '\'=HYPERLINK("https://x.org")'
