"""Every file for machines that a site has beside its pages, as pairs of path and bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.api import api_files
from site_builder.bibliography import bibtex, csl_json, ris
from site_builder.dumps import dump_files
from site_builder.feeds import feeds
from site_builder.graph import CitationGraph, papers_on
from site_builder.llms import llms_files
from taxonomy.library import Library


def machine_files(
    library: Library,
    graph: CitationGraph,
    site_url: str = "",
    *,
    dumps: Iterable[tuple[str, bytes]] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Feeds, `llms.txt`, the JSON API and the dumps; deterministic, in a fixed order.

    Args:
        library: The base.
        graph: Its citation graph.
        site_url: Public address with a slash at its end; without it, links are relative.
        dumps: The dumps, where they were made before.

    Raises:
        ValueError: The graph was made from another library.
    """
    if graph.library is not library:
        raise ValueError("graph was made from another library")
    yield from feeds(graph, site_url)
    yield from llms_files(graph, site_url)
    yield from api_files(graph)
    yield from dump_files(graph) if dumps is None else dumps


def bib_files(library: Library, graph: CitationGraph) -> Iterator[tuple[str, bytes]]:
    """Bibliographies of everything, of each entry and of each technique; in a fixed order."""
    entries = library.entries.values()
    yield "all.bib", bibtex(entries, library).encode("ascii")
    yield "all.biblatex.bib", bibtex(entries, library, "utf-8").encode()
    yield "all.ris", ris(entries, library).encode()
    yield "all.csl.json", csl_json(entries, library).encode()
    for entry in entries:
        yield f"papers/{entry.key}.bib", bibtex([entry], library).encode("ascii")
        yield f"papers/{entry.key}.ris", ris([entry], library).encode()
    for name in library.techniques:
        papers = [library.entries[key] for key in papers_on(graph, name)]
        if papers:
            yield f"techniques/{name}.bib", bibtex(papers, library).encode("ascii")
