"""What a page of the site is before the theme's shell is put around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SearchText:
    """What the header search knows of a page.

    Attributes:
        title: Shown in the hits and weighted above the text.
        text: Plain words; markup is escaped where the index is written.
        boost: Weight of the page among equal hits.
    """

    title: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True)
class Page:
    """A generated page.

    Attributes:
        path: Address below the site's root, with a slash at its end: `papers/KEY/`.
        title: Plain text.
        description: Plain text for search engines and previews.
        body: Safe HTML of the article.
        head: Safe HTML for the document's head.
        source: File that the page is made from, relative to the repository.
    """

    path: str
    title: str
    description: str
    body: str
    head: str = ""
    source: str | None = None

    @property
    def section(self) -> str:
        """The part of the site that the page belongs to, which picks its shell."""
        return self.path.split("/", 1)[0]


@dataclass(frozen=True)
class Listing:
    """What indexes of the site say of a page.

    Attributes:
        search: What the header search knows.
        modified: Day of the last change of its data.
    """

    search: SearchText
    modified: date | None = None


@dataclass(frozen=True)
class Planned:
    """A page before anything of it is made; a server makes only what somebody looks at.

    Attributes:
        path: Its address, as that of the page.
        page: Makes the page.
        listing: Makes what indexes say of it.
    """

    path: str
    page: Callable[[], Page]
    listing: Callable[[], Listing]
