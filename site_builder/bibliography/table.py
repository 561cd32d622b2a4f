"""The base as a table for spreadsheets, one paper a row."""

from __future__ import annotations

import csv as comma_separated
import io
from collections.abc import Iterable

from site_builder.bibliography.reference import ARXIV_ABSTRACT, reference
from taxonomy.entry import Entry
from taxonomy.library import Library

COLUMNS = (
    "key", "title", "authors", "year", "venue", "kind", "techniques", "scenarios", "challenges",
    "arxiv", "doi", "url", "code", "summary", "added",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WITHIN_CELL = "; "


def csv(entries: Iterable[Entry], library: Library) -> str:
    """Entries as comma-separated values with a header row, sorted by key.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = comma_separated.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in sorted(entries, key=lambda entry: entry.key):
        writer.writerow([guarded(cell) for cell in row(entry, library)])
    return out.getvalue()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def row(entry: Entry, library: Library) -> tuple[str, ...]:
    """The cells of an entry, in the order of `COLUMNS`."""
    item = reference(entry, library)
    return (
        item.key,
        item.plain_title,
        _WITHIN_CELL.join(name.in_reading_order for name in item.names),
        str(item.year),
        item.venue,
        entry.kind.value,
        _WITHIN_CELL.join(entry.techniques),
        _WITHIN_CELL.join(entry.scenarios),
        _WITHIN_CELL.join(entry.challenges),
        item.eprint,
        item.doi,
        item.url or (ARXIV_ABSTRACT + item.eprint if item.eprint else ""),
        entry.code or "",
        entry.summary,
        entry.added.isoformat(),
    )
