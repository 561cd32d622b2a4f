"""Every page of a built site, parsed once for all the tests that look at pages."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list")
ADDRESSES = ("href", "src", "action", "data-table", "data-text", "data-api", "data-graph")


class Page(HTMLParser):
    """What one page says of itself, and what it points at."""

    def __init__(self):
        super().__init__()
        self.links, self.ids, self.pointers = [], [], []
        self.headings, self.unnamed, self.canonical = [], [], []
        self.titles, self.descriptions = [], []
        self.is_redirect = False
        self._figures = self._title = 0

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.links += [(tag, values[name]) for name in ADDRESSES if values.get(name)]
        self.pointers += [one for name in POINTERS for one in (values.get(name) or "").split()]
        if values.get("id"):
            self.ids.append(values["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "title" and not self._figures:
            self.titles.append("")
            self._title = True
        if tag in ("img", "svg", "canvas"):
            self._figure(tag, values)
        if tag in ("meta", "link"):
            self._head(tag, values)

    def _head(self, tag, values):
        if values.get("name") == "description":
            self.descriptions.append(values.get("content"))
        if values.get("http-equiv") == "refresh":
            self.is_redirect = True
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical.append(values["href"])

    def _figure(self, tag, values):
        """The theme's icons stand within named links; a figure of ours has a name or is hidden."""
        self._figures += tag == "svg"
        named = values.get("alt") is not None if tag == "img" else _is_named(values)
        icon = tag == "svg" and values.get("viewbox") in ("0 0 24 24", "0 0 512 512", "0 0 448 512")
        if not (named or icon or values.get("aria-hidden") == "true"):
            self.unnamed.append((tag, values))

    def handle_endtag(self, tag):
        self._figures -= tag == "svg"
        self._title = self._title and tag != "title"

    def handle_data(self, data):
        if self._title and not self._figures:
            self.titles[-1] += data


def _is_named(values):
    return values.get("role") == "img" and bool(
        values.get("aria-label") or values.get("aria-labelledby")
    )


@lru_cache(maxsize=2)
def pages_of(site: Path) -> dict[str, Page]:
    """Path below the site's folder to page, redirects included."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        found[path.relative_to(site).as_posix()] = page
    return found


def address_of(path: str) -> str:
    """Where the file of a page is served."""
    return path.removesuffix("index.html")
