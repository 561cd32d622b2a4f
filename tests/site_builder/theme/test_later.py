"""The theme's script comes with the first sign of somebody, and misses nothing asked before."""

import pytest

pytestmark = pytest.mark.browser

SCHEME = "document.body.getAttribute('data-md-color-scheme')"
SHIFT = """
globalThis.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def visit(open_page):
    """Open a page; gives it and the growing list of what it asked for."""

    def opener(path="papers/ada2021toy/", *, script="", **options):
        page = open_page(**options)
        asked = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        if script:
            page.add_init_script(script)
        page.goto(page.url + path, wait_until="networkidle")
        return page, asked

    return opener


def theme_in(asked):
    return [name for name in asked if name.startswith("bundle.") or name == "search_index.json"]


def test_a_visit_without_a_sign_loads_neither_script_nor_index(visit):
    page, asked = visit()
    assert theme_in(asked) == []
    assert page.is_visible(".md-search__input")
    assert page.locator("[data-md-component=palette] label:visible").count() == 1


@pytest.mark.parametrize("sign", ["move", "scroll", "key", "focus"])
def test_a_sign_loads_them_once_and_nothing_moves(visit, sign):
    page, asked = visit(script=SHIFT)
    before = page.evaluate("shift")
    signs = {
        "move": lambda: page.mouse.move(200, 300),
        "scroll": lambda: page.evaluate("scrollTo(0, 200)"),
        "key": lambda: page.keyboard.press("Tab"),
        "focus": lambda: page.locator("main a").first.focus(),
    }
    with page.expect_response("**/search_index.json"):
        signs[sign]()
    page.wait_for_load_state("networkidle")
    page.mouse.move(220, 320)
    assert len(theme_in(asked)) == 2
    assert page.evaluate("shift") - before < 0.01


@pytest.mark.parametrize("path", ["", "methodology/", "engine/", "papers/", "techniques/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_theme_comes(visit, path, width):
    page, _ = visit(path, script=SHIFT, viewport={"width": width, "height": 800})
    before = page.evaluate("shift")
    with page.expect_response("**/search_index.json"):
        page.mouse.move(100, 300)
    page.wait_for_load_state("networkidle")
    page.mouse.move(110, 310)
    assert page.evaluate("shift") - before < 0.01


def test_what_is_typed_at_once_is_searched(visit):
    page, _ = visit()
    page.keyboard.press("/")
    page.keyboard.type("toycache")
    page.locator(".md-search-result__link").first.wait_for()


def test_keys_act_though_the_theme_never_comes(visit):
    page, asked = visit()
    page.route("**/bundle.*", lambda route: None)  # asked for, and never answered
    page.keyboard.press("/")
    assert page.is_checked("#__search")
    page.keyboard.type("toycache")
    page.keyboard.press("Enter")
    assert page.input_value(".md-search__input") == "toycache"
    page.keyboard.press("Escape")
    assert not page.is_checked("#__search")
    assert page.evaluate("document.activeElement === document.body")
    assert [name for name in asked if "query=" in name] == []


def test_the_search_opens_by_a_touch_on_a_phone(visit):
    page, _ = visit(viewport={"width": 360, "height": 800}, has_touch=True)
    page.locator(".md-header__button[for=__search]").tap()
    page.keyboard.type("toycache")
    page.locator(".md-search-result__link").first.wait_for()


def test_an_address_that_searches_is_answered(visit):
    page, _ = visit("papers/ada2021toy/?q=toycache")
    page.locator(".md-search-result__link").first.wait_for()


@pytest.mark.parametrize(("system", "scheme"), [("dark", "slate"), ("light", "default")])
def test_a_first_visit_is_in_the_colours_of_the_system(visit, system, scheme):
    page, asked = visit(color_scheme=system)
    assert page.evaluate(SCHEME) == scheme
    assert theme_in(asked) == []


def test_the_first_click_switches_the_colours_and_is_remembered(visit):
    page, _ = visit(color_scheme="light")
    label = "[data-md-component=palette] label:not([hidden])"
    page.evaluate(f"document.querySelector('{label}').click()")
    page.wait_for_function("__md_get('__palette')?.index === 1")
    page.locator(label).click()
    page.wait_for_function(f"{SCHEME} === 'slate'")
    page.reload(wait_until="networkidle")
    assert page.evaluate(SCHEME) == "slate"
    assert page.locator("[data-md-component=palette] label:visible").get_attribute("title") == (
        "Switch to system preference"
    )
