"""Two states of the base compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.bibliography import BibliographyError, EncodingError, bibtex_entry
from site_builder.drafting.suggestions import telling_words
from site_builder.graph import citation_graph, identifiers
from site_builder.impact.computed import Change
from site_builder.impact.engine import changes_by
from taxonomy import Library
from taxonomy.entry import Entry
from taxonomy.library import VOCABULARIES

_ALIKE = 0.75
"""Share of telling title words in common from which two papers may be one. [1]"""


@dataclass(frozen=True)
class EntryChange:
    """An entry that is new or says something else.

    Attributes:
        entry: The entry as it is now.
        path: Its file.
        fields: Names of the fields that differ; empty for a new entry.
        impact: What its effects compute to, where they are new or differ.
        bibtex: Its BibTeX, where that is new or differs.
    """

    entry: Entry
    path: str
    fields: tuple[str, ...] = ()
    impact: tuple[Change, ...] = ()
    bibtex: str = ""


@dataclass(frozen=True)
class Similar:
    """Two entries that may be one paper, and why."""

    key: str
    other: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    """What changed from one state of the base to another.

    Attributes:
        added: New entries, by key.
        changed: Entries that say something else, by key.
        removed: Keys that are gone.
        edges: Citations that are new, from the citing to the cited key.
        lost_edges: Citations that are gone.
        similar: New entries that may be papers the base has.
        terms: New terms, as `vocabulary: id`.
        unreadable: Files that cannot be read now, with the first problem of each.
    """

    added: tuple[EntryChange, ...] = ()
    changed: tuple[EntryChange, ...] = ()
    removed: tuple[str, ...] = ()
    edges: tuple[tuple[str, str], ...] = ()
    lost_edges: tuple[tuple[str, str], ...] = ()
    similar: tuple[Similar, ...] = ()
    terms: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def bibtex(self) -> str:
        """BibTeX of all that is new or differs there."""
        return "\n".join(c.bibtex for c in (*self.added, *self.changed) if c.bibtex)


def compare(base: Library, head: Library) -> Comparison:
    """What changed from `base` to `head`."""
    added = [key for key in head.entries if key not in base.entries]
    common = [key for key in head.entries if key in base.entries]
    changed = [key for key in common if head.entries[key] != base.entries[key]]
    before, after = _edges(base), _edges(head)
    return Comparison(
        added=tuple(_change(key, base, head) for key in added),
        changed=tuple(_change(key, base, head) for key in changed),
        removed=tuple(key for key in base.entries if key not in head.entries),
        edges=tuple(sorted(after - before)),
        lost_edges=tuple(sorted(before - after)),
        similar=tuple(_similar(added, head)),
        terms=tuple(_new_terms(base, head)),
        unreadable=tuple(_unreadable(head)),
    )


def _edges(library: Library) -> set[tuple[str, str]]:
    return set(citation_graph(library).digraph.edges())


def _change(key: str, base: Library, head: Library) -> EntryChange:
    entry, earlier = head.entries[key], base.entries.get(key)
    names = type(entry).model_fields
    fields = [n for n in names if earlier and getattr(entry, n) != getattr(earlier, n)]
    recomputed = earlier is None or entry.effect != earlier.effect
    bibtex, was = _bibtex(key, head), _bibtex(key, base)
    return EntryChange(
        entry,
        head.paths[key],
        tuple(fields),
        changes_by(tuple(entry.effect), short=True) if recomputed else (),
        bibtex if bibtex != was else "",
    )


def _bibtex(key: str, library: Library) -> str:
    entry = library.entries.get(key)
    try:
        return bibtex_entry(entry, library) if entry else ""
    except (BibliographyError, EncodingError) as error:
        return f"% {key}: {' '.join(str(error).split())}\n"


def _similar(added: list[str], head: Library) -> Iterator[Similar]:
    words = {key: telling_words(entry.title) for key, entry in head.entries.items()}
    names = {key: set(identifiers(entry)) for key, entry in head.entries.items()}
    for key in added:
        for other in head.entries:
            if other == key or (other in added and other < key):
                continue
            both, either = words[key] & words[other], words[key] | words[other]
            if shared := names[key] & names[other]:
                yield Similar(key, other, f"both are {min(shared)}")
            elif len(both) >= _ALIKE * len(either) > 0:
                yield Similar(key, other, f"{len(both)} of {len(either)} title words in common")


def _new_terms(base: Library, head: Library) -> Iterator[str]:
    for name in VOCABULARIES:
        known = getattr(base, name)
        yield from (f"{name}: {term}" for term in getattr(head, name) if term not in known)


def _unreadable(head: Library) -> Iterator[str]:
    seen = set()
    for problem in sorted(head.problems):
        if problem.path not in seen:
            seen.add(problem.path)
            yield str(problem)
