"""Reference lists in files: BibTeX (.bib), what BibTeX and biber make of it (.bbl), and text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import PurePath

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Entry as BibEntry

from site_builder.references.found import Found, collect, identifiers_in

_BBL_ITEM = re.compile(r"\\(?:bibitem|entry)\b")
_TEXT_ITEM = re.compile(r"^\s*(?:\[\d{1,4}\]|\d{1,4}\.(?=\s))", re.MULTILINE)
_BIBLIOGRAPHY = re.compile(
    r"\\begin\s*\{thebibliography\}(.*?)\\end\s*\{thebibliography\}", re.DOTALL
)


class UnreadableError(ValueError):
    """A reference list cannot be read; the message says where and why."""


def read_references(name: str, text: str) -> Found:
    """The references of a file, read by the ending of its name.

    Args:
        name: Name of the file: `.bib`, `.bbl`; anything else is read as text.
        text: Its content.

    Raises:
        UnreadableError: A .bib file breaks off, or a .bbl file has no items.
    """
    reader = {".bib": from_bib, ".bbl": from_bbl}.get(PurePath(name).suffix.lower(), from_text)
    return reader(text)


def from_bib(text: str) -> Found:
    """The references of a BibTeX file; it may hold more than a paper cites."""
    library = parse_string(text)
    for block in library.failed_blocks:
        # Two entries of one key are one reference; anything else leaves out a part of the file.
        if getattr(block, "key", None) is None:
            raise UnreadableError(f"line {(block.start_line or 0) + 1}: not a BibTeX entry")
    return collect(
        (_of_bib_entry(entry) for entry in library.entries),
        obtained="Imported from a BibTeX file",
        complete=False,
        count=len(library.entries),
    )


def _of_bib_entry(entry: BibEntry) -> tuple[list[str], list[str]]:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    archive = fields.get("archiveprefix", fields.get("eprinttype", "arxiv"))
    if archive.strip().lower() != "arxiv":
        fields.pop("eprint", None)
    chosen = ("eprint", "doi", "url", "journal", "journaltitle", "note", "howpublished", "volume")
    return identifiers_in(
        "\n\n".join(f"{name} {fields[name]}" for name in chosen if name in fields)
    )


def from_bbl(text: str) -> Found:
    """The references of a .bbl file, or of a `thebibliography` in TeX.

    Raises:
        UnreadableError: The text has no items.
    """
    items = _pieces(text, _BBL_ITEM)
    if not items:
        raise UnreadableError("no \\bibitem and no \\entry in it")
    return collect(
        map(identifiers_in, items),
        obtained="Imported from a .bbl file",
        complete=True,
        count=len(items),
    )


def from_tex(texts: Iterable[str]) -> Found | None:
    """The references in the bibliographies of some TeX files, None where there is none."""
    bibliographies = [match[1] for text in texts for match in _BIBLIOGRAPHY.finditer(text)]
    return from_bbl("\n".join(bibliographies)) if bibliographies else None


def from_text(text: str) -> Found:
    """The references in plain text: items that begin with [1] or 1., else one a line."""
    items = _pieces(text, _TEXT_ITEM)
    numbered = bool(items)
    return collect(
        map(identifiers_in, items if numbered else _lines(text)),
        obtained="Imported from text",
        complete=False,
        count=len(items) if numbered else None,
    )


def _pieces(text: str, mark: re.Pattern[str]) -> list[str]:
    starts = [match.start() for match in mark.finditer(text)]
    return [text[one:next_] for one, next_ in pairwise([*starts, len(text)])]


def _lines(text: str) -> list[str]:
    """Paragraphs where blank lines part them, since a reference may go over several lines."""
    paragraphs = re.split(r"\n\s*\n", text)
    return paragraphs if len(paragraphs) > 1 else text.splitlines()
