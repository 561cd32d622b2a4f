"""RIS, the tagged format that reference managers import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.bibliography.reference import ARXIV_ABSTRACT, Reference, reference
from taxonomy.characters import REFUSED
from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.terms import VenueKind

_TYPES = {
    VenueKind.CONFERENCE: "CONF",
    VenueKind.WORKSHOP: "CONF",
    VenueKind.JOURNAL: "JOUR",
    VenueKind.REPORT: "RPRT",
    None: "UNPB",
}
_END_OF_LINE = "\r\n"  # as the format asks


def ris(entries: Iterable[Entry], library: Library) -> str:
    """Entries as RIS, sorted by key; UTF-8, lines end with CR LF."""
    ordered = sorted(entries, key=lambda entry: entry.key)
    return "".join(_record(reference(entry, library)) for entry in ordered)


def _record(item: Reference) -> str:
    tags = [(tag, _line(value)) for tag, value in _tags(item) if value]
    lines = [f"{tag}  - {value}" for tag, value in [*tags, ("ER", "")]]
    return "".join(line + _END_OF_LINE for line in [*lines, ""])


def _line(value: str) -> str:
    """A value that cannot begin a tag or a record of its own: no line ends, nothing invisible."""
    return value if value.isprintable() else " ".join(REFUSED.sub(" ", value).split())


def _tags(item: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES[item.kind]
    yield "ID", item.key
    for name in item.names:
        yield "AU", ", ".join(part for part in (name.family, name.given, name.suffix) if part)
    yield "TI", item.plain_title
    is_report = item.kind is VenueKind.REPORT
    yield "PB" if is_report else "T2", item.venue
    yield "PY", str(item.year)
    yield "DA", f"{item.year}/{item.month:02d}//" if item.month else ""
    yield from zip(("SP", "EP"), item.pages, strict=True)
    yield "VL", item.volume
    yield "IS", item.number
    yield "PB", "" if is_report else item.publisher
    yield "DO", item.doi
    yield "AN", f"arXiv:{item.eprint}" if item.eprint else ""
    yield "UR", item.url or (ARXIV_ABSTRACT + item.eprint if item.eprint else "")
