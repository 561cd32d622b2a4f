"""Every file for machines that a site has beside its pages, as pairs of path and bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.api import api_files
from site_builder.dumps import dump_files
from site_builder.feeds import feeds
from site_builder.graph import CitationGraph
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
