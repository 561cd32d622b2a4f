import pytest

from site_builder.graph import Path, shortest_path


@pytest.mark.parametrize(
    ("start", "end", "path"),
    [
        ("f2024u", "a2020x", Path(("f2024u", "b2021y", "a2020x"), (True, True))),
        ("a2020x", "f2024u", Path(("a2020x", "b2021y", "f2024u"), (False, False))),
        ("e2023v", "c2022z", Path(("e2023v", "b2021y", "c2022z"), (True, False))),
        ("e2023v", "b2021old", Path(("e2023v", "b2021y"), (True,))),
        ("e2023v", "e2023v", Path(("e2023v",), ())),
        ("e2023v", "g2024alone", None),
    ],
)
def test_the_shortest_chain_of_citations(napkin, start, end, path):
    assert shortest_path(napkin, start, end) == path


def test_a_chain_that_cites_all_the_way_is_preferred_to_a_shorter_one(make_entry, make_library):
    from site_builder.graph import citation_graph

    names = ["a2020x", "b2020x", "c2020x", "d2020x", "e2020x"]
    entries = [
        make_entry(key, ids={"arxiv": f"2001.0000{number}"}) for number, key in enumerate(names)
    ]
    # a -> b -> c -> d by citation; a and d both cited by e: two steps, but one is backwards
    references = {
        "a2020x": ["2001.00001"],
        "b2020x": ["2001.00002"],
        "c2020x": ["2001.00003"],
        "e2020x": ["2001.00000", "2001.00003"],
    }
    path = shortest_path(citation_graph(make_library(entries, references)), "a2020x", "d2020x")
    assert path == Path(("a2020x", "b2020x", "c2020x", "d2020x"), (True, True, True))


def test_an_unknown_paper_has_no_path(napkin):
    with pytest.raises(KeyError):
        shortest_path(napkin, "nobody2020x", "a2020x")
