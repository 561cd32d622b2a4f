"""The site of the toy library and of the real one, page by page: links, ids, titles, headings."""

import gzip
import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlsplit

import html5lib
import pytest
from real_sites import URL
from site_pages import address_of, pages_of

PAPER_WEIGHT = 24_000  # bytes, gzipped: a survey that cites 113 entries; the median is 8 kB
KINDS_OF_EFFECT = ("techniques", "papers")
ERRORS = "404.html"  # stands in for any address, so that nothing may lead to it


@pytest.fixture(params=["built", pytest.param("built_real", marks=pytest.mark.site)])
def site(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def pages(site):
    """Path to page, without those that only lead on."""
    return {path: page for path, page in pages_of(site).items() if not page.is_redirect}


def _target(site, path, link):
    """The file that a link of a page leads to, and the fragment."""
    parts = urlsplit(link)
    if parts.path.startswith("/"):  # the page of errors may stand anywhere
        base = urlsplit(URL).path if parts.path.startswith(urlsplit(URL).path) else "/"
        target = site / unquote(parts.path.removeprefix(base))
    else:
        target = (site / path).parent / unquote(parts.path) if parts.path else site / path
    target = target.resolve()
    return (target / "index.html" if (target / "index.html").is_file() else target), parts.fragment


def _is_internal(link):
    parts = urlsplit(link)
    return not (parts.scheme or parts.netloc)


def test_every_internal_link_and_fragment_leads_somewhere(site):
    known = {(site / path).resolve(): page for path, page in pages_of(site).items()}
    dead = []
    for path, page in pages_of(site).items():
        for tag, link in page.links:
            if not _is_internal(link):
                continue
            target, fragment = _target(site, path, link)
            there = target.is_dir() if tag == "div" and link.endswith("/") else target.is_file()
            lost = fragment and target in known and fragment not in known[target].ids
            if not there or lost or target.name == ERRORS:
                dead.append((path, link))
    assert dead == []


def test_every_other_link_is_https_or_mail(site):
    links = {link for page in pages_of(site).values() for _, link in page.links}
    odd = {link for link in links if urlsplit(link).scheme not in ("", "https", "mailto")}
    # the theme's button that shares a search; no icon for a page that only leads on
    assert odd <= {"javascript:void(0)", "data:,"}


def test_ids_are_unique_and_what_points_at_one_finds_it(pages):
    odd = []
    for path, page in pages.items():
        odd += [(path, one) for one in set(page.ids) if page.ids.count(one) > 1]
        odd += [(path, one) for one in set(page.pointers) - set(page.ids)]
    assert odd == []


def test_links_in_styles_lead_somewhere(site):
    dead = [
        (path.name, link)
        for path in site.rglob("*.css")
        for link in re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text(encoding="utf-8"))
        if not link.startswith("data:") and not (path.parent / urlsplit(link).path).is_file()
    ]
    assert dead == []


def test_links_with_a_question_name_what_the_page_knows(site, pages):
    table = json.loads((site / "papers/table.json").read_text())
    effects = [json.loads((site / f"assets/engine/{n}.json").read_text()) for n in KINDS_OF_EFFECT]
    known = {("papers", facet): set(values) for facet, values in table["order"].items()}
    known["graph", "paper"] = {row["key"] for row in table["papers"]}
    known["explorer", "fx"] = {one["id"] for kind in effects for one in kind}
    wrong, seen = [], set()
    for path, page in pages.items():
        for link in {link for _, link in page.links if "?" in link and _is_internal(link)}:
            section = _target(site, path, link)[0].relative_to(site.resolve()).parts[0]
            for name, text in parse_qsl(urlsplit(link).query):
                if (section, name) in known:
                    seen.add(section)
                    wrong += [(path, link)] if text not in known[section, name] else []
    assert wrong == []
    assert {"papers", "graph"} <= seen


def test_titles_and_descriptions_are_unique_and_there_is_one_of_each(pages):
    seen, odd = {}, []
    for path, page in pages.items():
        if path == ERRORS:
            continue
        if len(page.titles) != 1 or len(page.descriptions) != 1 or not page.descriptions[0]:
            odd.append((path, page.titles, page.descriptions))
        for text in [("title", *page.titles), ("description", *page.descriptions)]:
            seen.setdefault(text, []).append(path)
    assert odd == []
    assert {text: paths for text, paths in seen.items() if len(paths) > 1} == {}


def test_headings_begin_with_one_main_heading_and_skip_no_level(pages):
    odd = [
        (path, page.headings)
        for path, page in pages.items()
        if page.headings[:1] != [1]
        or page.headings.count(1) != 1
        or any(after > before + 1 for before, after in pairwise(page.headings))
    ]
    assert odd == []


def test_every_image_has_words(pages):
    assert [(path, page.unnamed) for path, page in pages.items() if page.unnamed] == []


@pytest.mark.site
def test_every_page_says_its_own_address_and_the_sitemap_lists_them_all(built_real):
    pages = {p: one for p, one in pages_of(built_real).items() if not one.is_redirect}
    assert pages.pop(ERRORS).canonical == []
    own = {path: [URL + address_of(path)] for path in pages}
    assert {path: page.canonical for path, page in pages.items()} == own
    places = ET.parse(built_real / "sitemap.xml").findall(".//{*}loc")
    assert sorted(place.text for place in places) == sorted(one for (one,) in own.values())


@pytest.mark.site
def test_whole_addresses_in_pages_feeds_and_texts_lead_somewhere(built_real):
    printed = re.compile(re.escape(URL) + r"([^\s\"'<>)#?\\\]]*)")
    found = set()
    for kind in ("index.html", "*.xml", "llms*.txt"):
        for path in built_real.rglob(kind):
            found.update(printed.findall(path.read_text(encoding="utf-8")))
    assert len(found) > 800
    dead = [one for one in sorted(found) if not _is_served(built_real / unquote(one))]
    assert dead == []


def _is_served(path):
    return path.is_file() or (path / "index.html").is_file()


def test_paper_pages_stay_light(site):
    weights = {
        path.parent.name: len(gzip.compress(path.read_bytes(), 9))
        for path in site.glob("papers/*/index.html")
    }
    assert {key: weight for key, weight in weights.items() if weight > PAPER_WEIGHT} == {}


def test_no_page_asks_another_host_for_anything(site):
    asked = re.compile(
        r"<(?:script|img|iframe|source)[^>]+src=\"https?:|<link[^>]+stylesheet[^>]+https?:"
    )
    assert [p.name for p in site.rglob("*.html") if asked.search(p.read_text())] == []


def test_pages_are_html_without_parse_errors(site, pages):
    odd = []
    own = [path for path in pages if PurePosixPath(path).parts[0] not in ("papers", "techniques")]
    for path in [*own, *list(pages)[:: max(len(pages) // 20, 1)]]:
        parser = html5lib.HTMLParser()
        parser.parse((site / path).read_text())
        odd += [(path, code) for _, code, _ in parser.errors]
    assert odd == []
