import pytest

from site_builder.graph import areas_of, bridges, central, citation_graph


def test_the_paper_that_all_lead_to_comes_first(napkin):
    standings = central(napkin)
    assert [one.key for one in standings[:2]] == ["a2020x", "b2021y"]
    assert sum(one.pagerank for one in standings) == pytest.approx(1, abs=1e-5)
    assert (standings[1].cited_by, standings[1].cites) == (4, 1)


def test_two_papers_share_a_reader_by_hand(make_entry, make_library):
    # x = (1-d)/2 + d y/2 for the citing paper y with dangling share, d = 0.85:
    # b gets b = 0.075 + 0.85 a/2 (a dangles), a = 0.075 + 0.85 (b + a/2), so b = 0.350877
    entries = [make_entry("a2020x", ids={"arxiv": "2001.00001"}), make_entry("b2021y")]
    graph = citation_graph(make_library(entries, {"b2021y": ["2001.00001"]}))
    ranks = {one.key: one.pagerank for one in central(graph)}
    assert ranks == pytest.approx({"a2020x": 0.649123, "b2021y": 0.350877}, abs=2e-6)


def test_an_empty_base_has_no_centre(make_library):
    assert central(citation_graph(make_library([]))) == ()


def test_a_bridge_joins_areas(napkin):
    # b2021y: neighbours a, e (quantization) and c, d, f (memory): 1 - (2/5)^2 - (3/5)^2 = 0.48
    (bridge,) = bridges(napkin)
    assert (bridge.key, bridge.participation, bridge.neighbours) == ("b2021y", 0.48, 5)
    assert bridge.areas == ("memory-management", "quantization")


def test_a_survey_is_no_bridge(make_entry, make_library):
    others = [make_entry(f"a202{n}x", ids={"arxiv": f"200{n}.00001"}) for n in range(1, 7)]
    survey = make_entry("s2023x", kind="survey")
    references = {"s2023x": [entry.ids.arxiv for entry in others]}
    assert bridges(citation_graph(make_library([*others, survey], references))) == ()


def test_the_area_is_the_node_below_the_root(napkin):
    assert areas_of(napkin.library)["c2022z"] == "memory-management"
