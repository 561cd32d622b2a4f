import base64
import hashlib
import re

import pytest

from site_builder.theme.content_policy import policy, with_policy

CHARSET = '<meta charset="utf-8">'
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


def test_a_script_within_the_page_is_allowed_by_its_hash_and_nothing_else():
    digest = base64.b64encode(hashlib.sha256(b"f()").digest()).decode()
    rules = policy('<script>f()</script><script type="module" src="a.js"></script>')
    assert rules.endswith(f"; script-src 'self' 'sha256-{digest}'")
    assert rules.startswith("default-src 'none'; base-uri 'none'; connect-src 'self'; ")
    assert "unsafe" not in rules


@pytest.mark.parametrize("kind", ["application/json", "application/ld+json"])
def test_data_in_a_script_element_needs_no_leave(kind):
    assert policy(f'<script type="{kind}">{{}}</script>').endswith("script-src 'self'")


def test_one_script_written_twice_is_named_once():
    assert policy("<script>f()</script>" * 2).count("sha256-") == 1


def test_the_policy_stands_before_all_that_it_rules():
    html = f"<head>{CHARSET}<script>f()</script></head>"
    ruled = with_policy(html)
    assert ruled.startswith(f"<head>{CHARSET}<meta http-equiv=")
    assert META.sub("", ruled) == html


def test_a_theme_that_hides_its_encoding_is_refused():
    with pytest.raises(ValueError, match="has no <meta charset"):
        with_policy("<head></head>")


def test_every_page_says_one_policy_first_without_exceptions_or_other_hosts(built):
    odd = []
    for path in built.rglob("*.html"):
        text = path.read_text()
        found = META.findall(text)
        after = text.partition(CHARSET)[2]
        fine = (
            len(found) == 1
            and after.startswith("<meta http-equiv=")
            and not re.search(r"unsafe|https?:|\*", found[0])
        )
        if not fine:
            odd.append((path.relative_to(built).as_posix(), found))
    assert odd == []


KINDS = [
    "",
    "papers/",
    "papers/ada2021toy/",
    "papers/bo2022drafting/",
    "compare/?keys=ada2021toy,cy2023survey",
    "techniques/",
    "techniques/kv-cache-quantization/",
    "challenges/kv-cache-capacity/",
    "scenarios/",
    "matrix/",
    "surveys/",
    "results/",
    "methodology/",
    "downloads/",
    "wanted/",
    "contribute/",
    "about/",
    "graph/",
    "explorer/",
    "finder/",
    "404.html",
]
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.refused.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""


@pytest.fixture
def watched(browser, served):
    """A page that keeps what the policy of the documents it opens refused."""
    context = browser.new_context(accept_downloads=True)
    context.add_init_script(LISTEN)
    page = context.new_page()
    yield page
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", KINDS)
def test_no_page_asks_for_what_its_policy_refuses(watched, served, path):
    watched.goto(served + path, wait_until="networkidle")
    assert watched.evaluate("window.refused") == []


@pytest.mark.browser
def test_search_and_export_obey_the_policy(watched, served):
    watched.goto(served + "papers/", wait_until="networkidle")
    watched.wait_for_selector(".at-facets details")
    with watched.expect_download():
        watched.click("[data-at-export]")
    assert watched.evaluate("window.refused") == []
    watched.keyboard.press("/")
    watched.keyboard.type("toycache")
    watched.locator(".md-search-result__link").first.wait_for()
    assert watched.evaluate("window.refused") == []


@pytest.mark.browser
def test_a_script_that_came_in_with_data_would_not_run(watched, served):
    watched.goto(served + "papers/ada2021toy/", wait_until="networkidle")
    watched.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          document.body.insertAdjacentHTML("beforeend", "<img src=x: onerror='window.ran = true'>");
        }"""
    )
    watched.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    assert watched.evaluate("window.ran") is None
    assert any(line.startswith("script-src") for line in watched.evaluate("window.refused"))
