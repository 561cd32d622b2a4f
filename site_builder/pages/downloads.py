"""Files that the site offers beside its pages, by path below the root."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain

from roofline.effects.base import Effect
from site_builder import links
from site_builder.atlas import Atlas
from site_builder.contents import Content, Make
from site_builder.export.api import BASE, whole_api_files
from site_builder.export.browse_table import EXPORT_FORMATS, browse_table, export_tables, text_table
from site_builder.export.feeds import ALL as ALL_FEED
from site_builder.export.feeds import feed
from site_builder.export.llms import llms_files
from site_builder.export.ties_csv import citations_csv, lineage_csv
from site_builder.graph import graph_json, graphml, lineage
from site_builder.impact.engine import changes_by
from site_builder.impact.impact_csv import impact_csv
from site_builder.impact.results_compared import points, results_csv
from site_builder.pages.head import NAME
from site_builder.pages.home import home_csv
from site_builder.pages.methodology import accuracy_csv
from site_builder.pages.pays_shown import map_csv, pays_of
from taxonomy.terms import Technique

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
        make: Makes its content.
    """

    path: str
    what: str
    make: Callable[[], Content]

    @cached_property
    def content(self) -> bytes:
        """Its bytes."""
        made = self.make()
        return made.encode("utf-8") if isinstance(made, str) else made

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

    Each is made once: the page that lists them with their sizes and the build that writes them
    both ask.
    """
    if not (_latest and _latest[0][0] is atlas):
        _latest[:] = [(atlas, tuple(_whole_base(atlas)))]
    return _latest[0][1]


def _whole_base(atlas: Atlas) -> Iterator[Download]:
    tables = {table.format: table for table in export_tables(atlas)}
    ascii_bib = partial(bib_of, atlas, sorted(atlas.bibtex))
    yield Download(ALL_BIB, "BibTeX of every entry, in ASCII", ascii_bib)
    for name, (format_, what) in _WHOLE.items():
        yield Download(name, what, tables[format_].whole)
    results = partial(_results, atlas)
    yield Download(links.RESULTS_CSV, "Reported beside computed results", results)
    yield Download(links.HOME_CSV, "The figure of the home page, all switches", home_csv)
    yield Download(links.ACCURACY_CSV, "Measured beside computed times", accuracy_csv)
    graph = atlas.graph
    yield Download("graph.json", "The citation graph with its layout", partial(graph_json, graph))
    table_of_ties = partial(citations_csv, graph)
    yield Download(links.CITATIONS_CSV, "Who cites whom, with the relation named", table_of_ties)
    for_programs = "The citation graph, for graph programs"
    yield Download("graph.graphml", for_programs, partial(graphml, graph))
    table, text = partial(browse_table, atlas), partial(text_table, atlas)
    yield Download("papers/table.json", "What the papers page filters and searches", table)
    yield Download("papers/text.json", "Scenario, challenge and method by key", text)
    for export in tables.values():
        what = f"Key to prebuilt {EXPORT_FORMATS[export.format]}"
        yield Download(export.path, what, export.as_json)


def _results(atlas: Atlas) -> str:
    return results_csv(points(atlas))


def dumped(atlas: Atlas) -> Iterator[Download]:
    """The base in one file each, with licence and checksums."""
    for path, content in atlas.dumps:
        yield Download(path, _DUMPS[path.rpartition(".")[2]], partial(bytes, content))


def for_machines(atlas: Atlas) -> Iterator[Download]:
    """The API's files that concern the whole base, feed and `llms.txt`."""
    named = dict(whole_api_files(atlas.graph))
    named |= dict(chain(feed_of_all(atlas), llms_files(atlas.graph, atlas.site.url)))
    for path, what in _MACHINES.items():
        yield Download(path, what, partial(bytes, named[path]))


def feed_of_all(atlas: Atlas) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of the feed of all papers."""
    library = atlas.library
    yield ALL_FEED, feed(library, library.entries.values(), NAME, ALL_FEED, atlas.site.url)


def files(atlas: Atlas) -> Iterator[tuple[str, Make]]:
    """Path of every file and what makes it, in a fixed order."""
    for download in whole_base(atlas):
        yield download.path, partial(_content, download)
    for key in sorted(atlas.bibtex):
        yield links.bib(key), partial(bib_of, atlas, [key])
        if effects := tuple(atlas.library.entries[key].effect):
            yield links.impact_csv(key), partial(_impact, effects, short=True)
    for term in atlas.library.techniques.values():
        if papers := atlas.on_technique(term.id):
            keys = sorted(entry.key for entry in papers)
            yield links.technique_bib(term.id), partial(bib_of, atlas, keys)
        if term.effect:
            yield links.technique_csv(term.id), partial(_impact, tuple(term.effect))
            yield links.technique_map_csv(term.id), partial(_map, atlas, term)
        if term.id not in atlas.children and lineage(atlas.graph, term.id):
            yield links.technique_lineage_csv(term.id), partial(lineage_csv, atlas.graph, term.id)


def _content(download: Download) -> bytes:
    return download.content


def _impact(effects: tuple[Effect, ...], *, short: bool = False) -> str:
    return impact_csv(changes_by(effects, short=short))


def _map(atlas: Atlas, term: Technique) -> str | None:
    found = pays_of(atlas, term)
    return map_csv(found) if found else None


def bib_of(atlas: Atlas, keys: list[str]) -> str:
    """The text of a .bib file with some entries."""
    return "\n".join(atlas.bibtex[key].strip() + "\n" for key in keys)
