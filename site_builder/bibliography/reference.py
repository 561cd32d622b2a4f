"""What every bibliography format needs to know of an entry, resolved once.

The formats differ in field names and encoding only; which venue, address and kind of work a
reference has is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from site_builder.names import Name, split
from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.terms import Venue, VenueKind

ARXIV_ABSTRACT = "https://arxiv.org/abs/"
ARXIV_PDF = "https://arxiv.org/pdf/"
_OPENREVIEW = "https://openreview.net/forum?id="
_ACL = "https://aclanthology.org/"


class BibliographyError(ValueError):
    """An entry cannot be written as a reference; the message names entry, field and remedy."""


@dataclass(frozen=True)
class Reference:
    """An entry as bibliographies see it.

    Attributes:
        key: Citation key.
        kind: How its venue publishes; None for a preprint.
        title: Title with braces that keep capitals.
        names: All authors, in order.
        year: Year of the venue, else of the preprint.
        month: 1 to 12, where known.
        venue: Full name of the venue, empty for a preprint.
        publisher: Publisher of the venue.
        volume: Volume of the journal or proceedings.
        number: Issue of the journal.
        pages: First and last page; the last is empty where one is given.
        eprint: arXiv identifier without version.
        primary_class: arXiv category.
        doi: Bare DOI.
        url: Address of the work where it has neither DOI nor arXiv identifier.
    """

    key: str
    kind: VenueKind | None
    title: str
    names: tuple[Name, ...]
    year: int
    month: int | None = None
    venue: str = ""
    publisher: str = ""
    volume: str = ""
    number: str = ""
    pages: tuple[str, str] = ("", "")
    eprint: str = ""
    primary_class: str = ""
    doi: str = ""
    url: str = ""

    @property
    def plain_title(self) -> str:
        """The title without braces."""
        return self.title.replace("{", "").replace("}", "")


_known: dict[int, tuple[Entry, Venue | None, Reference]] = {}
_MOST_KNOWN = 50_000


def reference(entry: Entry, library: Library) -> Reference:
    """An entry with its venue looked up and its address chosen; made once for each entry.

    Raises:
        BibliographyError: The venue is unknown or a name has no family name.
    """
    venue = _venue(entry, library)
    known = _known.get(id(entry))
    if known and known[0] is entry and known[1] is venue:
        return known[2]
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    made = _reference(entry, venue)
    _known[id(entry)] = (entry, venue, made)
    return made


def _reference(entry: Entry, venue: Venue | None) -> Reference:
    first, _, last = (entry.pages or "").partition("--")
    ids = entry.ids
    return Reference(
        key=entry.key,
        kind=venue.kind if venue else None,
        title=" ".join(entry.title.split()),
        names=_names(entry),
        year=entry.year,
        month=entry.month,
        venue=venue.name if venue else "",
        publisher=(venue.publisher or "") if venue else "",
        volume=entry.volume or "",
        number=entry.number or "",
        pages=(first, last),
        eprint=ids.arxiv or "",
        primary_class=ids.primary_class or "" if ids.arxiv else "",
        doi=ids.doi or "",
        url=_address(entry),
    )


def _venue(entry: Entry, library: Library) -> Venue | None:
    if entry.venue is None:
        return None
    try:
        return library.venues[entry.venue]
    except KeyError:
        raise BibliographyError(
            f"{entry.key}: venue '{entry.venue}' is not in taxonomy/venues.yaml"
        ) from None


def _names(entry: Entry) -> tuple[Name, ...]:
    try:
        return tuple(split(author) for author in entry.authors)
    except ValueError as error:
        raise BibliographyError(f"{entry.key}: {error}") from error


def _address(entry: Entry) -> str:
    """The page of the published work, where neither DOI nor arXiv identifier leads there."""
    ids = entry.ids
    if ids.doi:
        return ""
    if ids.acl:
        return _ACL + ids.acl
    if ids.openreview:
        return _OPENREVIEW + ids.openreview
    return in_ascii(ids.url) if ids.url and not ids.arxiv else ""


def in_ascii(url: str) -> str:
    """An address whose characters beyond ASCII and whose braces are percent-encoded."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path, query, fragment = (quote(part, safe="/:;?@!$&'()*+,=%~-._#") for part in parts[2:])
    return parts._replace(netloc=host, path=path, query=query, fragment=fragment).geturl()
