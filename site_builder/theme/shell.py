"""The shell: one page rendered by the theme, cut where a page's own parts belong.

The theme renders a prototype whose title, description, body and addresses are marks. A generated
page is that prototype with the marks replaced, which is what the theme would have rendered for
it, byte for byte (a test holds the two against each other), at a fraction of the time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from site_builder.page import Page

CONTENT_ANCHOR = "content"
"""Where the theme's "skip to content" link leads on a generated page."""

_MARK = "atlas-mark-{}-7f3c"
_CUT = re.compile(
    r"<h1>atlas-mark-(body)-7f3c</h1>|atlas-mark-(title|description|canonical|edit|head)-7f3c"
)


def mark(name: str) -> str:
    """The text that stands in the prototype for a page's part.

    That of the body is a heading, since the theme adds one to a body without.
    """
    text = _MARK.format(name)
    return f"<h1>{text}</h1>" if name == "body" else text


@dataclass(frozen=True)
class Site:
    """What the addresses of a built site begin with.

    Attributes:
        url: Public address with a slash at its end, or empty where it is not known.
        edit: Address that a repository path is appended to for editing it, or empty.
    """

    url: str = ""
    edit: str = ""


def parts_of(page: Page, site: Site) -> dict[str, str]:
    """A page's parts as they stand in HTML, by the name of their mark."""
    return {
        "title": escape(page.title),
        "description": escape(page.description),
        "canonical": escape(site.url + page.path) if site.url else "",
        "edit": escape(site.edit + page.source) if site.edit and page.source else "",
        "body": page.body,
        "head": page.head,
    }


@dataclass(frozen=True)
class Shell:
    """A prototype page cut at its marks: texts and, between them, names of parts."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def cut(cls, html: str) -> Shell:
        """Cut a rendered prototype.

        Raises:
            ValueError: The theme lost a mark that every page needs.
        """
        cuts = list(_CUT.finditer(html))
        starts = [0, *(cut.end() for cut in cuts)]
        ends = [*(cut.start() for cut in cuts), len(html)]
        texts = tuple(html[start:end] for start, end in zip(starts, ends, strict=True))
        shell = cls(texts=texts, names=tuple(cut[1] or cut[2] for cut in cuts))
        for needed in ("title", "description", "body", "head"):
            if needed not in shell.names:
                raise ValueError(f"the theme's prototype page shows no {needed}")
        return shell

    def around(self, page: Page, site: Site) -> str:
        """The whole document of a page."""
        parts = parts_of(page, site)
        filled = [text + parts[name] for text, name in zip(self.texts, self.names, strict=False)]
        return "".join(filled) + self.texts[-1]
