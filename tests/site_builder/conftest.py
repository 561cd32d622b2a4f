"""A small site, built once per run from the toy library, and a browser to look at it."""

import functools
import os
import shutil

import pytest
from made_library import make_entry, make_library
from page_waits import until
from real_sites import build_real
from toy_sites import TOY, copy_toy, serving

from site_builder.build import build
from site_builder.loading import load_atlas
from site_builder.theme.shell import Site

__all__ = ["make_entry", "make_library"]  # fixtures, for pytest to find

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def atlas():
    """The toy library with what is derived from it."""
    return load_atlas(TOY, Site())


@pytest.fixture
def toy_root(tmp_path):
    """A root of its own, to change at will."""
    return copy_toy(tmp_path / "root")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The built site of the toy library."""
    folder = tmp_path_factory.mktemp("toy")
    build(copy_toy(folder / "root"), folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def served(built):
    """Address of the built site of the toy library."""
    with serving(built) as address:
        yield address


@pytest.fixture(scope="session")
def built_real(tmp_path_factory):
    """The built site of the entries in this repository."""
    return build_real(tmp_path_factory.mktemp("real"), 0)


@pytest.fixture(scope="session")
def built_again(tmp_path_factory):
    """The same site, built elsewhere."""
    return build_real(tmp_path_factory.mktemp("again"), 1)


@pytest.fixture(scope="session")
def served_real(built_real):
    """Address of the real site."""
    with serving(built_real) as address:
        yield address


def _chromium() -> str:
    for name in (os.environ.get("ATLAS_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    pytest.skip("no Chromium found; install it, or name it in ATLAS_CHROMIUM")


@pytest.fixture(scope="session")
def browser():
    """A real browser."""
    from playwright.sync_api import sync_playwright

    path = _chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, served):
    """Opens pages of the site; fails on script errors and requests to other hosts."""
    contexts, troubles = [], []

    def opener(path="", **options):
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 800}, **options})
        contexts.append(context)
        page = context.new_page()
        page.wait_for_function = functools.partial(until, page)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("request", lambda r: troubles.append(r.url) if _foreign(r.url, served) else None)
        page.goto(served + path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert troubles == []


def _foreign(url: str, served: str) -> bool:
    return not url.startswith((served, "data:", "blob:"))
