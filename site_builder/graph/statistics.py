"""The citation graph in a few numbers."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from site_builder.graph.edges import CitationGraph


@dataclass(frozen=True)
class Statistics:
    """The size and shape of a citation graph.

    Attributes:
        entries: Papers. [1]
        citations: Pairs of papers of which one cites the other. [1]
        relations: Relations that a paper names, such as `improves-on`. [1]
        lists: Papers whose reference list was read. [1]
        complete_lists: Those of them that were read to the end. [1]
        references: Different works with an identifier in those lists, in the base or not. [1]
        largest_component: Papers that hang together, directions aside. [1]
        isolated: Papers without any citation, either way. [1]
    """

    entries: int
    citations: int
    relations: int
    lists: int
    complete_lists: int
    references: int
    largest_component: int
    isolated: int


def statistics(graph: CitationGraph) -> Statistics:
    """Count what a graph holds."""
    digraph = graph.digraph
    lists = graph.library.references
    components = [len(part) for part in nx.weakly_connected_components(digraph)]
    return Statistics(
        entries=len(graph),
        citations=digraph.number_of_edges(),
        relations=sum(len(relations) for *_, relations in digraph.edges(data="relations")),
        lists=sum(key in lists for key in graph),
        complete_lists=sum(key in lists and lists[key].complete for key in graph),
        references=len(frozenset().union(*graph.references.values())),
        largest_component=max(components, default=0),
        isolated=sum(1 for key in graph if digraph.degree(key) == 0),
    )
