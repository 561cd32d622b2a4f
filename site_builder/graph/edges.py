"""Who cites whom: edges derived from reference lists, so that nobody types them.

An entry cites another when its reference list holds an identifier of the other, or when it names
the other in a relation. Adding a paper therefore links every entry that already cites it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from taxonomy.entry import Entry, ReferenceList
from taxonomy.library import Library

_ARXIV_DOI = "10.48550/arxiv."


@dataclass(frozen=True, order=True)
class Tie:
    """A citation between two entries.

    Attributes:
        source: Key of the citing entry.
        target: Key of the cited entry.
        relation: How the citing paper says it stands to the other, such as `improves-on`;
            empty where it is only cited.
        note: What exactly, in a few words.
    """

    source: str
    target: str
    relation: str = ""
    note: str = ""


@dataclass(frozen=True)
class CitationGraph:
    """The entries of a library and the citations among them.

    Attributes:
        library: What the graph was derived from.
        digraph: Keys as nodes, an edge from the citing to the cited entry. Edge attributes:
            `relations`, a tuple of relation types, and `printed`, whether the cited entry's
            identifier stands in the reference list.
    """

    library: Library
    digraph: nx.DiGraph

    @cached_property
    def cites(self) -> Mapping[str, tuple[str, ...]]:
        """Key to the keys that the entry cites, sorted; every entry has its row."""
        return {key: tuple(sorted(self.digraph.successors(key))) for key in self.digraph}

    @cached_property
    def cited_by(self) -> Mapping[str, tuple[str, ...]]:
        """Key to the keys of the entries that cite it, sorted; every entry has its row."""
        return {key: tuple(sorted(self.digraph.predecessors(key))) for key in self.digraph}

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """All citations, sorted; one with several relations is there once for each."""
        return tuple(sorted(_ties(self.library, self.digraph)))

    @cached_property
    def ties_from(self) -> Mapping[str, tuple[Tie, ...]]:
        """Key to the citations that the entry makes, sorted."""
        return _grouped(self, ((tie.source, tie) for tie in self.ties))

    @cached_property
    def ties_to(self) -> Mapping[str, tuple[Tie, ...]]:
        """Key to the citations that the entry receives, sorted."""
        return _grouped(self, ((tie.target, tie) for tie in self.ties))

    @cached_property
    def references(self) -> Mapping[str, frozenset[str]]:
        """Key to all that its list refers to, inside the base or not: `arXiv:ID`, `doi:ID`."""
        lists = self.library.references
        return {key: frozenset(_names(lists[key])) if key in lists else frozenset() for key in self}

    @cached_property
    def on_technique(self) -> Mapping[str, tuple[str, ...]]:
        """Technique, leaf or not, to the keys of the entries at it or below it, sorted."""
        tree = self.library.tree
        ways = {name: tree.path(name) for name in self.library.techniques}
        found: dict[str, list[str]] = {}
        for key in self:
            techniques = self.library.entries[key].techniques
            for name in dict.fromkeys(up for leaf in techniques for up in ways.get(leaf, (leaf,))):
                found.setdefault(name, []).append(key)
        return {name: tuple(keys) for name, keys in found.items()}

    def __iter__(self) -> Iterator[str]:
        """Keys, sorted."""
        return iter(self.digraph)

    def __len__(self) -> int:
        return len(self.digraph)

    def require(self, key: str) -> str:
        """The current key of an entry that may be named by an alias.

        Raises:
            KeyError: No entry has this key or alias.
        """
        if key in self.digraph:
            return key
        for entry in self.library.entries.values():
            if key in entry.aliases:
                return str(entry.key)
        raise KeyError(key)


def citation_graph(library: Library) -> CitationGraph:
    """Derive the graph of a library, in time linear in the references printed."""
    digraph = nx.DiGraph()
    digraph.add_nodes_from(sorted(library.entries))
    keys_by_name = {
        name: key for key, entry in sorted(library.entries.items()) for name in identifiers(entry)
    }
    for key in sorted(library.references):
        for name in sorted(set(_names(library.references[key]))):
            target = keys_by_name.get(name)
            if key in digraph and target is not None and target != key:
                digraph.add_edge(key, target, printed=True, relations=())
    _add_relations(digraph, library)
    return CitationGraph(library, digraph)


def identifiers(entry: Entry) -> Iterator[str]:
    """Names by which reference lists may mean an entry: `arXiv:2303.06865`, `doi:10.1000/x`."""
    if entry.ids.arxiv:
        yield f"arXiv:{entry.ids.arxiv}"
    if entry.ids.doi:
        yield _doi_name(entry.ids.doi)


def _names(listed: ReferenceList) -> Iterator[str]:
    for arxiv in listed.arxiv:
        yield f"arXiv:{arxiv}"
    for doi in listed.doi:
        yield _doi_name(doi)


def _doi_name(doi: str) -> str:
    lowered = doi.lower()  # DOIs are case-insensitive
    if lowered.startswith(_ARXIV_DOI):
        return f"arXiv:{lowered.removeprefix(_ARXIV_DOI)}"
    return f"doi:{lowered}"


def _grouped(keys: Iterable[str], pairs: Iterable[tuple[str, Tie]]) -> dict[str, tuple[Tie, ...]]:
    found: dict[str, list[Tie]] = {key: [] for key in keys}
    for key, tie in pairs:
        found[key].append(tie)
    return {key: tuple(ties) for key, ties in found.items()}


def _add_relations(digraph: nx.DiGraph, library: Library) -> None:
    current = {alias: key for key, entry in library.entries.items() for alias in entry.aliases}
    for key, entry in sorted(library.entries.items()):
        for relation in entry.relations:
            target = current.get(relation.key, relation.key)
            if target not in digraph or target == key:
                continue
            if not digraph.has_edge(key, target):
                digraph.add_edge(key, target, printed=False, relations=())
            edge = digraph.edges[key, target]
            edge["relations"] = tuple(sorted({*edge["relations"], relation.type.value}))


def _ties(library: Library, digraph: nx.DiGraph) -> Iterator[Tie]:
    for source, target, relations in digraph.edges(data="relations"):
        notes = {
            relation.type.value: relation.note or ""
            for relation in library.entries[source].relations
            if relation.key == target or relation.key in library.entries[target].aliases
        }
        for relation in relations or ("",):
            yield Tie(source, target, relation, notes.get(relation, ""))
