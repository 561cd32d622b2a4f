"""The finder in a real browser: the ranking is Python's."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from roofline import Deployment, EffectConflict, Workload, impact, load_devices, load_models
from roofline.calibrated import load_calibration
from site_builder.explorer_effects import choices

pytestmark = pytest.mark.browser

READY = "[data-ex-results][aria-busy=false]:not([hidden])"


@pytest.fixture
def finder(open_page):
    def opener(query="", **options):
        page = open_page(f"finder/{query}", **options)
        page.wait_for_selector("[data-ex-results][aria-busy=false]", state="attached")
        return page

    return opener


def _ranking(atlas, metric, *, more):
    d = Deployment(
        load_models()["llama-3-8b"], load_devices()["nvidia-a100-80gb"], Workload(16, 4096, 256)
    )
    gains = []
    for choice in choices(atlas):
        if choice.group == "Papers" or choice.left_out:
            continue
        try:
            found = impact(d, choice.effects, load_calibration())
        except EffectConflict:
            continue
        before, after = (getattr(e, metric).expected for e in (found.before, found.after))
        gain = after / before if more else before / after
        if gain > 1.05:
            gains.append((-gain, choice.id))
    return [name for _, name in sorted(gains)]


@pytest.mark.parametrize(
    ("target", "metric", "more"),
    [("tpot", "tpot", False), ("ttft", "ttft", False), ("throughput", "steady_throughput", True)],
)
def test_the_ranking_is_pythons(finder, atlas, target, metric, more):
    page = finder(f"?device=nvidia-a100-80gb&batch=16&prompt=4096&target={target}")
    page.wait_for_selector(READY)
    links = page.eval_on_selector_all(
        ".ex-ranked li > a", "links => links.map(a => a.pathname.split('/').at(-2))"
    )
    assert links == _ranking(atlas, metric, more=more)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(finder, scheme):
    page = finder("?batch=32&target=throughput", color_scheme=scheme)
    page.wait_for_selector(READY)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [n["html"][:120] for n in rule["nodes"]]) for rule in found] == []


def test_the_target_and_the_address_say_the_same(finder):
    page = finder()
    page.select_option("[name=target]", "capacity")
    page.wait_for_function("location.search.includes('target=capacity')")
    page.wait_for_selector(READY)
    said = page.inner_text("[data-ex-answer]")
    assert "requests fit" in said
    page.reload()
    page.wait_for_selector(READY)
    assert page.inner_text("[data-ex-answer]") == said
    page.go_back()
    page.wait_for_function("document.querySelector('[name=target]').value === 'tpot'")


def test_a_hit_opens_in_the_explorer(finder):
    page = finder("?batch=32")
    page.locator(".ex-ranked li a", has_text="try it").first.click()
    page.wait_for_selector("[data-ex-explorer] " + READY)
    assert page.locator(".ex-stack li").count() == 1
    assert page.input_value("[name=batch]") == "32"


def test_nonsense_gives_one_message(finder):
    page = finder("?model=none")
    assert page.inner_text("[data-ex-wrong]") == "There is no model “none” here."


def test_a_phone_needs_no_sideways_scrolling(finder):
    page = finder("?batch=32", viewport={"width": 360, "height": 740})
    page.wait_for_selector(READY)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
