import pytest

from site_builder.graph import Tie, citation_graph, identifiers


def test_edges_come_from_reference_lists_and_relations(napkin):
    assert napkin.cites == {
        "a2020x": (),
        "b2021y": ("a2020x",),
        "c2022z": ("b2021y",),
        "d2023w": ("b2021y", "c2022z"),
        "e2023v": ("b2021y",),
        "f2024u": ("b2021y", "d2023w"),
        "g2024alone": (),
    }
    assert napkin.cited_by["b2021y"] == ("c2022z", "d2023w", "e2023v", "f2024u")
    assert napkin.cited_by["g2024alone"] == ()


def test_a_paper_that_lists_itself_does_not_cite_itself(napkin):
    assert "f2024u" not in napkin.cites["f2024u"]


def test_a_relation_may_name_an_alias_and_keeps_its_note(napkin):
    (tie,) = [tie for tie in napkin.ties if tie.source == "c2022z"]
    assert tie == Tie("c2022z", "b2021y", "improves-on", "half the memory")
    assert napkin.digraph.edges["c2022z", "b2021y"]["printed"] is False


def test_a_doi_matches_in_any_case_and_that_of_arxiv_means_the_arxiv_id(napkin):
    assert napkin.references["d2023w"] == {
        "doi:10.1000/abc",
        "arXiv:2101.00001",
        "arXiv:1701.06538",
    }


def test_adding_a_paper_links_those_that_cite_it_already(make_entry, make_library):
    citing = make_entry("b2021y")
    alone = citation_graph(make_library([citing], {"b2021y": ["2001.00001"]}))
    assert alone.cites == {"b2021y": ()}
    both = [citing, make_entry("a2020x", ids={"arxiv": "2001.00001"})]
    assert citation_graph(make_library(both, {"b2021y": ["2001.00001"]})).cites == {
        "a2020x": (),
        "b2021y": ("a2020x",),
    }


def test_a_reference_list_without_entry_is_left_out(make_entry, make_library):
    entry = make_entry("a2020x", ids={"arxiv": "2001.00001"})
    graph = citation_graph(make_library([entry], {"gone2020x": ["2001.00001"]}))
    assert graph.cites == {"a2020x": ()}


def test_a_key_is_found_by_its_alias(napkin):
    assert napkin.require("b2021old") == "b2021y"
    with pytest.raises(KeyError):
        napkin.require("nobody2020x")


def test_entries_stand_on_their_technique_and_all_above(napkin):
    assert napkin.on_technique["paged-kv-cache"] == ("c2022z", "d2023w", "f2024u")
    assert napkin.on_technique["system-level"] == ("c2022z", "d2023w", "f2024u", "g2024alone")
    assert "kv-cache-quantization" not in napkin.on_technique


def test_identifiers_of_an_entry(make_entry):
    entry = make_entry("a2020x", ids={"arxiv": "2001.00001", "doi": "10.1000/AbC"})
    assert [*identifiers(entry)] == ["arXiv:2001.00001", "doi:10.1000/abc"]
    assert [*identifiers(make_entry("b2020x"))] == []
