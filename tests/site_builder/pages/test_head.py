"""The head of pages for machines."""

import json
import re
from dataclasses import replace

import pytest

from site_builder.pages.head import dataset, page_head
from site_builder.theme.shell import Site


def test_every_page_has_preview_and_feed_and_says_them_once(built):
    odd = []
    for path in built.rglob("index.html"):
        head = path.read_text().partition("</head>")[0]
        if 'http-equiv="refresh"' in head:
            continue
        wanted = ("og:title", "og:type", "og:site_name", "og:description", "/feed.xml")
        found = [
            head.count(f'"{name}"') if ":" in name else len(re.findall(r'[./]feed\.xml"', head))
            for name in wanted
        ]
        if found != [1] * len(wanted):
            odd.append((path.relative_to(built).as_posix(), found))
    assert odd == []


def test_a_technique_with_papers_links_its_own_feed(atlas):
    head = page_head(atlas, "techniques/kv-cache-quantization/", "T", "D")
    assert 'href="../../techniques/kv-cache-quantization.xml"' in head
    assert "flash-storage" not in page_head(atlas, "techniques/flash-storage-inference/", "T", "D")


def test_values_are_escaped(atlas):
    head = page_head(atlas, "x/", '"><script>', "<b>")
    assert "<script>" not in head
    assert "&#34;&gt;&lt;script&gt;" in head


@pytest.mark.parametrize("path", ["", "downloads/"])
def test_the_base_is_a_data_set_on_home_and_downloads(atlas, path):
    published = replace(atlas, site=Site(url="https://atlas.example/"))
    head = page_head(published, path, "T", "D")
    text = re.search(r'ld\+json">(.*?)</script>', head).group(1)
    data = json.loads(text)
    assert data == dataset(published)
    assert data["@type"] == "Dataset"
    assert data["distribution"][0]["contentUrl"].startswith("https://atlas.example/data/")
    assert f'content="https://atlas.example/{path}"' in head
    assert "ld+json" not in page_head(published, "graph/", "T", "D")


def test_the_downloads_page_gives_api_and_dumps_with_their_sizes(built):
    page = (built / "downloads" / "index.html").read_text()
    for name in ("api/v1/index.json", "data/inference-atlas.sqlite", "data/SHA256SUMS", "llms.txt"):
        size = max((built / name).stat().st_size // 1000, 1)
        row = page[page.index(f'href="../{name}"') :].partition("</tr>")[0]
        assert f"{size:,} kB" in row
