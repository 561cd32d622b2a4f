from datetime import date
from xml.etree import ElementTree

import pytest

from site_builder.export.feeds import feed, feeds
from site_builder.graph import citation_graph

ATOM = "{http://www.w3.org/2005/Atom}"
PRISM = "{http://prismstandard.org/namespaces/basic/2.0/}"


@pytest.fixture(scope="module")
def library(make_entry, make_library):
    return make_library(
        [
            make_entry("a2020x", added=date(2026, 1, 2), venue="icml", title="{A} < B & C"),
            make_entry("b2021x", added=date(2026, 3, 4), authors=["Lovelace, Ada", "{Team}"]),
            make_entry("c2022x", added=date(2026, 3, 4), techniques=["paged-kv-cache"]),
        ]
    )


def read(library, **options):
    content = feed(library, library.entries.values(), "All", "feed.xml", **options)
    return ElementTree.fromstring(content)


def test_newest_entries_come_first_with_authors_and_venue(library):
    root = read(library)
    entries = root.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == [
        "A Study of B2021x",
        "A Study of C2022x",
        "A < B & C",
    ]
    assert [name.text for name in entries[0].findall(f"{ATOM}author/{ATOM}name")] == [
        "Ada Lovelace",
        "Team",
    ]
    assert entries[2].findtext(f"{PRISM}publicationName") == (
        "International Conference on Machine Learning"
    )
    assert entries[2].findtext(f"{ATOM}published") == "2026-01-02T00:00:00Z"


def test_a_feed_is_as_new_as_its_newest_entry(library):
    assert read(library).findtext(f"{ATOM}updated") == "2026-03-04T00:00:00Z"


def test_every_required_element_is_there(library):
    root = read(library)
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}")
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == 4


def test_identifiers_do_not_depend_on_the_site(library):
    ids = [[one.text for one in read(library, site_url=url).iter(f"{ATOM}id")]
           for url in ("", "https://x.org/atlas/")]  # fmt: skip
    assert ids[0] == ids[1]


def test_links_are_absolute_where_the_site_is_known(library):
    def links(url):
        return [one.attrib["href"] for one in read(library, site_url=url).iter(f"{ATOM}link")]

    assert links("https://x.org/")[:3] == [
        "https://x.org/feed.xml",
        "https://x.org/",
        "https://x.org/papers/b2021x/",
    ]
    assert links("")[2] == "./papers/b2021x/"


def test_each_technique_with_papers_has_a_feed(library):
    files = dict(feeds(citation_graph(library)))
    assert [*files] == [
        "feed.xml",
        "techniques/system-level.xml",
        "techniques/memory-management.xml",
        "techniques/paged-kv-cache.xml",
        "techniques/weight-offloading.xml",
    ]
    below = ElementTree.fromstring(files["techniques/paged-kv-cache.xml"])
    assert (
        below.find(f"{ATOM}link[@rel='alternate']").attrib["href"]
        == "../techniques/paged-kv-cache/"
    )
    assert len(below.findall(f"{ATOM}entry")) == 1


def test_a_feed_has_fifty_entries_at_most(make_entry, make_library):
    many = make_library([make_entry(f"a2020x{number}") for number in range(60)])
    assert len(read(many).findall(f"{ATOM}entry")) == 50
