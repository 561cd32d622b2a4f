"""Pages at the addresses that entries had before: old links and old keys keep working."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from site_builder import links
from site_builder.atlas import Atlas
from site_builder.theme.content_policy import STATIC, tag
from site_builder.wording import plain_title


def redirects(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Path and text of a redirecting page for every alias."""
    for entry in sorted(atlas.entries, key=lambda entry: entry.key):
        for alias in entry.aliases:
            address = f"../../{links.paper(entry.key)}"
            yield links.paper(alias) + "index.html", _page(address, plain_title(entry))


def _page(address: str, title: str) -> str:
    title = escape(title)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"{tag(STATIC)}"
        f'<title>Moved: {title}</title><link rel="icon" href="data:,">'
        f'<meta http-equiv="refresh" content="0; url={address}">'
        f'<link rel="canonical" href="{address}"><meta name="robots" content="noindex">'
        f'</head><body><p>This paper moved to <a href="{address}">{title}</a>.</p></body></html>\n'
    )
