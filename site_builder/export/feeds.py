"""Atom feeds of new entries: all, and one for each technique that has papers.

Dates are those of the data, so a build without new entries writes the same bytes. Identifiers do
not depend on where the site is published: readers see no paper twice when it moves.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from xml.sax.saxutils import quoteattr

from site_builder.bibliography import reference
from site_builder.graph import CitationGraph, papers_on
from site_builder.xml_text import escaped
from taxonomy.entry import Entry
from taxonomy.library import Library

ALL = "feed.xml"
_LENGTH = 50
_NAMESPACE = uuid.UUID("6d1c5a0e-5f0b-5c55-9d5c-0f3f0d9a7b11")
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom"'
    ' xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">\n'
)


def feeds(graph: CitationGraph, site_url: str = "") -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every feed: `feed.xml`, then `techniques/ID.xml`.

    Args:
        graph: The base with its citations.
        site_url: Public address with a slash at its end; without it, links are relative.
    """
    library = graph.library
    yield ALL, feed(library, library.entries.values(), "Inference Atlas", ALL, site_url)
    for term in library.techniques.values():
        papers = [library.entries[key] for key in papers_on(graph, term.id)]
        if papers:
            path = f"techniques/{term.id}.xml"
            yield path, feed(library, papers, f"Inference Atlas: {term.name}", path, site_url)


def feed(
    library: Library, entries: Iterable[Entry], title: str, path: str, site_url: str = ""
) -> bytes:
    """An Atom feed of the entries added last, newest first.

    Args:
        library: Where venues are looked up.
        entries: Candidates, in any order.
        title: The feed's name.
        path: The feed's path below the site's root.
        site_url: Public address with a slash at its end, or empty.
    """
    newest = sorted(sorted(entries, key=lambda one: one.key), key=_day, reverse=True)[:_LENGTH]
    root = site_url or "../" * path.count("/") or "./"
    page = path.removesuffix(".xml") + "/" if "/" in path else ""
    lines = [
        f"<title>{escaped(title)}</title>",
        f"<id>{_urn(path)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(root + path)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(root + page)}/>',
        f"<updated>{_moment(max(map(_day, newest), default=date(2026, 1, 1)))}</updated>",
        "<rights>CC BY 4.0, https://creativecommons.org/licenses/by/4.0/</rights>",
        *(_item(library, entry, root) for entry in newest),
    ]
    return (_HEAD + "\n".join(lines) + "\n</feed>\n").encode()


def _item(library: Library, entry: Entry, root: str) -> str:
    item = reference(entry, library)
    venue = item.venue or ("arXiv" if item.eprint else "")
    where = f"{venue}, {item.year}" if venue else str(item.year)
    authors = "".join(
        f"<author><name>{escaped(name.in_reading_order)}</name></author>" for name in item.names
    )
    terms = "".join(f'<category term="{name}"/>' for name in entry.techniques)
    publication = f"<prism:publicationName>{escaped(venue)}</prism:publicationName>"
    return "\n".join((
        "<entry>",
        f"<title>{escaped(item.plain_title)}</title>",
        f"<id>{_urn(entry.key)}</id>",
        f'<link rel="alternate" type="text/html" href={quoteattr(f"{root}papers/{entry.key}/")}/>',
        f"<published>{_moment(entry.added)}</published>",
        f"<updated>{_moment(entry.added)}</updated>",
        authors,
        terms + (publication if venue else ""),
        f"<summary>{escaped(f'{entry.summary} ({where})')}</summary>",
        "</entry>",
    ))  # fmt: skip


def _day(entry: Entry) -> date:
    return entry.added


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _urn(name: str) -> str:
    return uuid.uuid5(_NAMESPACE, name).urn
