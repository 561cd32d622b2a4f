"""The citation graph of the base, derived from reference lists and named relations."""

from site_builder.graph.centrality import Bridge, Standing, areas_of, bridges, central
from site_builder.graph.edges import CitationGraph, Tie, citation_graph, identifiers
from site_builder.graph.ego import Ego, ego
from site_builder.graph.formats import graph_json, graphml
from site_builder.graph.layout import Band, Layout, layout
from site_builder.graph.paths import Path, shortest_path
from site_builder.graph.reading import (
    Step,
    in_order_of_citation,
    lineage,
    papers_on,
    reading_path,
)
from site_builder.graph.related import Related, RelatedPapers
from site_builder.graph.statistics import Statistics, statistics
from site_builder.graph.wanted import Wanted, known_titles, wanted

__all__ = [
    "Band",
    "Bridge",
    "CitationGraph",
    "Ego",
    "Layout",
    "Path",
    "Related",
    "RelatedPapers",
    "Standing",
    "Statistics",
    "Step",
    "Tie",
    "Wanted",
    "areas_of",
    "bridges",
    "central",
    "citation_graph",
    "ego",
    "graph_json",
    "graphml",
    "identifiers",
    "in_order_of_citation",
    "known_titles",
    "layout",
    "lineage",
    "papers_on",
    "reading_path",
    "shortest_path",
    "statistics",
    "wanted",
]
