"""The finder in a real browser: the ranking is Python's."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from roofline import Deployment, EffectConflict, Workload, impact, load_devices, load_models
from roofline.calibrated import load_calibration
from site_builder.explorer.effects import choices
from site_builder.explorer.finder_data import beside

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
        "[data-ex-ranked] li > a", "links => links.map(a => a.pathname.split('/').at(-2))"
    )
    assert links == _ranking(atlas, metric, more=more)


def test_a_stack_gains_what_python_says(finder, atlas):
    page = finder("?device=nvidia-a100-80gb&batch=16&prompt=4096")
    page.wait_for_selector(READY)
    found = {choice.id: choice for choice in choices(atlas)}
    d = Deployment(
        load_models()["llama-3-8b"], load_devices()["nvidia-a100-80gb"], Workload(16, 4096, 256)
    )
    gains = []
    for item in page.locator("[data-ex-stacks] li").all():
        hrefs = item.locator("> a").evaluate_all("links => links.map(a => a.pathname)")
        names = [href.split("/")[-2] for href in hrefs]
        families = {found[name].group for name in names}
        assert len(families) == len(names) > 1
        effects = [effect for name in names for effect in found[name].effects]
        after = impact(d, effects, load_calibration())
        gains.append(after.before.tpot.expected / after.after.tpot.expected)
        assert item.locator("b").inner_text() == f"{gains[-1]:.2g}×"
    assert gains
    assert gains == sorted(gains)


def test_reported_gains_and_code_stand_beside_the_computed_one(finder, atlas):
    page = finder("?device=nvidia-a100-80gb&batch=16&prompt=4096")
    page.wait_for_selector(READY)
    items = page.locator("[data-ex-ranked] li").all()
    hrefs = [item.locator("> a").get_attribute("href") for item in items]
    shown = {href.split("/")[-2]: i.inner_text() for href, i in zip(hrefs, items, strict=True)}
    told = {name: beside(atlas, atlas.library.techniques[name]) for name in shown}
    for name, said in shown.items():
        assert ("reported decode gains" in said) == ("tpot" in told[name].get("reported", {}))
        assert ("repositor" in said) == ("code" in told[name])
    assert any("code" in one for one in told.values())


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["finder/", "explorer/"])
def test_nothing_jumps_while_the_page_loads(open_page, path, width):
    page = open_page(path, viewport={"width": width, "height": 800})
    page.wait_for_selector(READY)
    shift = page.evaluate(
        """new Promise((done) => new PerformanceObserver((list) => done(
          list.getEntries().reduce((sum, e) => sum + e.value, 0))
        ).observe({type: "layout-shift", buffered: true}) ?? setTimeout(() => done(0), 300))"""
    )
    assert shift < 0.1


@pytest.mark.parametrize("path", ["finder/", "explorer/", "papers/"])
def test_a_page_opened_from_disk_says_what_to_do(browser, built, path):
    page = browser.new_page()
    page.goto((built / path / "index.html").as_uri())
    assert "opened from a disk" in page.inner_text(".at-disk")
    assert page.is_visible(".at-no-js")
    assert page.locator(".at-needs-js:visible").count() == 0
    page.close()


def test_a_site_on_a_disk_can_be_walked_by_its_links(browser, built):
    page = browser.new_page()
    page.goto((built / "index.html").as_uri())
    page.locator(".md-content a[href*='techniques/']").first.click()
    page.wait_for_load_state()
    assert page.url.endswith("/techniques/index.html")
    assert page.locator("h1").count() == 1
    assert page.get_attribute("[data-md-component=search-query]", "disabled") is not None
    page.close()


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
    page.locator("[data-ex-ranked] li a", has_text="try it").first.click()
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
