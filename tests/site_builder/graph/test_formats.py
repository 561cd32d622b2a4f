import io
import json

import networkx as nx

from site_builder.graph import citation_graph, graph_json, graphml


def test_graphml_reads_back(napkin):
    read = nx.read_graphml(io.BytesIO(graphml(napkin)))
    assert set(read) == set(napkin)
    assert set(read.edges) == set(napkin.digraph.edges)
    assert read.nodes["a2020x"] == {
        "title": "A Study of A2020x",
        "year": 2020,
        "area": "quantization",
    }
    assert read.edges["c2022z", "b2021y"]["relations"] == "improves-on"


def test_json_has_nodes_edges_and_places(napkin):
    data = json.loads(graph_json(napkin))
    keys = [node["key"] for node in data["nodes"]]
    assert keys == sorted(napkin)
    assert data["nodes"][1]["cited_by"] == 4
    assert [keys.index("c2022z"), keys.index("b2021y"), "improves-on"] in data["edges"]
    assert len(data["edges"]) == 7
    assert data["years"][0] == [2020, 0.0]


def test_the_same_data_gives_the_same_bytes_in_any_order(make_entry, make_library):
    entries = [make_entry("b2021y", ids={"arxiv": "2101.00001"}), make_entry("a2020x")]
    references = {"a2020x": ["2101.00001"], "b2021y": []}
    one = citation_graph(make_library(entries, references))
    two = citation_graph(make_library(entries[::-1], dict(reversed(references.items()))))
    assert graph_json(one) == graph_json(two)
    assert graphml(one) == graphml(two)
