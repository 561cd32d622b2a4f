"""The one paper of a `.bib` text, read without the network."""

from __future__ import annotations

import logging
import re

from bibtexparser.entrypoint import parse_string

from site_builder.drafting.metadata import (
    Metadata,
    find_arxiv,
    find_repository,
    known_class,
    known_doi,
    known_year,
    page_range,
)
from site_builder.drafting.sources import UnknownPaperError
from site_builder.drafting.tex_text import without_tex

_UNHEARD = logging.NullHandler()
"""The parser also logs what it then reports; one line is enough."""

_PREPRINT = re.compile(r"arxiv|corr|preprint", re.IGNORECASE)


def from_bibtex(text: str) -> Metadata:
    """The one paper of a `.bib` text; needs no network.

    Raises:
        UnknownPaperError: The text has no entry, several, or one without title or authors.
    """
    fields = _only_entry(text)
    title = without_tex(fields.get("title", ""))
    people = _people(fields.get("author", ""))
    authors = tuple(name for name in map(_as_entries_write, people) if name)
    if not title or not authors:
        raise UnknownPaperError("the BibTeX entry lacks a title or authors; add them")
    everything = " ".join(fields.get(n, "") for n in ("eprint", "url", "journal", "doi", "note"))
    venue = without_tex(_first(fields, "booktitle", "journal", "journaltitle"))
    return Metadata(
        title=title,
        authors=authors,
        year=known_year(_first(fields, "year", "date")),
        arxiv=find_arxiv(everything),
        primary_class=known_class(fields.get("primaryclass")),
        doi=known_doi(fields.get("doi", "").replace("\\_", "_")),
        venue=None if _PREPRINT.search(venue) else venue or None,
        code=find_repository(everything),
        pages=page_range(fields.get("pages")),
        source="BibTeX",
        has_more_authors="others" in people,
    )


def _only_entry(text: str) -> dict[str, str]:
    """Field name, in lower case, to value."""
    logging.getLogger("bibtexparser").addHandler(_UNHEARD)
    try:
        library = parse_string(text)
    except RecursionError as error:
        raise UnknownPaperError("the BibTeX nests too deep; flatten its braces") from error
    if library.failed_blocks:
        line = (library.failed_blocks[0].start_line or 0) + 1
        raise UnknownPaperError(f"line {line} is not BibTeX; look for an unbalanced brace there")
    if len(library.entries) != 1:
        raise UnknownPaperError(f"{len(library.entries)} BibTeX entries; give one")
    return {field.key.lower(): str(field.value) for field in library.entries[0].fields}


def _first(fields: dict[str, str], *names: str) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _people(text: str) -> list[str]:
    """Names between the words `and` that no braces enclose."""
    names, depth, last = [], 0, 0
    for match in re.finditer(r"[{}]|\s+and\s+", text):
        if match.group() in "{}":
            depth += 1 if match.group() == "{" else -1
        elif depth == 0:
            names.append(text[last : match.start()])
            last = match.end()
    return [*(name.strip() for name in names), text[last:].strip()]


def _as_entries_write(author: str) -> str:
    """`Given Family`, or `Family, Given` where the family name has several words."""
    if author == "others":
        return ""
    family, comma, given = without_tex(author).partition(",")
    family, given = family.strip(), given.strip()
    if not comma:
        return family
    return f"{family}, {given}" if " " in family and given else f"{given} {family}".strip()
