"""The papers page in a real browser: search, facets, URL, Back, export, keyboard, no scripts."""

import re

import pytest

from site_builder.pages.effects_shown import shown_for_entry

pytestmark = pytest.mark.browser


def titles(page):
    return page.locator(".at-item__title").all_text_contents()


def count(page):
    return page.locator("[data-at-count]").text_content()


def ready(page):
    page.wait_for_selector(".at-facets details")
    return page


def choose(page, facet, value):
    page.eval_on_selector_all(".at-facets details", "all => all.forEach(d => { d.open = true; })")
    page.check(f"input[name={facet}][value={value}]")


def test_an_acronym_typed_exactly_comes_first_and_the_count_is_said(open_page):
    page = ready(open_page("papers/"))
    assert count(page) == "3 papers"
    page.fill("input[name=find]", "toycache")
    assert titles(page)[0] == "ToyCache: A Smaller Cache for Tests"
    assert re.fullmatch(r"\d of 3 papers", count(page))
    assert page.url.endswith("papers/?find=toycache")


@pytest.mark.parametrize("query", ["2101.99991", "nunez", "ada2021toy", "smaller cache"])
def test_arxiv_id_author_without_accents_key_and_title_words_find_the_paper(open_page, query):
    page = ready(open_page(f"papers/?find={query}"))
    assert titles(page)[0] == "ToyCache: A Smaller Cache for Tests"


def test_words_of_the_method_are_found_once_they_are_loaded(open_page):
    page = ready(open_page("papers/"))
    page.fill("input[name=find]", "rounded groups")
    page.wait_for_function(
        "document.querySelector('[data-at-count]').textContent === '1 of 3 papers'"
    )
    assert titles(page) == ["ToyCache: A Smaller Cache for Tests"]


def test_a_facet_changes_list_count_and_url_and_survives_reload_and_back(open_page):
    page = ready(open_page("papers/"))
    choose(page, "kind", "method")
    assert titles(page) == ["ToyCache: A Smaller Cache for Tests"]
    assert (count(page), page.url.split("?")[1]) == ("1 of 3 papers", "kind=method")
    page.reload()
    ready(page)
    assert (count(page), page.is_checked("input[name=kind][value=method]")) == (
        "1 of 3 papers",
        True,
    )
    page.go_back()
    page.wait_for_function("document.querySelector('[data-at-count]').textContent === '3 papers'")
    assert "?" not in page.url
    assert not page.is_checked("input[name=kind][value=method]")


def test_values_of_one_facet_add_up_and_facets_narrow(open_page):
    page = ready(open_page("papers/?kind=method&kind=survey"))
    assert count(page) == "2 of 3 papers"
    choose(page, "with", "code")
    assert titles(page) == ["ToyCache: A Smaller Cache for Tests"]


def test_export_holds_exactly_what_is_shown(open_page, atlas):
    page = ready(open_page("papers/?kind=method&kind=survey"))
    with page.expect_download() as download:
        page.click("[data-at-export]")
    text = download.value.path().read_text(encoding="utf-8")
    wanted = ["ada2021toy", "cy2023survey"]
    assert re.findall(r"@\w+\{(.*),", text) == wanted
    assert text == "\n".join(atlas.bibtex[key] for key in wanted)


@pytest.mark.parametrize("name", ["all.biblatex.bib", "all.ris", "all.csl.json", "all.csv"])
def test_an_export_of_all_is_byte_for_byte_the_file_of_all(open_page, built, name):
    page = ready(open_page("papers/"))
    page.select_option("[data-at-format]", {"bib": "bibtex"}.get(one := name.split(".")[1], one))
    with page.expect_download() as download:
        page.click("[data-at-export]")
    assert download.value.path().read_bytes() == (built / name).read_bytes()


def test_a_range_of_years_narrows_and_stands_in_the_url(open_page):
    page = ready(open_page("papers/?from=2022"))
    assert count(page) == "2 of 3 papers"
    page.eval_on_selector_all(".at-facets details", "all => all.forEach(d => { d.open = true; })")
    page.select_option("select[name=to]", "2021")
    assert count(page) == "0 of 3 papers"
    page.select_option("select[name=from]", "")
    assert titles(page) == ["ToyCache: A Smaller Cache for Tests"]
    assert page.url.endswith("papers/?to=2021")


def test_papers_are_found_by_the_device_they_were_measured_on(open_page):
    page = ready(open_page("papers/?device=nvidia-a100-80gb&kind=method"))
    assert "ToyCache: A Smaller Cache for Tests" in titles(page)
    page = ready(open_page("papers/?device=nvidia-h200"))
    assert titles(page) == []


def test_sorted_by_computed_gain_the_gain_stands_beside_each_paper(open_page, atlas):
    gain = shown_for_entry(atlas, atlas.library.entries["ada2021toy"]).changes[-1]
    page = ready(open_page(f"papers/?kind=method&kind=survey&sort=decode:{gain.setting.name}"))
    assert titles(page)[0] == "ToyCache: A Smaller Cache for Tests"
    first, second = page.locator(".at-item__by").all_text_contents()[:2]
    assert first.endswith(f"{gain.decode_gain:.3g}×")
    assert second.endswith("not computed")


def test_the_table_view_holds_the_same_papers_and_stands_in_the_url(open_page):
    page = ready(open_page("papers/"))
    listed = titles(page)
    page.select_option("select[name=view]", "table")
    assert page.url.endswith("?view=table")
    assert page.locator("[data-at-list] tbody tr").count() == 3
    assert titles(page) == listed


def test_papers_ticked_are_compared_side_by_side(open_page):
    page = ready(open_page("papers/"))
    assert not page.is_visible("[data-at-compare]")
    page.check(".at-pick input[data-key=ada2021toy]")
    page.check(".at-pick input[data-key=cy2023survey]")
    page.click("text=Compare 2")
    page.wait_for_url("**/compare/?keys=ada2021toy,cy2023survey")
    page.wait_for_selector(".at-compared")
    assert page.text_content("output") == "2 papers side by side"
    heads = page.locator(".at-compared thead th").all_text_contents()
    assert heads[0] == "ToyCache: A Smaller Cache for Tests"
    assert "rounded to 4 bits" in page.text_content(".at-compared")


def test_compare_says_what_it_was_given_wrong(open_page):
    page = open_page("compare/?keys=nobody2020x,%3Cb%3E")
    page.wait_for_selector("text=No paper of this base has these keys.")


def test_clear_removes_all_filters(open_page):
    page = ready(open_page("papers/?kind=method&find=toy"))
    page.click("[data-at-reset]")
    assert (count(page), "?" in page.url) == ("3 papers", False)
    assert page.evaluate("document.activeElement.name") == "find"


def test_nonsense_in_the_query_string_is_left_out(open_page):
    page = ready(open_page("papers/?sort=evil&kind=%3Cscript%3E&find=%00"))
    assert page.locator("select[name=sort]").input_value() == ""
    assert count(page) == "0 of 3 papers"
    assert "Remove a filter" in page.text_content("[data-at-list]")


def test_keyboard_alone_searches_and_opens_the_paper(open_page):
    page = ready(open_page("papers/"))
    page.focus("input[name=find]")
    page.keyboard.type("toycache")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/ada2021toy/")


def test_without_scripts_all_papers_stand_in_a_table(open_page):
    page = open_page("papers/", java_script_enabled=False)
    assert page.locator(".at-all tbody tr").count() == 3
    assert page.is_visible("text=Search and filters need scripts")
    assert not page.is_visible("input[name=find]")


def test_a_table_that_cannot_be_loaded_leaves_the_list_and_says_so(browser, served):
    context = browser.new_context()
    context.route("**/table.json", lambda route: route.abort())
    page = context.new_page()
    page.goto(served + "papers/")
    page.wait_for_function(
        "document.querySelector('[data-at-count]').textContent.startsWith('The filters could not')"
    )
    assert page.locator(".at-all tbody tr").count() == 3
    context.close()
