"""The pages of the real site that hold more than any page of the toy one, in a real browser."""

import pytest
from page_checks import PAPER, axe_says, printed_faults

pytestmark = [pytest.mark.site, pytest.mark.browser]

FULL = {
    "home": "",
    "paper": "papers/kwon2023pagedattention/",
    "technique": "techniques/kv-cache-quantization/",
    "matrix": "matrix/",
    "surveys": "surveys/",
    "results": "results/",
    "methodology": "methodology/",
}


@pytest.fixture
def real_page(browser, served_real):
    """Opens pages of the real site."""
    contexts = []

    def opener(path, **options):
        context = browser.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(served_real + path)
        return page

    yield opener
    for context in contexts:
        context.close()


@pytest.mark.parametrize("kind", FULL)
def test_axe_finds_nothing_in_light_and_in_dark(real_page, kind):
    page = real_page(FULL[kind], viewport={"width": 1200, "height": 800})
    assert axe_says(page, "light") == []
    assert axe_says(page, "dark") == []


@pytest.mark.parametrize("kind", FULL)
def test_on_paper_a_full_page_is_dark_on_white_and_whole(real_page, kind):
    assert printed_faults(real_page(FULL[kind], viewport=PAPER)) == []
