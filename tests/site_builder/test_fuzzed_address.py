"""Any query string: pages understand it or leave it out, and say the same state ever after."""

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.browser

NAMES = ["find", "kind", "technique", "year", "from", "to", "sort", "view", "model", "device"]
NAMES += ["tp", "pp", "batch", "prompt", "w", "kv", "fx", "phase", "target", "level", "config"]
NAMES += ["vs", "paper", "keys", ""]
OF_ALL = ["__proto__", "constructor", "toString", "hasOwnProperty"]  # names that every object has
VALUES = ["1", "0", "-1", "1e400", "1.5", "NaN", "Infinity", "0x10", "8", "2024", "decode"]
VALUES += ["decode:chat-a100", "table", "a,b,,c", "__proto__", "{}", "[]", '{"hidden_size": 1}']
VALUES += ["<img src=x onerror=a()>", "\u202e", "\x00", "%", "%E0%A4%A", "é", "x" * 5000, ""]
WORD = st.one_of(st.sampled_from(VALUES), st.text(max_size=12))
PAIR = st.builds(
    lambda name, value, write: f"{write(name)}={write(value)}",
    st.one_of(st.sampled_from(NAMES), st.text(max_size=6)),
    WORD.filter(lambda word: not any("\ud800" <= one <= "\udfff" for one in word)),
    st.sampled_from([quote, quote_plus, lambda text: text.replace("&", "")]),
)
QUERIES = st.lists(PAIR, max_size=8).map(lambda pairs: "?" + "&".join(pairs))
REPEATABLE = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

EXPLORER = """async (queries) => {
  const explorer = await import("../assets/atlas/explorer-state.js");
  const fits = (state) => Object.keys(explorer.NUMBERS)
    .every((name) => explorer.numberOf(name, state[name]) === state[name]);
  return queries.filter((query) => {
    const { state } = explorer.readState(query);
    const again = explorer.readState(explorer.writeState(state));
    const same = JSON.stringify(again.state) === JSON.stringify(state);
    return !fits(state) || !same || again.wrong.length;
  });
}"""
BROWSE = """async (queries) => {
  const model = await import("../assets/atlas/browse-model.js");
  const table = await (await fetch("../papers/table.json")).json();
  return queries.filter((query) => {
    const state = model.parseState(query);
    const written = model.writeState(state);
    const found = model.select(table, state);
    model.counts(table, state);
    const again = model.parseState("?" + written);
    const same = model.select(table, again).length === found.length;
    return model.writeState(again) !== written || !same;
  });
}"""
CASES = [
    "?batch=1e400&tp=0x10&w=%00",
    "?kind=toString&fx=__proto__,constructor",
    "?kind=__proto__&sort=decode:constructor&from=2024&to=1999&view=table",
    "?config=" + quote(json.dumps({"model_type": "__proto__"})),
]


@pytest.fixture
def page(open_page):
    return open_page("about/")


@pytest.mark.parametrize("check", [EXPLORER, BROWSE], ids=["explorer", "browse"])
def test_any_query_string_has_one_state_that_is_written_and_read_again(page, check):
    @REPEATABLE
    @given(st.lists(QUERIES, min_size=10, max_size=20))
    @example(CASES)
    def any_queries(queries):
        assert page.evaluate(check, queries) == []

    any_queries()


@pytest.mark.parametrize("name", OF_ALL)
def test_names_that_every_object_has_are_no_fields_of_the_explorer(page, name):
    assert page.evaluate(EXPLORER, [f"?{name}=1", f"?{name}=x"]) == []


@pytest.mark.parametrize("path", ["papers/", "explorer/", "finder/", "graph/", "compare/"])
def test_pages_open_with_any_query_string_and_no_error(open_page, path):
    page = open_page(path)
    waiting = "[data-ex-results][aria-busy=false]" if path in ("explorer/", "finder/") else "h1"

    @settings(REPEATABLE, max_examples=4)
    @given(QUERIES)
    @example(CASES[1])
    @example(CASES[3])
    def any_query(query):
        page.goto(page.url.partition("?")[0] + query.replace("#", "%23"))
        page.wait_for_selector(waiting, state="attached")

    any_query()
