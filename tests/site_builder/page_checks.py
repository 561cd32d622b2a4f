"""What a page in a browser is held against, whichever site it belongs to."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

SCHEMES = {"light": "default", "dark": "slate"}
PAPER = {"width": 718, "height": 1016}  # A4 with margins of 1 cm, in CSS pixels

_FAULTS = Path(__file__).with_name("printed_faults.js").read_text(encoding="utf-8")
_FIGURES = """() => [...document.querySelectorAll("main :is(svg.at-svg, figure svg, canvas)")]
  .filter((e) => e.getBoundingClientRect().height > 0).length"""


def axe_says(page, scheme):
    """What axe finds in a page once it shows a scheme: rules with the elements that break them."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_selector(f"body[data-md-color-scheme={SCHEMES[scheme]}]")
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]


def printed_faults(page):
    """What is wrong with a page on paper, for somebody whose screen is dark."""
    page.emulate_media(color_scheme="dark", media="screen")
    page.wait_for_selector("body[data-md-color-scheme=slate]")
    figures = page.evaluate(_FIGURES)
    page.emulate_media(color_scheme="dark", media="print")
    faults = page.evaluate(_FAULTS)
    kept = page.evaluate(_FIGURES)
    return faults + ([f"{figures - kept} figures are lost"] if kept < figures else [])
