"""What a service or a file says of a paper, before anyone has read it."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from taxonomy.characters import REFUSED
from taxonomy.rules.years import arxiv_month

ARXIV = re.compile(r"(?<![0-9])(?<![0-9]\.)([0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?(?![0-9])")
"""An arXiv identifier of 2007 or later, its version apart."""

REPOSITORY = re.compile(
    r"https://(?:github|gitlab)\.com/[A-Za-z0-9_.-]{1,60}/[A-Za-z0-9_.-]{0,99}[A-Za-z0-9_-]"
)
"""The address of a repository on a forge."""

_WHOLE_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"<>{}\\]+")
_PRIMARY_CLASS = re.compile(r"[a-z-]+(\.[A-Z]{2})?")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,100}>")
_PAGES = re.compile(r"([0-9]{1,6})(?:\s*[-\u2013\u2014]+\s*([0-9]{1,6}))?")
_YEARS = range(1945, 2101)
_LONGEST = 390


def one_line(text: str, longest: int = _LONGEST) -> str:
    """A text of others as one line: no control or direction characters, single spaces, cut."""
    # Refused characters go once more after composing, which may make one.
    composed = unicodedata.normalize("NFC", REFUSED.sub(" ", text))
    return " ".join(REFUSED.sub(" ", composed).split())[:longest].strip()


def without_markup(text: str) -> str:
    """A text of others as one line, without HTML tags and entities."""
    return one_line(_TAG.sub("", html.unescape(text[: 20 * _LONGEST])))


def known_year(value: object) -> int | None:
    """A year as a whole number, None where it is none."""
    found = re.match(r"\s*(\d{4})", value) if isinstance(value, str) else None
    year = int(found.group(1)) if found else value
    return year if isinstance(year, int) and year in _YEARS else None


def known_doi(text: object) -> str | None:
    """A bare DOI, None where the text is none or is that of a preprint."""
    bare = one_line(text) if isinstance(text, str) else ""
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", bare, flags=re.IGNORECASE)
    is_preprint = bare.lower().startswith("10.48550/")
    return bare if _WHOLE_DOI.fullmatch(bare) and not is_preprint else None


def known_class(text: str | None) -> str | None:
    """An arXiv category, None where the text is none."""
    return text if text and _PRIMARY_CLASS.fullmatch(text) else None


def page_range(text: object) -> str | None:
    """First and last page as `12--34`, None where the text is of another form."""
    found = _PAGES.fullmatch(text.strip()) if isinstance(text, str) else None
    return "--".join(filter(None, found.groups())) if found else None


@dataclass(frozen=True)
class Metadata:
    """Bibliographic facts, each as its source gives it.

    Attributes:
        title: Title, one line.
        authors: Everyone, in order.
        year: Year of the work as the source dates it; None where it does not.
        arxiv: arXiv identifier without version.
        primary_class: arXiv primary category.
        doi: Bare DOI of the published version.
        venue: Where it was published, in the source's words.
        code: Address of a repository that the source names.
        pages: Pages, `first--last`.
        source: Where the facts were read.
        has_more_authors: True where the source says that it does not name everyone.
    """

    title: str
    authors: tuple[str, ...]
    year: int | None = None
    arxiv: str | None = None
    primary_class: str | None = None
    doi: str | None = None
    venue: str | None = None
    code: str | None = None
    pages: str | None = None
    source: str = ""
    has_more_authors: bool = False


def find_arxiv(text: str) -> str | None:
    """The first arXiv identifier in a text."""
    names = (match.group(1) for match in ARXIV.finditer(text))
    return next((name for name in names if arxiv_month(name)), None)


def find_repository(text: str) -> str | None:
    """The first address of a repository in a text, without a trailing `.git`."""
    found = REPOSITORY.search(text)
    return found.group(0).removesuffix(".git") if found else None
