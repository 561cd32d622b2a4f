"""Each kind of page on paper: dark on white, whole, without what can only be pressed."""

import pytest
from page_checks import PAPER, printed_faults

pytestmark = pytest.mark.browser

PAGES = {
    "": "h1",
    "papers/": ".at-facets details",
    "papers/ada2021toy/": "h1",
    "techniques/": "h1",
    "techniques/kv-cache-quantization/": "h1",
    "matrix/": "h1",
    "surveys/": "h1",
    "results/": "h1",
    "graph/": "canvas",
    "explorer/?batch=32&fx=kv-cache-quantization": "[data-ex-results][aria-busy=false]",
    "finder/?batch=32": "[data-ex-results][aria-busy=false]",
    "compare/?keys=ada2021toy,cy2023survey": ".at-compared",
    "methodology/": "h1",
    "downloads/": "h1",
}


@pytest.mark.parametrize("path", PAGES)
def test_on_paper_a_page_is_dark_on_white_and_whole(open_page, path):
    page = open_page(path, viewport=PAPER)
    page.wait_for_selector(PAGES[path], state="attached")
    assert printed_faults(page) == []


PALE = """() => {
  const c = document.querySelector("canvas");
  const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
  let pale = 0;
  for (let i = 0; i < d.length; i += 4) pale += d[i + 3] > 120 && d[i] + d[i + 1] + d[i + 2] > 450;
  return pale;
}"""


def test_the_picture_of_the_graph_is_drawn_anew_in_dark_ink(open_page):
    page = open_page("graph/", color_scheme="dark", viewport=PAPER)
    page.wait_for_function(f"({PALE})() > 0")
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_function(f"({PALE})() === 0")


def test_what_is_folded_is_opened_for_the_printer(open_page, tmp_path):
    page = open_page("techniques/kv-cache-quantization/")
    page.evaluate(
        """() => {
          window.opened = new Set();
          window.folded = document.querySelectorAll("main details").length;
          new MutationObserver((all) => all.forEach(({ target }) => window.opened.add(target)))
            .observe(document.body, { attributeFilter: ["open"], subtree: true });
        }"""
    )
    page.pdf(path=tmp_path / "page.pdf")
    opened, folded = page.evaluate("[window.opened.size, window.folded]")
    assert opened == folded > 0
