"""The base's metadata beside records of another source: what differs, and where it stands.

A record is one JSON object with any of `arxiv_id`, `doi`, `title`, `authors`, `year` and
`code_url`; it is matched to an entry by identifier, else by title.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.problem import Problem, Severity, quoted
from taxonomy.source import Read

Record = Mapping[str, Any]


def read_records(text: str) -> list[Record]:
    """The records of a file with one JSON object a line.

    Raises:
        ValueError: A line is not one; the message begins with its number.
    """
    found: list[Record] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise ValueError(f"{number}: not JSON ({error}); write one object a line") from None
        if not isinstance(record, dict):
            raise ValueError(f"{number}: not an object; write one object a line")
        found.append(record)
    return found


def differences(library: Library, records: Iterable[Record]) -> tuple[list[Problem], int]:
    """What entries say otherwise than records, as remarks at their place; and how many matched."""
    known = _by_name(library)
    found: list[Problem] = []
    matched = 0
    for record in records:
        paper = next((known[name] for name in _names(record) if name in known), None)
        if paper is not None:
            matched += 1
            found.extend(_differing(paper, record))
    return sorted(found), matched


def _by_name(library: Library) -> dict[str, Read[Entry]]:
    known: dict[str, Read[Entry]] = {}
    for paper in library.papers:
        ids = paper.record.ids
        record = {"arxiv_id": ids.arxiv, "doi": ids.doi, "title": paper.record.title}
        known.update((name, paper) for name in _names(record))
    return known


def _names(record: Record) -> Iterator[str]:
    for kind in ("arxiv_id", "doi", "title"):
        if isinstance(value := record.get(kind), str) and value:
            yield f"{kind}:{_plain(value)}"


def _plain(text: str) -> str:
    """Letters and digits alone, without accents, lower-case: what two spellings share."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in apart if letter.isalnum())


def _differing(paper: Read[Entry], record: Record) -> Iterator[Problem]:
    entry = paper.record
    compared: tuple[tuple[str, tuple[str, ...], object, object], ...] = (
        ("title", ("title",), entry.title, record.get("title")),
        ("authors", ("authors",), entry.authors, record.get("authors")),
        ("year", ("year",), entry.year, _published(entry, record.get("year"))),
        ("doi", ("ids",), entry.ids.doi, record.get("doi")),
        ("code", ("code",), entry.code, record.get("code_url")),
    )
    for name, location, ours, theirs in compared:
        if ours and theirs and _comparable(ours) != _comparable(theirs):
            message = f"{name} is {_shown(ours)} here and {_shown(theirs)} there; see which is true"
            yield paper.problem(location, message, severity=Severity.WARNING)


def _published(entry: Entry, year: object) -> object:
    """A record's year, unless it is that of the preprint of a paper published later."""
    posted = 2000 + int(entry.ids.arxiv[:2]) if entry.ids.arxiv else None
    return None if entry.venue and year == posted else year


def _comparable(value: object) -> object:
    if isinstance(value, list):
        return [_family(str(one)) for one in value]
    if isinstance(value, str) and value.startswith("https://"):
        return value.rstrip("/").removesuffix(".git").casefold()
    return _plain(str(value))


def _family(author: str) -> str:
    """What two ways to write a name share: the last word of its family name."""
    family, _, _ = author.partition(",")
    return _plain((family.split() or [""])[-1])


def _shown(value: object) -> str:
    return quoted("; ".join(map(str, value)) if isinstance(value, list) else value)
