"""The papers page and the explorer by keyboard alone: order, focus that is seen, keys that act."""

from itertools import pairwise
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

FOCUS = Path(__file__).with_name("keyboard_walk.js").read_text(encoding="utf-8")
SETTLED = "[data-ex-results][aria-busy=false]:not([hidden])"
PLACES = {"papers/": ".at-facets details", "explorer/?batch=32&fx=kv-cache-quantization": SETTLED}
REACHABLE = """() => [...document.querySelectorAll(
    "main :is(a[href], button, input, select, textarea, summary, [tabindex='0'])")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled)
  .filter((e) => e.tabIndex === 0 && (e.type !== "radio" || e.checked)).length"""
MOST = 300


@pytest.fixture
def opened(open_page):
    def opener(path, **options):
        page = open_page(path, **{"reduced_motion": "reduce", **options})
        page.wait_for_selector(PLACES[path])
        return page

    return opener


def press_until(page, wanted, key="Tab"):
    """Press a key until the focus is where it is wanted; gives the stops on the way."""
    stops = []
    for _ in range(MOST):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        if stop is None or wanted(stop):
            return [*stops, stop]
        stops.append(stop)
    raise AssertionError(f"the focus never left: {stops[-3:]}")


@pytest.mark.parametrize("path", PLACES)
def test_tab_walks_everything_in_order_and_what_is_focused_is_seen(opened, path):
    page = opened(path)
    stops = press_until(page, lambda stop: False)[:-1]
    assert stops[0]["name"].startswith("a.md-skip")
    assert [(a, b) for a, b in pairwise(stops) if a["place"] >= b["place"]] == []
    ours = [stop for stop in stops if stop["main"]]
    assert [stop for stop in ours if not stop["visible"]] == []
    assert len(ours) == page.evaluate(REACHABLE) > 20


@pytest.mark.parametrize("path", PLACES)
def test_the_first_tab_and_enter_skip_to_the_content(opened, path):
    page = opened(path)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["main"]


@pytest.mark.parametrize("path", PLACES)
def test_the_search_opens_and_escape_leaves_it(opened, path):
    page = opened(path)
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.matches('.md-search__input')")
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('#__search').checked")
    assert page.evaluate("document.activeElement.matches('.md-search__input')") is False


def test_browse_filters_by_enter_and_space_and_escape_clears_the_words(opened):
    page = opened("papers/")
    press_until(page, lambda stop: stop["said"] == "find")
    page.keyboard.type("toycache")
    assert page.url.endswith("?find=toycache")
    page.keyboard.press("Escape")
    assert page.input_value("input[name=find]") == ""
    assert "?" not in page.url
    summary = press_until(page, lambda stop: stop["said"] == "Technique")[-1]
    assert summary["name"].startswith("summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_function("location.search.startsWith('?technique=')")
    assert page.evaluate(FOCUS)["said"] == "technique"
    page.keyboard.press("Space")
    page.wait_for_function("location.search === ''")


def test_the_explorer_is_worked_by_arrows_enter_and_space(opened):
    page = opened("explorer/?batch=32&fx=kv-cache-quantization")
    press_until(page, lambda stop: "Keep to compare" in stop["said"])
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-ex-versus]:not([hidden])")
    press_until(page, lambda stop: stop["said"] == "batch")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("location.search.includes('batch=33')")
    press_until(page, lambda stop: stop["said"] == "phase")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("location.search.includes('phase=prefill')")
    press_until(page, lambda stop: stop["said"] == "Copy link")
    press_until(page, lambda stop: "summary" in stop["name"], "Shift+Tab")
    page.keyboard.press("Space")
    page.wait_for_function("document.activeElement.parentElement.open")
