"""Each kind of page in a real browser: accessible, quiet, narrow enough, right without scripts."""

import pytest
from page_checks import axe_says

from site_builder.pages.effects_shown import shown_for_technique
from site_builder.svg import seconds

pytestmark = pytest.mark.browser

PAGES = {
    "home": "",
    "papers": "papers/",
    "compare": "compare/?keys=ada2021toy,cy2023survey",
    "paper": "papers/ada2021toy/",
    "survey": "papers/cy2023survey/",
    "techniques": "techniques/",
    "technique": "techniques/kv-cache-quantization/",
    "family": "techniques/quantization/",
    "challenges": "challenges/",
    "challenge": "challenges/kv-cache-capacity/",
    "scenarios": "scenarios/",
    "scenario": "scenarios/interactive-chat/",
    "matrix": "matrix/",
    "surveys": "surveys/",
    "results": "results/",
    "methodology": "methodology/",
    "engine": "engine/",
    "devices": "devices-and-models/",
    "quality": "quality/",
    "downloads": "downloads/",
    "wanted": "wanted/",
    "contribute": "contribute/",
    "about": "about/",
}


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_in_light_and_in_dark(open_page, kind):
    page = open_page(PAGES[kind], color_scheme="light", reduced_motion="reduce")
    page.wait_for_selector(".at-facets details" if kind == "papers" else "main")
    assert axe_says(page, "light") == []
    assert axe_says(page, "dark") == []


def test_nothing_scrolls_sideways_on_a_narrow_phone(open_page, served):
    page = open_page(viewport={"width": 360, "height": 740})
    for path in PAGES.values():
        page.goto(served + path)
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 360)
        assert page.locator(".at-table td:empty:visible").count() == 0  # a label without a value


def test_pages_can_be_read_without_scripts(open_page, served):
    page = open_page(java_script_enabled=False)
    for path in PAGES.values():
        page.goto(served + path)
        assert page.is_visible("h1")
        assert len(page.inner_text("main")) > 100


def test_header_search_for_an_acronym_opens_the_paper(open_page):
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("toycache")
    hit = page.locator(".md-search-result__link").first
    hit.wait_for()
    assert "ToyCache" in hit.inner_text()
    hit.click()
    page.wait_for_url("**/papers/ada2021toy/**")


def test_the_technique_page_shows_what_the_engine_computes(open_page, atlas):
    term = atlas.library.techniques["kv-cache-quantization"]
    changes = shown_for_technique(term).changes
    page = open_page("techniques/kv-cache-quantization/")
    cells = page.locator(
        "[aria-labelledby=impact] .at-impact tbody tr td:nth-child(2)"
    ).all_inner_texts()
    assert len(cells) == len(changes) > 0
    for cell, change in zip(cells, changes, strict=True):
        assert seconds(change.before.tpot) in cell
        assert seconds(change.after.tpot) in cell


def test_copying_bibtex_copies_the_file(open_page, served, built):
    page = open_page("papers/ada2021toy/", permissions=["clipboard-read", "clipboard-write"])
    page.click("[data-at-copy=bibtex]")
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == (built / "papers" / "ada2021toy.bib").read_text().strip()


def test_an_old_key_leads_to_the_paper(open_page):
    page = open_page("papers/bo2022drafting/")
    page.wait_for_url("**/papers/bo2022draft/")


def test_switches_of_the_home_page_change_the_figure_without_scripts(open_page):
    page = open_page(java_script_enabled=False)
    first = page.locator(".at-state:visible .at-finding").inner_text()
    page.check("#at-s", force=True)
    assert page.locator(".at-state:visible").count() == 1
    assert page.locator(".at-state--w1k0s1").is_visible()
    assert page.locator(".at-state:visible .at-finding").inner_text() != first
