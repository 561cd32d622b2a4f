"""Files that the site offers beside its pages, by path below the root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from site_builder import links
from site_builder.api import BASE, whole_api_files
from site_builder.atlas import Atlas
from site_builder.browse_table import EXPORT_FORMATS, browse_table, export_tables, text_table
from site_builder.engine import changes_by
from site_builder.export_files import machine_files
from site_builder.feeds import ALL as ALL_FEED
from site_builder.feeds import feed
from site_builder.graph import graph_json, graphml
from site_builder.head import NAME
from site_builder.impact_csv import impact_csv
from site_builder.llms import llms_files
from site_builder.methodology import accuracy_csv
from site_builder.pays_shown import map_csv, pays_of
from site_builder.results_compared import points, results_csv

ALL_BIB = "all.bib"
_DUMPS = {
    "csv": "One row per entry",
    "json": "Entries, vocabulary and citations in one file",
    "sqlite": "The same as a database",
    "txt": "Licence: CC BY 4.0",
    "data/SHA256SUMS": "Checksums of these files",
}
_MACHINES = {
    f"{BASE}index.json": "Entry point of the JSON API: its files, schemas and licence",
    f"{BASE}entries.json": "All entries, a line each",
    f"{BASE}schema/paper.json": "JSON schema of an entry's file",
    f"{BASE}techniques.json": "Techniques with their definitions and effects",
    f"{BASE}wanted.json": "Cited works that have no entry",
    ALL_FEED: "Atom feed of new entries; techniques/ID.xml for one technique",
    "llms.txt": "What is here, in Markdown for language models",
    "llms-full.txt": "The same with every paper",
}


@dataclass(frozen=True)
class Download:
    """A file that concerns the whole base.

    Attributes:
        path: Address below the site.
        what: What it holds, for the downloads page.
        content: Its bytes.
    """

    path: str
    what: str
    content: bytes

    @property
    def size(self) -> str:
        """Its size in words."""
        return f"{max(len(self.content) // 1000, 1):,} kB"


_WHOLE = {
    "all.biblatex.bib": ("biblatex", "The same for biblatex and biber, in UTF-8"),
    "all.ris": ("ris", "RIS, for reference managers"),
    "all.csl.json": ("csl", "CSL-JSON, for citation processors"),
    "all.csv": ("csv", "One row per entry, for spreadsheets"),
}
"""Files of all entries: their format and what they are."""

_latest: list[tuple[Atlas, tuple[Download, ...]]] = []


def whole_base(atlas: Atlas) -> tuple[Download, ...]:
    """The files that concern the whole base, in the order of the downloads page.

    Made once: the page that lists them with their sizes and the build that writes them both ask.
    """
    if not (_latest and _latest[0][0] is atlas):
        _latest[:] = [(atlas, tuple(_whole_base(atlas)))]
    return _latest[0][1]


def _whole_base(atlas: Atlas) -> Iterator[Download]:
    tables = {table.format: table for table in export_tables(atlas)}
    ascii_bib = bib_of(atlas, sorted(atlas.bibtex))
    yield _text(ALL_BIB, "BibTeX of every entry, in ASCII", ascii_bib)
    for name, (format_, what) in _WHOLE.items():
        yield _text(name, what, tables[format_].whole())
    results = results_csv(points(atlas))
    yield _text(links.RESULTS_CSV, "Reported beside computed results", results)
    yield _text(links.ACCURACY_CSV, "Measured beside computed times", accuracy_csv())
    yield Download("graph.json", "The citation graph with its layout", graph_json(atlas.graph))
    yield Download("graph.graphml", "The citation graph, for graph programs", graphml(atlas.graph))
    table = browse_table(atlas)
    yield _text("papers/table.json", "What the papers page filters and searches", table)
    yield _text("papers/text.json", "Scenario, challenge and method by key", text_table(atlas))
    for export in tables.values():
        what = f"Key to prebuilt {EXPORT_FORMATS[export.format]}"
        yield _text(export.path, what, export.as_json())


def dumped(atlas: Atlas) -> Iterator[Download]:
    """The base in one file each, with licence and checksums."""
    for path, content in atlas.dumps:
        yield Download(path, _DUMPS[path.rpartition(".")[2]], content)


def for_machines(atlas: Atlas) -> Iterator[Download]:
    """The API's files that concern the whole base, feed and `llms.txt`."""
    named = dict(whole_api_files(atlas.graph))
    named |= dict(chain(feed_of_all(atlas), llms_files(atlas.graph, atlas.site.url)))
    for path, what in _MACHINES.items():
        yield Download(path, what, named[path])


def feed_of_all(atlas: Atlas) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of the feed of all papers."""
    library = atlas.library
    yield ALL_FEED, feed(library, library.entries.values(), NAME, ALL_FEED, atlas.site.url)


def _text(path: str, what: str, text: str) -> Download:
    return Download(path, what, text.encode("utf-8"))


def files(atlas: Atlas) -> Iterator[tuple[str, bytes]]:
    """Path and content of every file, in a fixed order."""
    for download in whole_base(atlas):
        yield download.path, download.content
    for key in sorted(atlas.bibtex):
        yield links.bib(key), bib_of(atlas, [key]).encode("utf-8")
    for term in atlas.library.techniques.values():
        if papers := atlas.on_technique(term.id):
            text = bib_of(atlas, sorted(entry.key for entry in papers))
            yield links.technique_bib(term.id), text.encode("utf-8")
        if changes := changes_by(tuple(term.effect)):
            yield links.technique_csv(term.id), impact_csv(changes).encode("utf-8")
        if found := pays_of(atlas, term):
            yield links.technique_map_csv(term.id), map_csv(found).encode("utf-8")
    yield from machine_files(atlas.library, atlas.graph, atlas.site.url, dumps=atlas.dumps)


def bib_of(atlas: Atlas, keys: list[str]) -> str:
    """The text of a .bib file with some entries."""
    return "\n".join(atlas.bibtex[key].strip() + "\n" for key in keys)
