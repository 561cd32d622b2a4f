"""The sitemap: every page with the day its data last changed, never the day of the build."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from site_builder.xml_text import escaped


def sitemap(url: str, pages: Iterable[tuple[str, date | None]]) -> str:
    """The text of sitemap.xml.

    Args:
        url: Public address of the site, with a slash at its end.
        pages: Address below the site and last change, in the order to print.
    """
    rows = "".join(_row(url + path, modified) for path, modified in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )


def _row(location: str, modified: date | None) -> str:
    day = f"<lastmod>{modified.isoformat()}</lastmod>" if modified else ""
    return f"<url><loc>{escaped(location)}</loc>{day}</url>\n"
