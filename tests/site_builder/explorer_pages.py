"""The explorer opened in a browser, and its numbers as Python would write them."""

from math import floor, log10

import pytest
from axe_playwright_python.sync_playwright import Axe

ANSWER, WRONG = "[data-ex-answer]", "[data-ex-wrong]"
READY = "[data-ex-results][aria-busy=false]:not([hidden])"


def settled(page):
    """Waits until everything is drawn, or refused."""
    page.wait_for_selector("[data-ex-results][aria-busy=false]", state="attached")


@pytest.fixture
def explorer(open_page):
    def opener(query="", **options):
        page = open_page(f"explorer/{query}", **options)
        settled(page)
        return page

    return opener


def milliseconds(value, count=3):
    """A time in so many digits, as the page writes it; the unit is left out."""
    rounded = float(f"{value * 1e3:.{count}g}")
    return f"{rounded:.{max(count - 1 - floor(log10(rounded)), 0)}f}"


def ms_in_band(e, name):
    """What a cell says: the expected time, and the band below it."""
    low, high = (milliseconds(end, 2) for end in e.expected_bands[name])
    return f"{milliseconds(getattr(e, name).expected)} ms\n{low}–{high} ms"


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]
