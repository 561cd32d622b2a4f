import re

import pytest

from site_builder.export.export_files import machine_files
from site_builder.graph import citation_graph


@pytest.fixture(scope="module")
def library(make_entry, make_library):
    entries = [
        make_entry("b2021x", ids={"arxiv": "2101.00001"}, authors=["Kenton Nguyễn"]),
        make_entry("a2020x", techniques=["paged-kv-cache"]),
    ]
    return make_library(entries, {"a2020x": ["2101.00001"]})


def test_the_same_library_gives_the_same_files(library, make_library):
    shuffled = make_library(reversed([*library.entries.values()]), {"a2020x": ["2101.00001"]})
    one, two = (list(machine_files(base, citation_graph(base))) for base in (library, shuffled))
    assert one == two


def test_paths_are_relative_unique_and_plain(library):
    graph = citation_graph(library)
    paths = [path for path, _ in machine_files(library, graph)]
    assert len(set(paths)) == len(paths)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9./-]*", path) for path in paths)


def test_a_graph_of_another_library_is_refused(library, make_library):
    with pytest.raises(ValueError, match="made from another library"):
        [*machine_files(library, citation_graph(make_library([])))]
