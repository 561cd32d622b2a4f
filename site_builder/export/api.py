"""The base as static JSON files under `api/v1/`.

What is unknown is absent. Fields may be added within a version; none is removed or given another
meaning. `api/v1/schema/*.json` describe the files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from site_builder.bibliography import bibtex_entry, reference
from site_builder.graph import (
    CitationGraph,
    RelatedPapers,
    Tie,
    graph_json,
    graphml,
    wanted,
)
from taxonomy.entry import Entry
from taxonomy.library import Library

BASE = "api/v1/"
LICENCE = "CC-BY-4.0"
VOCABULARIES = ("techniques", "scenarios", "challenges", "venues", "metrics", "units")


class Row(BaseModel):
    """An entry as the list of all entries shows it."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: str = Field(description="Without the braces that keep capitals in BibTeX.")
    authors: list[str] = Field(description="In order, each as it is spoken.")
    year: int
    venue: str | None = Field(None, description="Full name of the venue.")
    kind: str
    techniques: list[str]
    summary: str
    cited_by: int = Field(description="Entries of the base that cite it.")
    detail: str = Field(description="Path of its own file below the site's root.")


class Citation(BaseModel):
    """A citation from or to an entry."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="Key of the other entry.")
    relation: str | None = Field(None, description="Such as improves-on; absent where unstated.")
    note: str | None = None


class Neighbour(BaseModel):
    """A related entry."""

    model_config = ConfigDict(frozen=True)

    key: str
    reasons: list[str]


class Paper(BaseModel):
    """An entry with everything derived from the base."""

    model_config = ConfigDict(frozen=True)

    entry: Entry = Field(description="The entry as its file states it.")
    cites: list[Citation]
    cited_by: list[Citation]
    related: list[Neighbour]
    bibtex: str


def api_files(graph: CitationGraph) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file of the API, in a fixed order."""
    yield from whole_api_files(graph)
    yield from _paper_files(graph)


def whole_api_files(graph: CitationGraph) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of the files that concern the whole base, in a fixed order."""
    library = graph.library
    yield f"{BASE}index.json", json_bytes(_index(graph))
    yield f"{BASE}schema/paper.json", json_bytes(Paper.model_json_schema())
    yield f"{BASE}schema/row.json", json_bytes(Row.model_json_schema())
    rows = [_as_json(row(graph, entry)) for entry in library.entries.values()]
    yield f"{BASE}entries.json", json_bytes(rows)
    for name in VOCABULARIES:
        terms = [_as_json(term) for term in getattr(library, name).values()]
        yield f"{BASE}{name}.json", json_bytes(terms)
    yield f"{BASE}graph.json", graph_json(graph)
    yield f"{BASE}graph.graphml", graphml(graph)
    listed = [
        {"id": one.identifier, "title": one.title, "url": one.address, "cited_by": one.cited_by}
        for one in wanted(graph)
    ]
    yield f"{BASE}wanted.json", json_bytes(listed)


def row(graph: CitationGraph, entry: Entry) -> Row:
    """An entry's line in the list of all."""
    item = reference(entry, graph.library)
    return Row(
        key=entry.key,
        title=item.plain_title,
        authors=[name.in_reading_order for name in item.names],
        year=entry.year,
        **({"venue": item.venue} if item.venue else {}),
        kind=entry.kind.value,
        techniques=entry.techniques,
        summary=entry.summary,
        cited_by=len(graph.cited_by[entry.key]),
        detail=f"{BASE}entries/{entry.key}.json",
    )


def _paper_files(graph: CitationGraph) -> Iterator[tuple[str, bytes]]:
    finder = RelatedPapers(graph)
    for key, entry in graph.library.entries.items():
        paper = Paper(
            entry=entry,
            cites=[_citation(tie.target, tie) for tie in graph.ties_from[key]],
            cited_by=[_citation(tie.source, tie) for tie in graph.ties_to[key]],
            related=[Neighbour(key=one.key, reasons=[*one.reasons]) for one in finder.of(key)],
            bibtex=bibtex_entry(entry, graph.library),
        )
        yield f"{BASE}entries/{key}.json", json_bytes(_as_json(paper))


def _citation(key: str, tie: Tie) -> Citation:
    stated = {"relation": tie.relation, "note": tie.note}
    return Citation(key=key, **{name: text for name, text in stated.items() if text})


def _index(graph: CitationGraph) -> dict[str, object]:
    library: Library = graph.library
    return {
        "name": "Inference Atlas",
        "version": 1,
        "license": LICENCE,
        "entries": len(graph),
        "citations": graph.digraph.number_of_edges(),
        "updated": max((str(one.added) for one in library.entries.values()), default=""),
        "files": {
            "entries": f"{BASE}entries.json",
            "entry": f"{BASE}entries/{{key}}.json",
            **{name: f"{BASE}{name}.json" for name in VOCABULARIES},
            "graph": f"{BASE}graph.json",
            "graphml": f"{BASE}graph.graphml",
            "wanted": f"{BASE}wanted.json",
        },
        "schema": {"entry": f"{BASE}schema/paper.json", "entries": f"{BASE}schema/row.json"},
    }


def _as_json(record: BaseModel) -> Any:
    # Only what a file states: a default would read as if the paper said so.
    return record.model_dump(mode="json", exclude_unset=True)


def json_bytes(data: object) -> bytes:
    """JSON in UTF-8 without spaces, keys in the order given, one final newline."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
