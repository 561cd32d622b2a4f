"""The table behind the papers page: one JSON file with what facets, search and lists need."""

from __future__ import annotations

import json

from site_builder.atlas import Atlas
from site_builder.wording import by_line, full_name, in_words, plain_title, where_line
from taxonomy.entry import Entry, Kind, Resource
from taxonomy.terms import Phase

_PREPRINT = "preprint"


def browse_table(atlas: Atlas) -> str:
    """The JSON text of `papers/table.json`."""
    data = {
        "papers": [_row(atlas, entry) for entry in atlas.entries],
        "order": _order(atlas),
        "names": _names(atlas),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def text_table(atlas: Atlas) -> str:
    """The JSON text of `papers/text.json`: key to words that only a search needs."""
    table = {e.key: f"{e.scenario} {e.challenge} {e.method}" for e in atlas.entries}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def bibtex_table(atlas: Atlas) -> str:
    """The JSON text of `papers/bibtex.json`: key to prebuilt entry."""
    table = {entry.key: atlas.bibtex[entry.key] for entry in atlas.entries}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def _row(atlas: Atlas, entry: Entry) -> dict[str, object]:
    library = atlas.library
    vocabulary = (
        (library.techniques, entry.techniques),
        (library.scenarios, entry.scenarios),
        (library.challenges, entry.challenges),
    )
    terms = [terms[name].name for terms, names in vocabulary for name in names]
    return {
        "key": entry.key,
        "title": plain_title(entry),
        "by": by_line(entry),
        "authors": " ".join(full_name(author) for author in entry.authors),
        "where": where_line(entry, library.venues),
        "year": entry.year,
        "summary": entry.summary,
        "techniques": entry.techniques,
        "terms": " ".join(terms),
        "ids": [name for name in (entry.ids.arxiv, entry.ids.doi) if name],
        "cited": len(atlas.cited_by.get(entry.key, ())),
        "facets": _facets(atlas, entry),
    }


def _facets(atlas: Atlas, entry: Entry) -> dict[str, list[str]]:
    ways = [atlas.way_down_to(name) for name in entry.techniques]
    has = (("code", entry.code), ("results", entry.results), ("effect", entry.effect))
    return {
        "category": list(dict.fromkeys(way[0].id for way in ways)),
        "family": list(dict.fromkeys(way[1].id for way in ways if len(way) > 1)),
        "technique": list(entry.techniques),
        "scenario": list(entry.scenarios),
        "challenge": list(entry.challenges),
        "relieves": [str(resource) for resource in atlas.relieves(entry)],
        "phase": [str(phase) for phase in atlas.phases(entry)],
        "kind": [str(entry.kind)],
        "with": [name for name, value in has if value],
        "year": [str(entry.year)],
        "venue": [entry.venue or _PREPRINT],
    }


def _order(atlas: Atlas) -> dict[str, list[str]]:
    library = atlas.library
    years = sorted({str(entry.year) for entry in atlas.entries}, reverse=True)
    return {
        "category": [term.id for term in atlas.roots],
        "family": [term.id for term in atlas.families],
        "technique": [term.id for term in atlas.leaves],
        "scenario": list(library.scenarios),
        "challenge": list(library.challenges),
        "relieves": [str(resource) for resource in Resource],
        "phase": [str(phase) for phase in Phase],
        "kind": [str(kind) for kind in Kind],
        "with": ["code", "results", "effect"],
        "year": years,
        "venue": [*library.venues, _PREPRINT],
    }


def _names(atlas: Atlas) -> dict[str, dict[str, str]]:
    library = atlas.library
    resources = {str(resource): in_words(resource) for resource in Resource}
    venues = {venue.id: venue.short for venue in library.venues.values()}
    return {
        "category": {term.id: term.name for term in atlas.roots},
        "family": {term.id: term.name for term in atlas.families},
        "technique": {term.id: term.name for term in atlas.leaves},
        "scenario": {term.id: term.name for term in library.scenarios.values()},
        "challenge": {term.id: term.name for term in library.challenges.values()},
        "relieves": resources,
        "venue": {**venues, _PREPRINT: "preprint"},
        "with": {
            "code": "open code",
            "results": "reported results",
            "effect": "computed effect",
        },
    }
