"""Paper pages from hostile values: everything is shown as text, nothing runs."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from site_builder.export.browse_table import browse_table
from site_builder.graph import citation_graph
from site_builder.pages.papers import paper_listing, paper_page, source_of
from site_builder.theme.search import record
from site_builder.theme.shell import Site
from taxonomy.library import Library

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)> \" ' & {{7*7}}"


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.scripts, self.handlers = [], []

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.scripts.append(dict(attrs))
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture
def hostile(atlas):
    """The toy library with markup and template code in every text of one entry."""
    key = "ada2021toy"
    entry = atlas.library.entries[key]
    results = [r.model_copy(update={"conditions": EVIL, "source": EVIL}) for r in entry.results]
    evil = entry.model_copy(
        update={
            "title": EVIL,
            "authors": [EVIL.replace(",", "")],
            "summary": EVIL,
            "scenario": EVIL,
            "challenge": EVIL,
            "method": EVIL,
            "findings": [EVIL],
            "results": results,
        }
    )
    papers = tuple(
        replace(read, record=evil) if read.record.key == key else read
        for read in atlas.library.papers
    )
    library = Library(
        **{**{f: getattr(atlas.library, f) for f in Library.__dataclass_fields__}, "papers": papers}
    )
    bibtex = {**atlas.bibtex, key: EVIL}
    return replace(atlas, library=library, graph=citation_graph(library), bibtex=bibtex)


def test_hostile_values_are_shown_as_text(hostile):
    page = paper_page(hostile, hostile.library.entries["ada2021toy"])
    found = Tags()
    found.feed(page.body + page.head)
    assert found.scripts == [{"type": "application/ld+json"}]
    assert found.handlers == []
    assert page.body.count("&lt;/script&gt;&lt;script&gt;") > 8
    assert "{{7*7}}" in page.body


def test_hostile_values_are_escaped_in_the_search_index_and_plain_in_the_table(hostile):
    listing = paper_listing(hostile, hostile.library.entries["ada2021toy"])
    found = record("papers/ada2021toy/", listing.search)
    assert "<" not in found["title"] + found["text"]
    assert "<script>alert(1)" in browse_table(hostile)  # the browser puts it in as text


def test_the_file_of_an_entry_lies_in_the_year_of_its_key(atlas):
    entry = atlas.library.entries["bo2022draft"]
    assert (entry.year, source_of(entry)) == (2023, "entries/2022/bo2022draft.yaml")


def test_an_edit_link_stands_only_where_there_is_a_forge(atlas):
    entry = atlas.library.entries["ada2021toy"]
    at_forge = replace(atlas, site=Site(edit="https://forge.example/edit/main/"))
    link = "https://forge.example/edit/main/entries/2021/ada2021toy.yaml"
    assert link in paper_page(at_forge, entry).body
    assert "Edit this entry" not in paper_page(atlas, entry).body


def test_cites_and_cited_by_link_both_ways(atlas):
    for key, cited in atlas.cites.items():
        for other in cited:
            body = paper_page(atlas, atlas.library.entries[other]).body
            assert f"../../papers/{key}/" in body
