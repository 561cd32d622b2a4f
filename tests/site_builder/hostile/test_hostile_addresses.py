"""Query strings, fragments and pasted configurations from anyone: nothing runs, no script fails."""

import json
from urllib.parse import quote

import pytest
from hostile_values import BREAKING, PRINTED

pytestmark = pytest.mark.browser

NUMBERS = [
    "NaN",
    "1e400",
    "-1e400",
    "-0",
    "0x10",
    "9" * 400,
    "1e-400",
    "",
    "null",
    "1,2",
    "Infinity",
]
READY = {
    "papers/": ".at-facets details",
    "compare/": "main",
    "graph/": "canvas",
    "explorer/": "[data-ex-results]",
    "finder/": "[data-ex-results]",
}
NAMES = {
    "papers/": ["q", "technique", "family", "kind", "year", "from", "to", "sort", "keys", "venue"],
    "compare/": ["keys"],
    "graph/": ["q", "key", "area", "node", "year", "chosen"],
    "explorer/": ["model", "device", "batch", "prompt", "output", "w", "a", "kv", "tp", "effects"],
    "finder/": ["model", "device", "batch", "prompt", "output", "target", "w", "kv"],
}
NAMES["explorer/"] += ["config", "vs", "phase", "stack", "e", "__proto__", "constructor"]


@pytest.fixture
def page(browser):
    """A page without its policy; it keeps what its scripts failed at."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.failed = []
    page.on("pageerror", lambda error: page.failed.append(str(error)))
    yield page
    context.close()


def _visit(page, served, path, query, ready):
    page.goto(f"{served}{path}{query}", wait_until="load")
    page.locator(ready).first.wait_for(state="attached")
    page.wait_for_timeout(40)
    assert page.evaluate("window.pwned") is None, query[:200]
    assert page.failed == [], query[:200]
    assert page.locator("h1").first.is_visible()


VALUES = [*PRINTED.values(), *BREAKING.values(), *NUMBERS]


def _ask(page, served, path, values):
    for value in values:
        text = quote(value, safe="")
        query = "&".join(f"{name}={text}" for name in NAMES[path])
        _visit(page, served, path, f"?{query}#{text}", READY[path])


@pytest.mark.parametrize("path", READY)
def test_hostile_query_strings_run_nothing_and_break_nothing(page, served, path):
    _ask(page, served, path, VALUES[::10])


@pytest.mark.site
@pytest.mark.parametrize("path", READY)
def test_no_query_string_of_the_corpus_runs_or_breaks_anything(page, served, path):
    _ask(page, served, path, VALUES)


@pytest.mark.parametrize("path", READY)
def test_malformed_and_huge_query_strings_break_nothing(page, served, path):
    first = NAMES[path][0]
    for query in (
        "?%",
        "?%ff%fe=%zz",
        "?=&&&==",
        "?__proto__[x]=1&constructor.prototype.x=1&toString=1&hasOwnProperty=1",
        f"?{first}=" + "a" * 30_000,
        "?" + "&".join(f"{first}={number}" for number in range(2_000)),
        "?" + "&".join(f"k{number}={number}" for number in range(2_000)),
        "#%",
        "#" + "a" * 30_000,
    ):
        _visit(page, served, path, query, READY[path])
        assert page.evaluate("({}).x") is None


CONFIGS = [
    *PRINTED.values(),
    "",
    "null",
    "[]",
    "1e400",
    '{"a":' * 5_000,
    "[" * 100_000,
    '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}',
    json.dumps({"model_type": "llama", "hidden_size": 1e308, "num_hidden_layers": -1}),
    '{"model_type":"llama","hidden_size":1e400,"num_attention_heads":0,"num_hidden_layers":1e9}',
    json.dumps({"model_type": PRINTED["script"], "architectures": [PRINTED["image"]] * 50}),
    json.dumps(dict.fromkeys(("hidden_size", "vocab_size", "model_type"), PRINTED["svg"])),
]


def test_hostile_configurations_are_refused_in_words_or_read(page, served):
    _visit(page, served, "explorer/", "", READY["explorer/"])
    page.wait_for_selector("[data-ex-results][aria-busy=false]", state="attached")
    page.click(".ex-paste summary")
    for text in CONFIGS:
        page.locator("[name=config]").evaluate("(box, text) => { box.value = text; }", text)
        page.click("[data-ex-read]")
        page.wait_for_timeout(30)
        assert page.evaluate("window.pwned") is None, text[:100]
        assert page.failed == [], text[:100]
        assert page.evaluate("({}).x") is None


@pytest.mark.parametrize("path", ["", "papers/", "explorer/", "graph/"])
def test_what_a_storage_holds_breaks_nothing(page, served, path):
    page.goto(served)
    page.evaluate(
        """(text) => {
          const kept = Object.keys(localStorage);
          for (const key of [...kept, "/atlas/.__palette"]) localStorage.setItem(key, text);
        }""",
        json.dumps({"color": {"media": PRINTED["svg"], "scheme": PRINTED["script"]}, "index": 99}),
    )
    page.goto(served + path, wait_until="load")
    page.wait_for_timeout(100)
    assert page.evaluate("window.pwned") is None
    assert page.locator("h1").first.is_visible()
