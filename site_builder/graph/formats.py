"""The citation graph as files: GraphML for graph programs, JSON for everything else."""

from __future__ import annotations

import json

from site_builder.graph.centrality import areas_of
from site_builder.graph.edges import CitationGraph
from site_builder.graph.layout import layout
from site_builder.xml_text import escaped
from taxonomy.entry import Entry

_HEAD = """\
<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="title" for="node" attr.name="title" attr.type="string"/>
<key id="year" for="node" attr.name="year" attr.type="int"/>
<key id="area" for="node" attr.name="area" attr.type="string"/>
<key id="relations" for="edge" attr.name="relations" attr.type="string"/>
<graph edgedefault="directed">
"""


def graphml(graph: CitationGraph) -> bytes:
    """The graph as GraphML, nodes with title, year and area, edges with their relations."""
    areas = areas_of(graph.library)
    lines = [_node(graph.library.entries[key], areas[key]) for key in graph]
    for source, target, relations in sorted(graph.digraph.edges(data="relations")):
        data = f'<data key="relations">{" ".join(relations)}</data>' if relations else ""
        lines.append(f'<edge source="{source}" target="{target}">{data}</edge>\n')
    return f"{_HEAD}{''.join(lines)}</graph>\n</graphml>\n".encode()


def _node(entry: Entry, area: str) -> str:
    title = escaped(entry.title.replace("{", "").replace("}", ""))
    return (
        f'<node id="{entry.key}"><data key="title">{title}</data>'
        f'<data key="year">{entry.year}</data><data key="area">{area}</data></node>\n'
    )


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
