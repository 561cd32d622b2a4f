from datetime import date

import pytest
from edited_toy import ADA, BO, CY, said

from taxonomy.rules.years import arxiv_month


def test_dates_that_can_be_pass():
    assert said("years") == []


@pytest.mark.parametrize(
    ("identifier", "month"),
    [
        ("2303.06865", date(2023, 3, 1)),
        ("1412.6980", date(2014, 12, 1)),
        ("1501.00001", date(2015, 1, 1)),
        ("1501.0001", None),  # five digits since January 2015
        ("2313.06865", None),
        ("2300.06865", None),
        ("0703.1234", None),  # this form began in April 2007
        (None, None),
    ],
)
def test_an_identifier_tells_its_month(identifier, month):
    assert arxiv_month(identifier) == month


def test_a_year_after_the_entry_was_added_is_refused():
    assert said("years", (BO, "year: 2023", "year: 2028")) == [
        f"{BO}:8:7: year 2028 lies after 2026-11-21, when it was added; mend one"
    ]


def test_a_year_long_before_or_after_the_preprint_is_refused():
    assert said("years", (BO, "year: 2023", "year: 2020")) == [
        f"{BO}:8:7: year 2020 is impossible for preprint '2203.99992' of 2022; mend one"
    ]


def test_a_preprint_has_the_year_of_its_identifier():
    assert said("years", (CY, "year: 2023", "year: 2024")) == [
        f"{CY}:8:7: year 2024 without a venue is not 2023, that of preprint '2305.99993'; "
        "name the venue or write 2023"
    ]


def test_a_month_that_is_none_is_refused():
    assert said("years", (CY, "2305.99993", "2313.99993")) == [
        f"{CY}:10:10: arXiv identifier '2313.99993' has no such month; check it"
    ]


def test_no_entry_is_older_than_its_preprint():
    assert said("years", (ADA, "added: 2026-11-20", "added: 2020-11-20")) == [
        f"{ADA}:59:8: added 2020-11-20 lies before preprint '2101.99991'; mend one"
    ]
