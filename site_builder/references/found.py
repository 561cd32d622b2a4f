"""arXiv identifiers and DOIs, found in whatever form a reference prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from taxonomy.entry import Entry
from taxonomy.rules.years import arxiv_month

_ARXIV = re.compile(
    r"(?:arxiv|eprint|corr|abs/|pdf/)[^0-9\n]{0,24}\n?[^0-9\n]{0,12}(?<!\d)(\d{4}\.\d{4,5})(?!\d)",
    re.IGNORECASE,
)
"""An identifier after a word that says so: a bare number may be a page or a price."""

_DOI = re.compile(r"(?<![\w.])10\.\d{4,9}/[^\s\"<>{}\\]+")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE)
_TEX_ESCAPE = re.compile(r"\\([_%&#$])")


@dataclass(frozen=True)
class Found:
    """What a reference list names.

    Attributes:
        arxiv: arXiv identifiers without version, in order of the list, each once.
        doi: DOIs of the references that name no arXiv identifier.
        count: References in the list, where they could be counted. [1]
        complete: True where the whole list was seen.
        obtained: How the list was read, and from what.
    """

    arxiv: tuple[str, ...]
    doi: tuple[str, ...]
    count: int | None
    complete: bool
    obtained: str


def collect(
    references: Iterable[tuple[Iterable[str], Iterable[str]]],
    *,
    obtained: str,
    complete: bool,
    count: int | None = None,
) -> Found:
    """Join references, each given by its arXiv identifiers and its DOIs.

    A reference with both keeps the arXiv identifier alone, so that no work is counted twice.
    """
    arxiv: dict[str, None] = {}
    dois: dict[str, None] = {}
    for names, numbers in references:
        own, others = _sorted_out(names, numbers)
        arxiv |= dict.fromkeys(own)
        if not own:
            dois |= dict.fromkeys(others)
    if count is not None:
        count = max(count, len(arxiv), len(dois))
    return Found(tuple(arxiv), tuple(dois), count, complete, obtained)


def _sorted_out(names: Iterable[str], numbers: Iterable[str]) -> tuple[list[str], list[str]]:
    arxiv = [name for name in names if _is_arxiv(name)]
    dois = []
    for doi in numbers:
        match = _ARXIV_DOI.fullmatch(doi)
        if match is None:
            dois.append(doi.lower())
        elif _is_arxiv(match[1]):
            arxiv.append(match[1])
    return arxiv, dois


def _is_arxiv(name: str) -> bool:
    # Identifiers from before April 2007, such as cs/0112017, have no place in the base.
    return re.fullmatch(r"\d{4}\.\d{4,5}", name) is not None and arxiv_month(name) is not None


def identifiers_in(text: str) -> tuple[list[str], list[str]]:
    """ArXiv identifiers and DOIs in the text of one reference, TeX or plain."""
    text = _TEX_ESCAPE.sub(r"\1", text)
    dois = [_without_punctuation(match[0]) for match in _DOI.finditer(text)]
    arxiv = [match[1] for match in _ARXIV.finditer(text)]
    return arxiv, [doi for doi in dois if len(doi.split("/", 1)[1]) > 1 and doi.isprintable()]


def _without_punctuation(doi: str) -> str:
    doi = doi.rstrip(".,;:'*")
    while doi.endswith((")", "]")) and doi.count("(") < doi.count(")") + doi.count("]"):
        doi = doi[:-1].rstrip(".,;:'*")
    return doi


def without_self(found: Found, entry: Entry) -> Found:
    """The list without the paper itself, whose own identifier stands in its text."""
    own_doi = (entry.ids.doi or "").lower()
    return Found(
        tuple(name for name in found.arxiv if name != entry.ids.arxiv),
        tuple(doi for doi in found.doi if doi != own_doi),
        found.count,
        found.complete,
        found.obtained,
    )
