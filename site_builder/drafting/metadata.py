"""What a service or a file says of a paper, before anyone has read it."""

from __future__ import annotations

import re
from dataclasses import dataclass

ARXIV = re.compile(r"(?<![\d.])(\d{4}\.\d{4,5})(?:v\d+)?(?![\d.])")
"""An arXiv identifier of 2007 or later, its version apart."""

DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}\\]+[^\s\"<>{}\\.,;)])")
"""A DOI, without the punctuation that may follow it."""

REPOSITORY = re.compile(r"https://(?:github|gitlab)\.com/[\w.-]+/[\w.-]*[\w-]")
"""The address of a repository on a forge."""

_BREAKS = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LONGEST = 390


def one_line(text: str) -> str:
    """A text of others as one line: no control or direction characters, single spaces, cut."""
    return _BREAKS.sub(" ", _CONTROL.sub(" ", text)).strip()[:_LONGEST]


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


def find_arxiv(text: str) -> str | None:
    """The first arXiv identifier in a text."""
    found = ARXIV.search(text)
    return found.group(1) if found else None


def find_repository(text: str) -> str | None:
    """The first address of a repository in a text, without a trailing `.git`."""
    found = REPOSITORY.search(text)
    return found.group(0).removesuffix(".git") if found else None
