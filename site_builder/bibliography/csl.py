"""CSL-JSON, which citation processors and pandoc read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from site_builder.bibliography.reference import ARXIV_ABSTRACT, Reference, reference
from site_builder.names import Name
from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.terms import VenueKind

_TYPES = {
    VenueKind.CONFERENCE: "paper-conference",
    VenueKind.WORKSHOP: "paper-conference",
    VenueKind.JOURNAL: "article-journal",
    VenueKind.REPORT: "report",
    None: "article",
}
_OUTER_GROUP = re.compile(r"\{((?:[^{}]|\{[^{}]*\})*)\}")


def csl_json(entries: Iterable[Entry], library: Library) -> str:
    """Entries as a CSL-JSON array, sorted by key.

    Capitals that a title keeps stand in `<span class="nocase">`, as citation processors expect.
    """
    ordered = sorted(entries, key=lambda entry: entry.key)
    items = [csl_item(reference(entry, library)) for entry in ordered]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def csl_item(item: Reference) -> dict[str, object]:
    """A reference as a CSL item; what is unknown is absent."""
    return {name: value for name, value in _fields(item) if value}


def _fields(item: Reference) -> Iterator[tuple[str, object]]:
    yield "id", item.key
    yield "type", _TYPES[item.kind]
    yield "title", _OUTER_GROUP.sub(_nocase, item.title)
    yield "author", [_author(name) for name in item.names]
    is_report = item.kind is VenueKind.REPORT
    yield "container-title", "" if is_report else item.venue
    yield "issued", {"date-parts": [[item.year, item.month] if item.month else [item.year]]}
    yield "page", "-".join(page for page in item.pages if page)
    yield "volume", item.volume
    yield "issue", "" if is_report else item.number
    yield "publisher", item.venue if is_report else item.publisher
    yield "number", item.number if is_report else _arxiv_number(item)
    yield "DOI", item.doi
    yield "URL", item.url or (ARXIV_ABSTRACT + item.eprint if item.eprint else "")


def _arxiv_number(item: Reference) -> str:
    return f"arXiv:{item.eprint}" if item.eprint and item.kind is None else ""


def _nocase(group: re.Match[str]) -> str:
    text = group.group(1).replace("{", "").replace("}", "")
    return f'<span class="nocase">{text}</span>'


def _author(name: Name) -> dict[str, str]:
    if name.is_group:
        return {"literal": name.family}
    particle = name.particle
    parts = {
        "family": name.family.removeprefix(particle).strip(),
        "given": name.given,
        "non-dropping-particle": particle,
        "suffix": name.suffix,
    }
    return {field: text for field, text in parts.items() if text}
