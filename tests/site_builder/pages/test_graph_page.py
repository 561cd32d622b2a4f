"""The graph page: its words, and in a real browser its picture, search and paths."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from site_builder.pages.graph_page import graph_values


@pytest.fixture
def opened(open_page):
    def opener(query="", **options):
        page = open_page("graph/" + query, **options)
        page.wait_for_function("document.querySelector('canvas').width > 300")
        return page

    return opener


def painted(page):
    """How many pixels of the picture are not empty."""
    return page.evaluate(
        """() => { const c = document.querySelector('canvas');
        return c.getContext('2d').getImageData(0, 0, c.width, c.height).data
            .filter((v, i) => i % 4 === 3 && v > 0).length; }"""
    )


def test_every_paper_stands_once_in_the_lists_and_in_the_timeline_counts(atlas):
    values = graph_values(atlas)
    listed = [one.paper.key for area in values["areas"] for one in area.papers]
    assert sorted(listed) == sorted(atlas.library.entries)
    assert sum(year.count for year in values["years"]) == len(atlas.library.entries)
    assert values["central"][0].said == "cited by 2 papers here"


@pytest.mark.browser
def test_the_picture_is_painted_and_the_search_narrows_list_and_count(opened):
    page = opened()
    page.wait_for_timeout(100)
    assert painted(page) > 500
    page.fill("input[name=find]", "toycache")
    assert page.locator(".at-graph__list li:visible").count() == 1
    assert page.locator("output").first.text_content() == "1 of 3 papers"
    page.keyboard.press("Escape")
    assert page.locator("output").first.text_content() == "3 papers"


@pytest.mark.browser
def test_a_click_on_a_mark_shows_its_citations_and_stands_in_the_url(opened, built):
    page = opened()
    nodes = json.loads((built / "graph.json").read_text())["nodes"]
    node = next(one for one in nodes if one["key"] == "ada2021toy")
    box = page.locator("canvas").bounding_box()
    x, y = place_of(box, node)
    page.locator("canvas").hover(position={"x": x, "y": y})
    assert "ToyCache" in page.text_content(".at-graph__tip")
    page.locator("canvas").click(position={"x": x, "y": y})
    assert page.url.endswith("?paper=ada2021toy")
    assert "Cited by 2" in page.text_content("[data-at-chosen]")
    page.go_back()
    page.wait_for_function("!document.querySelector('[data-at-chosen]').textContent")


def place_of(box, node):
    """Where a node of the data stands in the whole picture."""
    return 12 + node["x"] * (box["width"] - 28), 26 + node["y"] * (box["height"] - 42)


def spread(page, x, y, steps=(20, 60)):
    """Two fingers beside a place of the page, which part."""
    session = page.context.new_cdp_session(page)

    def touch(kind, apart=None):
        ends = [] if apart is None else [{"x": x - apart, "y": y}, {"x": x + apart, "y": y}]
        points = [{**end, "id": number} for number, end in enumerate(ends)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", steps[0])
    for apart in range(steps[0], steps[1] + 1, 5):
        touch("touchMove", apart)
    touch("touchEnd")


@pytest.mark.browser
def test_two_fingers_that_part_enlarge_what_lies_between_them(opened, built):
    page = opened(has_touch=True, viewport={"width": 390, "height": 800})
    canvas = page.locator("canvas")
    canvas.tap(position={"x": 2, "y": 2})  # the theme's script comes with the first touch
    page.wait_for_load_state("networkidle")
    box = canvas.bounding_box()
    nodes = {node["key"]: node for node in json.loads((built / "graph.json").read_text())["nodes"]}
    (x, y), (far_x, far_y) = (place_of(box, nodes[key]) for key in ("ada2021toy", "cy2023survey"))
    spread(page, box["x"] + x, box["y"] + y)
    canvas.tap(position={"x": far_x, "y": far_y})
    assert "paper=" not in page.url
    canvas.tap(position={"x": x, "y": y})
    assert page.url.endswith("?paper=ada2021toy")


@pytest.mark.browser
def test_names_of_bands_out_of_sight_do_not_pile_up(opened):
    page = opened()
    page.evaluate(
        """() => { const pen = CanvasRenderingContext2D.prototype, { fillText, clearRect } = pen;
        pen.clearRect = function (...box) { window.lines = []; clearRect.apply(this, box); };
        pen.fillText = function (text, x, y) { if (x === 4) window.lines.push(y);
            fillText.call(this, text, x, y); }; }"""
    )
    for _ in range(6):
        page.evaluate("window.lines = []")
        page.click("text=Zoom in")
        page.wait_for_function("window.lines.length")
        lines = page.evaluate("window.lines")
        assert len(lines) == len(set(lines))


@pytest.mark.browser
def test_the_shortest_way_between_two_papers_is_told_step_by_step(opened, atlas):
    page = opened("?from=cy2023survey&to=ada2021toy")
    assert page.text_content("[data-at-way]") == "1 step"
    steps = page.locator("[data-at-steps] li").all_text_contents()
    assert [step.split(" (")[-1] for step in steps] == ["2023)", "2021)"]
    page.fill("input[name=to]", "nobody")
    page.click("text=Show the shortest way")
    assert "Choose both papers" in page.text_content("[data-at-way]")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, scheme):
    page = opened("?paper=ada2021toy", color_scheme=scheme)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:150]) for rule in found] == []


@pytest.mark.browser
def test_a_phone_shows_it_whole_and_without_scripts_the_list_stays(open_page):
    page = open_page("graph/", viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page = open_page("graph/", java_script_enabled=False)
    assert not page.is_visible("canvas")
    assert page.locator(".at-graph__list li").count() == 3
