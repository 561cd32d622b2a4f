"""The numbers behind the home page's figure."""

import csv
import io

from site_builder.impact.engine import HOME_EFFECTS, home_change
from site_builder.pages.home import home_csv


def test_the_table_names_every_position_of_the_switches_with_its_numbers():
    rows = list(csv.DictReader(io.StringIO(home_csv())))
    assert len(rows) == 2 * 2 ** len(HOME_EFFECTS)
    both = [row for row in rows if row["deployment"] == f"{HOME_EFFECTS[0].label}"]
    assert [row["state"] for row in both] == ["before", "after"]
    after = home_change(HOME_EFFECTS[:1]).after
    assert float(both[1]["tpot_ideal_s"]) == after.tpot
    assert rows[0]["deployment"] == "nothing on"
