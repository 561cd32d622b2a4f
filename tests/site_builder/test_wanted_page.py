"""The wanted page: one click to propose a work, to the forge where there is one."""

from site_builder.atlas import Atlas
from site_builder.graph import citation_graph
from site_builder.pages.fragments import Document
from site_builder.theme.shell import Site


def page(make_entry, make_library, site):
    entries = [make_entry(f"{name}2020x") for name in "abc"]
    library = make_library(entries, {entry.key: ["1701.06538", "10.1145/1"] for entry in entries})
    atlas = Atlas(library, site, citation_graph(library), {})
    return Document("wanted/", "Wanted", "", "<!-- atlas:wanted -->").filled(atlas)


def test_a_work_is_proposed_with_one_click_where_there_is_a_forge(make_entry, make_library):
    text = page(make_entry, make_library, Site(edit="https://forge.example/a/b/edit/main/"))
    form = "https://forge.example/a/b/issues/new?template=add-paper.yml&amp;identifier="
    assert f'href="{form}1701.06538"' in text
    assert f'href="{form}10.1145/1"' in text


def test_without_a_forge_the_page_says_how(make_entry, make_library):
    text = page(make_entry, make_library, Site())
    assert "<code>atlas add 1701.06538</code>" in text
    assert "<code>atlas add --doi 10.1145/1</code>" in text
    assert 'href="../contribute/#add-a-paper"' in text
