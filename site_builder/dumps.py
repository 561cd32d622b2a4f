"""The whole base in one file each: JSON, CSV, SQLite; with licence and checksums.

Bytes depend on the data alone (and, for SQLite, on the version of its library).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator

from site_builder.bibliography import csv, reference
from site_builder.export.api import LICENCE, json_bytes
from site_builder.graph import CitationGraph
from taxonomy.entry import Entry

FOLDER = "data/"
NAME = "inference-atlas"
_LICENCE_TEXT = """\
The files in this folder are licensed under the Creative Commons Attribution 4.0 International
licence (CC BY 4.0): https://creativecommons.org/licenses/by/4.0/legalcode

Credit: "Inference Atlas contributors", with a link to the page or file used.
"""

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE papers (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, year INTEGER NOT NULL,
  venue TEXT, arxiv TEXT, doi TEXT, url TEXT, code TEXT, summary TEXT NOT NULL,
  scenario TEXT NOT NULL, challenge TEXT NOT NULL, method TEXT NOT NULL, added TEXT NOT NULL
);
CREATE TABLE authors (
  paper TEXT NOT NULL REFERENCES papers, position INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (paper, position)
);
CREATE TABLE terms (
  vocabulary TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL,
  parent TEXT, PRIMARY KEY (vocabulary, id)
);
CREATE TABLE paper_terms (
  paper TEXT NOT NULL REFERENCES papers, vocabulary TEXT NOT NULL, id TEXT NOT NULL,
  position INTEGER NOT NULL, PRIMARY KEY (paper, vocabulary, id)
);
CREATE TABLE results (
  paper TEXT NOT NULL REFERENCES papers, position INTEGER NOT NULL, metric TEXT NOT NULL,
  value REAL NOT NULL, unit TEXT NOT NULL, baseline TEXT, baseline_value REAL, model TEXT,
  device TEXT, num_devices INTEGER, batch INTEGER, prompt_tokens INTEGER, output_tokens INTEGER,
  data TEXT, weight_bits REAL, activation_bits REAL, kv_bits REAL, up_to INTEGER NOT NULL,
  conditions TEXT, setting_complete INTEGER NOT NULL, doubt TEXT, source TEXT NOT NULL,
  read_from TEXT NOT NULL,
  PRIMARY KEY (paper, position)
);
CREATE TABLE citations (
  source TEXT NOT NULL REFERENCES papers, target TEXT NOT NULL REFERENCES papers,
  relation TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (source, target, relation)
);
"""
_VOCABULARIES = ("techniques", "scenarios", "challenges")

Row = tuple[object, ...]


def dump_files(graph: CitationGraph) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of the dumps, then of their licence and SHA-256 sums."""
    dumps = {
        f"{NAME}.csv": csv(graph.library.entries.values(), graph.library).encode(),
        f"{NAME}.json": json_dump(graph),
        f"{NAME}.sqlite": sqlite_dump(graph),
        "LICENSE.txt": _LICENCE_TEXT.encode(),
    }
    for name, content in dumps.items():
        yield FOLDER + name, content
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in dumps.items()]
    yield f"{FOLDER}SHA256SUMS", "".join(sums).encode()


def json_dump(graph: CitationGraph) -> bytes:
    """Entries, vocabularies and citations as one JSON object."""
    library = graph.library
    vocabularies = {
        name: [
            term.model_dump(mode="json", exclude_unset=True)
            for term in getattr(library, name).values()
        ]
        for name in _VOCABULARIES
    }
    return json_bytes({
        "license": LICENCE,
        "entries": [
            entry.model_dump(mode="json", exclude_unset=True) for entry in library.entries.values()
        ],
        **vocabularies,
        "citations": [[tie.source, tie.target, tie.relation] for tie in graph.ties],
    })  # fmt: skip


def sqlite_dump(graph: CitationGraph) -> bytes:
    """The base as an SQLite database, built in memory in one fixed order."""
    entries = graph.library.entries.values()
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(_TABLES)
        _insert(connection, "meta", [("license", LICENCE), ("name", "Inference Atlas")])
        _insert(connection, "papers", (_paper(graph, entry) for entry in entries))
        _insert(connection, "authors", _authors(graph))
        _insert(connection, "terms", _terms(graph))
        _insert(connection, "paper_terms", (row for entry in entries for row in _placed(entry)))
        _insert(connection, "results", (row for entry in entries for row in _results(entry)))
        _insert(connection, "citations", _citations(graph))
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    marks = ", ".join("?" for _ in columns)
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _paper(graph: CitationGraph, entry: Entry) -> Row:
    item = reference(entry, graph.library)
    return (
        entry.key, entry.kind.value, item.plain_title, entry.year, item.venue or None,
        item.eprint or None, item.doi or None, item.url or None, entry.code, entry.summary,
        entry.scenario, entry.challenge, entry.method, entry.added.isoformat(),
    )  # fmt: skip


def _authors(graph: CitationGraph) -> Iterator[Row]:
    for key, entry in graph.library.entries.items():
        for position, name in enumerate(reference(entry, graph.library).names, start=1):
            yield key, position, name.in_reading_order


def _terms(graph: CitationGraph) -> Iterator[Row]:
    for vocabulary in _VOCABULARIES:
        for term in getattr(graph.library, vocabulary).values():
            parent = getattr(term, "parent", None)
            yield vocabulary, term.id, term.name, term.definition, parent


def _placed(entry: Entry) -> Iterator[Row]:
    for vocabulary in _VOCABULARIES:
        for position, name in enumerate(getattr(entry, vocabulary), start=1):
            yield entry.key, vocabulary, name, position


def _results(entry: Entry) -> Iterator[Row]:
    for position, result in enumerate(entry.results, start=1):
        yield (
            entry.key, position, result.metric, result.value, result.unit, result.baseline,
            result.baseline_value, result.model, result.device, result.num_devices, result.batch,
            result.prompt_tokens, result.output_tokens, result.data, result.weight_bits,
            result.activation_bits, result.kv_bits, int(result.up_to), result.conditions,
            int(result.setting_complete), result.doubt, result.source, result.read_from.value,
        )  # fmt: skip


def _citations(graph: CitationGraph) -> Iterator[Row]:
    return ((tie.source, tie.target, tie.relation, tie.note) for tie in graph.ties)
