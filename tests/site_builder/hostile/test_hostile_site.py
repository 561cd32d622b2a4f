"""A site whose every text was made to hurt: markup of the theme and of ours, and nothing else."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import html5lib
import pytest
from hostile_values import ADDRESSES, PRINTED, hostile_library
from toy_sites import copy_toy, serving

from site_builder import mkdocs_plugin
from site_builder.build import build
from site_builder.graph import citation_graph
from site_builder.loading import load_atlas

KEYS = {f"evil2021n{number}": value for number, value in enumerate(PRINTED.values())}
FOREIGN = {"iframe", "object", "embed", "base", "applet", "frame", "portal"}


def _poison(atlas):
    library = hostile_library(atlas.library, PRINTED)
    addresses = {"ada2021toy": ADDRESSES["script"], "bo2022draft": ADDRESSES["data"]}
    papers = tuple(
        replace(read, record=read.record.model_copy(update={"code": addresses[read.record.key]}))
        if read.record.key in addresses
        else read
        for read in library.papers
    )
    fields = {name: getattr(library, name) for name in type(library).__dataclass_fields__}
    library = type(library)(**{**fields, "papers": papers})
    bibtex = {key: atlas.bibtex.get(key, KEYS.get(key, "")) for key in library.entries}
    return replace(atlas, library=library, graph=citation_graph(library), bibtex=bibtex)


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory):
    """The built site of the poisoned library, past all rules."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        poisoned = lambda *args, **options: _poison(load_atlas(*args, **options))  # noqa: E731
        patch.setattr(mkdocs_plugin, "load_atlas", poisoned)
        build(copy_toy(folder / "root"), folder / "site")
    return folder / "site"


class Seen(HTMLParser):
    """Elements and attributes that could act."""

    def __init__(self):
        super().__init__()
        self.odd, self.scripts, self.text = [], 0, []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in FOREIGN:
            self.odd.append(tag)
        self.odd += [(tag, name) for name in values if name.startswith("on") or name == "srcdoc"]
        if tag == "script" and "src" not in values and "json" not in (values.get("type") or ""):
            self.scripts += 1
        for name in ("href", "src", "action", "xlink:href", "formaction"):
            target = re.sub(r"[\x00-\x20]", "", values.get(name) or "").casefold()
            acts = target.startswith(("javascript:", "data:", "vbscript:"))
            if acts and target not in ("javascript:void(0)", "data:,"):
                self.odd.append((tag, name, target))

    def handle_data(self, data):
        self.text.append(data)


def test_pages_hold_no_element_or_attribute_that_a_value_brought(hostile_site, built):
    clean = Seen()
    clean.feed((built / "papers/ada2021toy/index.html").read_text())
    odd = {}
    for path in sorted(hostile_site.rglob("*.html")):
        seen = Seen()
        seen.feed(path.read_text())
        name = path.relative_to(hostile_site).as_posix()
        if seen.odd:
            odd[name] = seen.odd
        if name.startswith("papers/evil"):
            assert seen.scripts == clean.scripts, name
    assert odd == {}


def test_pages_are_html_without_parse_errors(hostile_site):
    odd = []
    for path in sorted(hostile_site.rglob("index.html")):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_text())
        odd += [(path.relative_to(hostile_site).as_posix(), code) for _, code, _ in parser.errors]
    assert odd == []


def test_each_value_is_shown_as_the_text_it_is(hostile_site):
    for key, value in KEYS.items():
        seen = Seen()
        seen.feed((hostile_site / "papers" / key / "index.html").read_text())
        shown = " ".join("".join(seen.text).split())
        assert shown.count(" ".join(value.split())) > 4, (key, value)


WALK = [
    "",
    "papers/",
    *(f"papers/{key}/" for key in KEYS),
    "techniques/",
    "techniques/kv-cache-quantization/",
    "techniques/draft-model-speculation/",
    "scenarios/",
    "challenges/",
    "challenges/kv-cache-capacity/",
    "matrix/",
    "surveys/",
    "results/",
    "wanted/",
    "downloads/",
    "graph/",
    "explorer/",
    "finder/",
    "compare/?keys=" + ",".join([*KEYS][:12]),
    "compare/?keys=" + ",".join([*KEYS][12:24]),
    "compare/?keys=" + ",".join([*KEYS][24:]),
]
COMING = """
window.addEventListener("error", () => {});
window.alert = window.confirm = window.prompt = () => { window.pwned = 1; };
"""


@pytest.fixture
def unguarded(browser, hostile_site):
    """A page without its policy, so that only the escaping stands between a value and a run."""
    with serving(hostile_site) as address:
        context = browser.new_context(bypass_csp=True)
        context.add_init_script(COMING)
        page = context.new_page()
        left = []
        page.on("request", lambda r: left.append(r.url) if "evil.example" in r.url else None)
        page.address = address
        yield page
        context.close()
    assert left == []


@pytest.mark.browser
def test_nothing_runs_on_any_page_even_without_a_policy(unguarded):
    page = unguarded
    for path in WALK:
        page.goto(page.address + path, wait_until="load")
        page.evaluate(
            """() => document.querySelectorAll("*").forEach((one) => {
              for (const kind of ["mouseover", "focus", "mouseenter"])
                one.dispatchEvent(new Event(kind, { bubbles: true }));
            })"""
        )
        page.wait_for_timeout(20)
        assert page.evaluate("window.pwned") is None, path


@pytest.mark.browser
def test_nothing_runs_in_search_filter_graph_and_lists(unguarded):
    page = unguarded
    page.goto(page.address + "papers/")
    page.wait_for_selector(".at-facets details")
    for word in ("script", "onerror", "pwned", "proto", "constructor", "evil"):
        page.fill("[data-at-search], .at-browse input[type=search]", word)
        page.wait_for_timeout(60)
    page.keyboard.press("Escape")
    page.goto(page.address)
    page.keyboard.press("/")
    for word in ("<iframe", "javascript", "__proto__", "&lt;img", "constructor", "drop"):
        page.locator(".md-search__input").first.fill("")
        page.keyboard.type(word)
        page.wait_for_timeout(60)
    page.locator(".md-search-result__link").first.wait_for()
    assert page.evaluate("window.pwned") is None
    page.goto(page.address + "graph/")
    page.wait_for_selector("canvas")
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
