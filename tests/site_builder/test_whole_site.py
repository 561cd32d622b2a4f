"""The site of the toy library and of the real one, page by page: links, ids, titles, headings."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from site_builder.build import build

REPOSITORY = Path(__file__).parents[2]
PAPER_WEIGHT = 24_000  # bytes, gzipped: a survey that cites 113 entries; the median is 8 kB


@pytest.fixture(scope="session")
def built_real(tmp_path_factory):
    """The site of the entries in this repository."""
    site = tmp_path_factory.mktemp("real") / "site"
    build(REPOSITORY, site)
    return site


@pytest.fixture(params=["built", "built_real"])
def site(request):
    return request.getfixturevalue(request.param)


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.ids = [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.links += [values[name] for name in ("href", "src", "action") if values.get(name)]
        if values.get("id"):
            self.ids.append(values["id"])


def _read(path: Path) -> _Links:
    parser = _Links()
    parser.feed(path.read_text())
    return parser


def test_every_internal_link_and_fragment_leads_somewhere_and_ids_are_unique(site):
    pages = {path: _read(path) for path in site.rglob("*.html") if path.name != "404.html"}
    dead, twice = [], []
    for path, page in pages.items():
        twice += [(path, one) for one in page.ids if page.ids.count(one) > 1]
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link == "javascript:void(0)":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            known = pages.get(target)
            lost = not target.is_file() or (
                parts.fragment and known and parts.fragment not in known.ids
            )
            if lost:
                dead.append((path.relative_to(site).as_posix(), link))
    assert dead == []
    assert twice == []


def test_titles_and_descriptions_are_unique(site):
    seen = {}
    for path in site.rglob("index.html"):
        text = path.read_text()
        if 'http-equiv="refresh"' in text:
            continue
        title = text[text.index("<title>") : text.index("</title>")]
        seen.setdefault(title, []).append(path)
    assert [paths for paths in seen.values() if len(paths) > 1] == []


def test_every_page_has_one_title_one_description_and_one_main_heading(site):
    odd = []
    for path in site.rglob("index.html"):
        text = path.read_text()
        if 'http-equiv="refresh"' in text:
            continue
        head = text[: text.index("</head>")]  # figures have titles as well
        found = [
            len(re.findall(pattern, head if pattern.startswith("<title") else text))
            for pattern in (
                r"<title>[^<]+</title>",
                r'<meta name="description" content="[^"]',
                "<h1",
            )
        ]
        if found != [1, 1, 1]:
            odd.append((path.relative_to(site).as_posix(), found))
    assert odd == []


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


def test_pages_are_html_without_parse_errors(site):
    odd = []
    pages = sorted(site.rglob("index.html"))
    own = [path for path in pages if path.parent.parent.name not in ("papers", "techniques")]
    for path in [*own, *pages[:: max(len(pages) // 20, 1)]]:
        parser = html5lib.HTMLParser()
        parser.parse(path.read_text())
        odd += [(path.relative_to(site).as_posix(), code) for _, code, _ in parser.errors]
    assert odd == []
