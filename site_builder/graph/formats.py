"""The citation graph as files: GraphML for graph programs, JSON for everything else."""

from __future__ import annotations

import io
import json

import networkx as nx

from site_builder.graph.centrality import areas_of
from site_builder.graph.edges import CitationGraph
from site_builder.graph.layout import layout


def graphml(graph: CitationGraph) -> bytes:
    """The graph as GraphML, nodes with title, year and area, edges with their relations."""
    plain = nx.DiGraph()
    areas = areas_of(graph.library)
    for key in graph:
        entry = graph.library.entries[key]
        title = entry.title.replace("{", "").replace("}", "")
        plain.add_node(key, title=title, year=entry.year, area=areas[key])
    for source, target, data in sorted(graph.digraph.edges(data=True)):
        plain.add_edge(source, target, relations=" ".join(data["relations"]))
    out = io.BytesIO()
    # By name: write_graphml takes lxml where that is installed, whose bytes differ.
    nx.write_graphml_xml(plain, out, encoding="utf-8")
    return out.getvalue() + b"\n"


def graph_json(graph: CitationGraph) -> bytes:
    """The graph with its layout: `nodes`, `edges` as pairs of node numbers, `bands`, `years`."""
    placed = layout(graph)
    areas = areas_of(graph.library)
    numbers = {key: number for number, key in enumerate(graph)}
    entries = graph.library.entries
    data = {
        "nodes": [
            {
                "key": key,
                "title": entries[key].title.replace("{", "").replace("}", ""),
                "year": entries[key].year,
                "area": areas[key],
                "techniques": entries[key].techniques,
                "cited_by": len(graph.cited_by[key]),
                "x": placed.places[key][0],
                "y": placed.places[key][1],
            }
            for key in graph
        ],
        "edges": [
            [numbers[source], numbers[target], *data["relations"]]
            for source, target, data in sorted(graph.digraph.edges(data=True))
        ],
        "bands": [[band.area, band.top, band.bottom] for band in placed.bands],
        "years": [[year, x] for year, x in sorted(placed.years.items())],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
