"""BibTeX and biblatex, each in the encoding that its readers take.

ASCII with `@inproceedings`, `@article`, `@techreport`, `@misc`, `year`, `month` and
`archiveprefix` for BibTeX; UTF-8 with `date`, `journaltitle` and `eprinttype` for biblatex.
Fields come in one order; those without a value are absent; entries are sorted by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.bibliography.reference import BibliographyError, Reference, reference
from site_builder.bibliography.tex import Encoding, EncodingError, marked, plain
from site_builder.names import Name
from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.terms import VenueKind

_TYPES: dict[VenueKind | None, str] = {
    VenueKind.CONFERENCE: "inproceedings",
    VenueKind.WORKSHOP: "inproceedings",
    VenueKind.JOURNAL: "article",
    VenueKind.REPORT: "techreport",
    None: "misc",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WIDTH = 13  # of the longest field name, archiveprefix
_VERBATIM = frozenset({"doi", "url", "eprint"})  # readers take these as they stand

Field = tuple[str, str]


def bibtex_entry(entry: Entry, library: Library, encoding: Encoding = "ascii") -> str:
    r"""One entry as BibTeX (`ascii`) or biblatex (`utf-8`).

    Args:
        entry: Any entry of the library.
        library: Where its venue is looked up.
        encoding: `ascii` for BibTeX, `utf-8` for biblatex.

    Returns:
        Text that ends with a newline.

    Raises:
        BibliographyError: Braces of the title do not match, a character has no TeX command,
            or the venue is unknown.
    """
    item = reference(entry, library)
    is_report = item.kind is VenueKind.REPORT
    kind = "report" if is_report and encoding == "utf-8" else _TYPES[item.kind]
    fields = _bibtex_fields(item) if encoding == "ascii" else _biblatex_fields(item)
    authors = _authors(item, encoding)
    lines = [f"@{kind}{{{item.key},\n", _line("author", f"{{{authors}}}")]
    lines += [_line(name, _value(item, name, text, encoding)) for name, text in fields if text]
    return "".join([*lines, "}\n"])


def bibtex(entries: Iterable[Entry], library: Library, encoding: Encoding = "ascii") -> str:
    """Entries as one file, sorted by key; see `bibtex_entry`."""
    ordered = sorted(entries, key=lambda entry: entry.key)
    return "\n".join(bibtex_entry(entry, library, encoding) for entry in ordered)


def _bibtex_fields(item: Reference) -> Iterator[Field]:
    yield "title", item.title
    yield _place(item.kind, journal="journal"), item.venue
    yield "year", str(item.year)
    yield "month", _MONTHS[item.month - 1] if item.month else ""
    yield from _within(item)
    yield "eprint", item.eprint
    yield "archiveprefix", "arXiv" if item.eprint else ""
    yield "primaryclass", item.primary_class
    yield from _links(item)


def _biblatex_fields(item: Reference) -> Iterator[Field]:
    yield "title", item.title
    if item.kind is VenueKind.REPORT:
        yield "type", "techreport"
    yield _place(item.kind, journal="journaltitle"), item.venue
    yield "date", f"{item.year}-{item.month:02d}" if item.month else str(item.year)
    yield from _within(item)
    yield "eprint", item.eprint
    yield "eprinttype", "arxiv" if item.eprint else ""
    yield "eprintclass", item.primary_class
    yield from _links(item)


def _place(kind: VenueKind | None, journal: str) -> str:
    if kind is VenueKind.JOURNAL:
        return journal
    return "institution" if kind is VenueKind.REPORT else "booktitle"


def _within(item: Reference) -> Iterator[Field]:
    if item.kind is None:
        return  # a preprint is part of nothing, and biber says so
    # Standard styles warn of a number without volume, and of one in proceedings without series.
    is_issue = item.kind is VenueKind.JOURNAL and item.volume
    yield "pages", "--".join(page for page in item.pages if page)
    yield "volume", item.volume if item.kind is not VenueKind.REPORT else ""
    yield "number", item.number if is_issue or item.kind is VenueKind.REPORT else ""
    yield "publisher", item.publisher if item.kind is not VenueKind.REPORT else ""


def _links(item: Reference) -> Iterator[Field]:
    yield "doi", item.doi
    yield "url", item.url


def _line(name: str, value: str) -> str:
    return f"  {name:<{_WIDTH}} = {value},\n"


def _value(item: Reference, name: str, text: str, encoding: Encoding) -> str:
    if name == "month":
        return text  # a macro, which each style spells in its own way
    if name in _VERBATIM:
        return f"{{{text}}}"
    try:
        return f"{{{marked(text, encoding)}}}"
    except EncodingError as error:
        raise BibliographyError(f"{item.key}: {name}: {error}") from error


def _authors(item: Reference, encoding: Encoding) -> str:
    try:
        names = [_author(name, encoding) for name in item.names]
    except EncodingError as error:
        raise BibliographyError(f"{item.key}: author: {error}") from error
    indent = "\n" + " " * (_WIDTH + 6)
    # Some readers take a sign @ that begins a line for the next entry.
    return f" and{indent}".join(names).replace(f"{indent}@", " @")


def _author(name: Name, encoding: Encoding) -> str:
    text = plain(name.inverted, encoding)
    reads_apart = any(word.lower() in ("and", "others") for word in text.split())
    return f"{{{text}}}" if name.is_group or reads_apart else text
