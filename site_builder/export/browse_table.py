"""The table behind the papers page: one JSON file with what facets, search and lists need."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from roofline.catalog import load_devices
from roofline.reference import reference_deployments
from site_builder.atlas import Atlas
from site_builder.bibliography import bibtex_entry, csl_json, csv, ris
from site_builder.impact.engine import changes_by
from site_builder.wording import by_line, full_name, in_words, plain_title, where_line
from taxonomy.entry import Entry, Kind, Resource
from taxonomy.terms import Phase

_PREPRINT = "preprint"
EXPORT_FORMATS = {
    "bibtex": "BibTeX",
    "biblatex": "biblatex",
    "ris": "RIS",
    "csl": "CSL-JSON",
    "csv": "CSV",
}
"""Formats of the papers page, in the order of its menu, with their names for readers."""


def browse_table(atlas: Atlas) -> str:
    """The JSON text of `papers/table.json`."""
    data = {
        "papers": [_row(atlas, entry) for entry in atlas.entries],
        "order": _order(atlas),
        "names": _names(atlas),
        "deployments": {one.id: one.name for one in reference_deployments() if one.shown_first},
    }
    return _compact(data)


def text_table(atlas: Atlas) -> str:
    """The JSON text of `papers/text.json`: key to words that only a search needs."""
    table = {e.key: f"{e.scenario} {e.challenge} {e.method}" for e in atlas.entries}
    return _compact(table)


@dataclass(frozen=True)
class ExportTable:
    """Key to the text that stands for the entry in an export; the browser only joins them.

    Attributes:
        format: One of `EXPORT_FORMATS`.
        head: What a file begins with.
        between: What stands between two entries.
        tail: What a file ends with.
        write: Makes the text of every entry, by key.
    """

    format: str
    head: str
    between: str
    tail: str
    write: Callable[[], Mapping[str, str]]

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Key to prebuilt text."""
        return self.write()

    @property
    def path(self) -> str:
        """Address below the site."""
        return f"papers/{self.format}.json"

    def whole(self) -> str:
        """One file of all entries, sorted by key: what the page joins, were all chosen."""
        return self.head + self.between.join(t for _, t in sorted(self.texts.items())) + self.tail

    def as_json(self) -> str:
        """Text of the file."""
        frame = {"head": self.head, "between": self.between, "tail": self.tail}
        return _compact({**frame, "texts": dict(self.texts)})


def export_tables(atlas: Atlas) -> Iterator[ExportTable]:
    """Every format that the papers page exports, in the order of its menu."""
    library = atlas.library

    def table(write: Callable[[Entry], str]) -> Callable[[], dict[str, str]]:
        return lambda: {entry.key: write(entry) for entry in atlas.entries}

    yield ExportTable("bibtex", "", "\n", "", lambda: atlas.bibtex)
    biblatex = table(lambda entry: bibtex_entry(entry, library, "utf-8"))
    yield ExportTable("biblatex", "", "\n", "", biblatex)
    yield ExportTable("ris", "", "", "", table(lambda entry: ris([entry], library)))
    items = table(lambda entry: csl_json([entry], library)[2:-3])
    yield ExportTable("csl", "[\n", ",\n", "\n]\n", items)
    heading = csv([], library)
    rows = table(lambda entry: csv([entry], library).removeprefix(heading))
    yield ExportTable("csv", heading, "", "", rows)


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


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
        "gain": _gains(entry),
    }


def _gains(entry: Entry) -> dict[str, list[float]]:
    """Reference deployment to the computed gains of decode and of the first token."""
    return {
        change.setting.name: [round(change.decode_gain, 3), round(change.prefill_gain, 3)]
        for change in changes_by(tuple(entry.effect), short=True)
        if change.decode_gain is not None and change.prefill_gain is not None
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
        "device": sorted({one.device for one in entry.results if one.device}),
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
        "device": sorted({r.device for e in atlas.entries for r in e.results if r.device}),
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
        "device": {device.id: device.name for device in load_devices().values()},
        "with": {
            "code": "open code",
            "results": "reported results",
            "effect": "computed effect",
        },
    }
