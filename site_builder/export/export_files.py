"""Every file for machines that a site has beside its pages, as pairs of path and bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain

from site_builder.contents import Bundle
from site_builder.dumps import dump_files
from site_builder.export.api import api_files
from site_builder.export.feeds import feeds
from site_builder.export.llms import llms_files
from site_builder.graph import CitationGraph
from taxonomy.library import Library


def machine_bundles(
    library: Library,
    graph: CitationGraph,
    site_url: str = "",
    *,
    dumps: Callable[[], Iterable[tuple[str, bytes]]] | None = None,
) -> tuple[Bundle, ...]:
    """Feeds, `llms.txt`, the JSON API and the dumps; deterministic, in a fixed order.

    Args:
        library: The base.
        graph: Its citation graph.
        site_url: Public address with a slash at its end; without it, links are relative.
        dumps: Gives the dumps, where they are made elsewhere as well.

    Raises:
        ValueError: The graph was made from another library.
    """
    if graph.library is not library:
        raise ValueError("graph was made from another library")
    return (
        Bundle("*.xml", partial(feeds, graph, site_url)),
        Bundle("llms*.txt", partial(llms_files, graph, site_url)),
        Bundle("api/*", partial(api_files, graph)),
        Bundle("data/*", dumps or partial(dump_files, graph)),
    )


def machine_files(
    library: Library, graph: CitationGraph, site_url: str = ""
) -> Iterator[tuple[str, bytes]]:
    """Path and content of every file of `machine_bundles`."""
    return chain.from_iterable(machine_bundles(library, graph, site_url))
