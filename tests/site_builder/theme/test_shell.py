import pytest

from site_builder.page import Page
from site_builder.theme.shell import Shell, Site, mark

PROTOTYPE = (
    f"<title>{mark('title')} - Atlas</title><meta name=description content={mark('description')}>"
    f"{mark('head')}</head><b>{mark('title')}</b>{mark('body')}</html>"
)
PAGE = Page(
    path="papers/a2020b/", title="A < B & C", description='says "so"', body="<h1>A</h1>", head="<x>"
)


def test_marks_are_replaced_and_plain_parts_are_escaped():
    document = Shell.cut(PROTOTYPE).around(PAGE, Site())
    assert document == (
        "<title>A &lt; B &amp; C - Atlas</title>"
        "<meta name=description content=says &quot;so&quot;>"
        "<x></head><b>A &lt; B &amp; C</b><h1>A</h1></html>"
    )


def test_canonical_and_edit_addresses_begin_as_the_site_says():
    shell = Shell.cut(PROTOTYPE + mark("canonical") + " " + mark("edit"))
    page = Page(**{**PAGE.__dict__, "source": "entries/2020/a2020b.yaml"})
    document = shell.around(page, Site(url="https://a.org/x/", edit="https://g.org/edit/"))
    assert document.endswith(
        "https://a.org/x/papers/a2020b/ https://g.org/edit/entries/2020/a2020b.yaml"
    )


def test_a_text_that_looks_like_a_mark_stays_text():
    page = Page(**{**PAGE.__dict__, "title": mark("head")})
    assert f"<title>{mark('head')} - Atlas" in Shell.cut(PROTOTYPE).around(page, Site())


def test_a_theme_that_drops_a_mark_is_refused():
    with pytest.raises(ValueError, match=r"^the theme's prototype page shows no description$"):
        Shell.cut(mark("title") + mark("body") + mark("head"))
