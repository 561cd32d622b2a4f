import csv
import io

import pytest

from site_builder.impact.results_compared import (
    by_technique,
    median_share,
    points,
    results_csv,
    why_beyond,
)
from site_builder.reported import Computed


@pytest.fixture
def found(atlas):
    return points(atlas)


def test_every_computed_result_of_the_base_is_a_point_and_no_other(atlas, found):
    computed = sum(
        isinstance(value, Computed) for values in atlas.compared.values() for value in values
    )
    assert len(found) == computed > 0
    assert {point.entry.key for point in found} == {"ada2021toy"}


def test_points_stand_under_the_first_technique_of_their_paper(atlas, found):
    (group,) = by_technique(atlas, found)
    assert group.technique.id == atlas.library.entries["ada2021toy"].techniques[0]
    assert (group.papers, group.rates, group.gains) == (1, tuple(found), ())


def test_the_median_is_that_of_the_shares(found):
    assert median_share(found) == f"{found[0].computed.share:.0%}"
    assert median_share([]) == ""


def test_the_table_holds_what_the_figures_are_drawn_from(found):
    (row,) = csv.DictReader(io.StringIO(results_csv(found)))
    assert (row["key"], float(row["reported"])) == ("ada2021toy", 2100.5)
    assert float(row["bound"]) == found[0].computed.bound
    assert float(row["share_of_bound"]) == pytest.approx(2100.5 / found[0].computed.bound)


def changed(point, value, expected=None, assumption="", unit="x", doubt=None):
    new = type(point)
    result = point.result.model_copy(update={"value": value, "unit": unit, "doubt": doubt})
    return new(point.entry, result, Computed(1.2, expected, True, 1.5, assumption), point.row)


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({"value": 1.3, "doubt": "Two cells print the same."}, "Two cells"),
        ({"value": 1.3, "expected": 1.4}, "within the calibrated gain"),
        ({"value": 1.5, "expected": 1.4, "assumption": "taken as X"}, "the source leaves"),
        ({"value": 1.5, "expected": 1.4}, "a gain over a measured baseline"),
        ({"value": 1.5, "unit": "token/s"}, "the setting as printed"),
    ],
)
def test_a_report_beyond_its_bound_is_explained_by_the_data(found, changes, begins):
    assert why_beyond(changed(found[0], **changes)).startswith(begins)
