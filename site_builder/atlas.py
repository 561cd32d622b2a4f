"""The library with everything that is derived from it, computed once for all pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from site_builder.dumps import dump_files
from site_builder.graph import CitationGraph, RelatedPapers
from site_builder.reported import ComputedResults
from site_builder.theme.shell import Site
from site_builder.wording import Brief, brief
from taxonomy.entry import Entry, Resource
from taxonomy.library import Library
from taxonomy.terms import Phase, Technique

_LEVELS = ("data-level", "model-level", "system-level", "hardware-level")


class InvalidLibraryError(Exception):
    """The library has problems; the message lists them as `path:line:column: ...`."""


@dataclass(frozen=True)
class Atlas:
    """What pages are made from.

    Attributes:
        library: Entries and vocabulary.
        site: Beginnings of the site's addresses.
        graph: Who cites whom.
        bibtex: Key to the text of its BibTeX entry.
    """

    library: Library
    site: Site
    graph: CitationGraph
    bibtex: Mapping[str, str]

    @property
    def cites(self) -> Mapping[str, tuple[str, ...]]:
        """Key to the keys that the entry cites, sorted."""
        return self.graph.cites

    @property
    def cited_by(self) -> Mapping[str, tuple[str, ...]]:
        """Key to the keys of entries that cite it, sorted."""
        return self.graph.cited_by

    @cached_property
    def related(self) -> RelatedPapers:
        """Finder of related papers."""
        return RelatedPapers(self.graph)

    @cached_property
    def dumps(self) -> tuple[tuple[str, bytes], ...]:
        """Path and bytes of the dumps of the whole base."""
        return tuple(dump_files(self.graph))

    @cached_property
    def compared(self) -> ComputedResults:
        """Key to what is computed for each result of the entry, in their order."""
        return ComputedResults(self.library)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, newest first, then by key."""
        ordered = sorted(self.library.entries.values(), key=lambda entry: entry.key)
        return tuple(sorted(ordered, key=lambda entry: (-entry.year, -(entry.month or 0))))

    @cached_property
    def _briefs(self) -> Mapping[str, Brief]:
        return {e.key: brief(e, self.library.venues) for e in self.library.entries.values()}

    def brief(self, key: str) -> Brief:
        """What lists show of an entry."""
        return self._briefs[key]

    def briefs(self, entries: Iterable[Entry]) -> list[Brief]:
        """What lists show of some entries, in their order."""
        return [self._briefs[entry.key] for entry in entries]

    def briefs_of(self, keys: Iterable[str]) -> list[Brief]:
        """What lists show of the entries with some keys, in their order."""
        return [self._briefs[key] for key in keys]

    @cached_property
    def children(self) -> Mapping[str, tuple[Technique, ...]]:
        """Technique to the techniques right below it, in the order of the vocabulary."""
        below: dict[str, list[Technique]] = {}
        for term in self.library.techniques.values():
            if term.parent is not None:
                below.setdefault(term.parent, []).append(term)
        return {name: tuple(terms) for name, terms in below.items()}

    @cached_property
    def roots(self) -> tuple[Technique, ...]:
        """The techniques above all others, from what goes into the model to what it runs on."""
        tops = [term for term in self.library.techniques.values() if term.parent is None]
        known = {name: place for place, name in enumerate(_LEVELS)}
        return tuple(sorted(tops, key=lambda term: known.get(term.id, len(known))))

    @cached_property
    def families(self) -> tuple[Technique, ...]:
        """The techniques right below the roots, in the order of the tree."""
        return tuple(term for root in self.roots for term in self.children.get(root.id, ()))

    @cached_property
    def leaves(self) -> tuple[Technique, ...]:
        """The techniques with none below, in the order of the tree."""
        return tuple(term for term in self._down(self.roots) if term.id not in self.children)

    def _down(self, terms: tuple[Technique, ...]) -> Iterator[Technique]:
        for term in terms:
            yield term
            yield from self._down(self.children.get(term.id, ()))

    def way_down_to(self, technique: str) -> tuple[Technique, ...]:
        """A technique and all above it, root first."""
        return self._ways.get(technique, ())

    @cached_property
    def _ways(self) -> Mapping[str, tuple[Technique, ...]]:
        terms, tree = self.library.techniques, self.library.tree
        return {name: tuple(terms[above] for above in tree.path(name)) for name in terms}

    @cached_property
    def _by_technique(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            ways = chain.from_iterable(self.way_down_to(name) for name in entry.techniques)
            for name in dict.fromkeys(term.id for term in ways):
                found.setdefault(name, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    def on_technique(self, technique: str) -> tuple[Entry, ...]:
        """Entries that stand at a technique or below it, newest first."""
        return self._by_technique.get(technique, ())

    @cached_property
    def _by_scenario(self) -> Mapping[str, tuple[Entry, ...]]:
        return _group(self.entries, "scenarios")

    @cached_property
    def _by_challenge(self) -> Mapping[str, tuple[Entry, ...]]:
        return _group(self.entries, "challenges")

    def in_scenario(self, scenario: str) -> tuple[Entry, ...]:
        """Entries that apply in a scenario, newest first."""
        return self._by_scenario.get(scenario, ())

    def on_challenge(self, challenge: str) -> tuple[Entry, ...]:
        """Entries that answer a challenge, newest first."""
        return self._by_challenge.get(challenge, ())

    def relieves(self, entry: Entry) -> tuple[Resource, ...]:
        """What an entry relieves: its own word, else that of its primary technique."""
        if entry.relieves:
            return tuple(entry.relieves)
        return self._inherited(entry.techniques[0], "relieves")

    def phases(self, entry: Entry) -> tuple[Phase, ...]:
        """The phases that an entry's primary technique acts on."""
        return self._inherited(entry.techniques[0], "phases")

    def acts_on(self, term: Technique) -> tuple[Phase, ...]:
        """The phases that a technique acts on: its own word, else that of a term above it."""
        return self._inherited(term.id, "phases")

    def _inherited(self, technique: str, field: str) -> tuple:  # type: ignore[type-arg]
        for term in reversed(self.way_down_to(technique)):
            if value := getattr(term, field):
                return tuple(value)
        return ()


def _group(entries: tuple[Entry, ...], field: str) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for name in getattr(entry, field):
            found.setdefault(name, []).append(entry)
    return {name: tuple(group) for name, group in found.items()}
