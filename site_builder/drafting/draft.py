"""From a paper's metadata to a drafted entry: its key, what it duplicates, what is suggested."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from site_builder import names
from site_builder.drafting.answers import NOTHING_SAID, Answers
from site_builder.drafting.metadata import Metadata
from site_builder.drafting.suggestions import STOP, likely_techniques, nearest_entries
from site_builder.drafting.venues import match_venue
from site_builder.references import Found
from taxonomy import Library
from taxonomy.library import is_entry
from taxonomy.rules.key_form import letters

_ACRONYM = re.compile(r"^\W*([A-Za-z0-9]*[A-Z0-9][A-Za-z0-9+.-]*)\W*:")
_WORDS = re.compile(r"[a-z0-9]+")


class DuplicateError(Exception):
    """The base has the paper already; the message names the entry's path."""


@dataclass(frozen=True)
class Draft:
    """A drafted entry.

    Attributes:
        key: Proposed citation key.
        metadata: What is known of the paper.
        venue: Venue id of the vocabulary, where the source's words matched one.
        nearest: Entries most like it, most similar first.
        techniques: Techniques that fit title and nearest entries, likeliest first.
        answers: What a person has filled in already.
    """

    key: str
    metadata: Metadata
    venue: str | None
    nearest: tuple[str, ...]
    techniques: tuple[str, ...]
    answers: Answers = NOTHING_SAID

    @property
    def year_folder(self) -> str:
        """The folder that its file belongs in: the year of its key."""
        return key_year(self.key)


def key_year(key: str) -> str:
    """The four digits in a key."""
    return key.lstrip("abcdefghijklmnopqrstuvwxyz")[:4]


def plain(text: str) -> str:
    """Lower-case ASCII letters and digits of a text."""
    decomposed = unicodedata.normalize("NFKD", text)
    ascii_only = decomposed.encode("ascii", "ignore").decode().lower()
    return "".join(_WORDS.findall(ascii_only))


def title_word(title: str) -> str:
    """The acronym a title begins with, else its first telling word."""
    acronym = _ACRONYM.match(title)
    if acronym and plain(acronym.group(1)):
        return plain(acronym.group(1))
    words = (plain(word) for word in re.split(r"[\s:/–—-]+", title))
    return next((word for word in words if word and word not in STOP), "paper")


def first_year(metadata: Metadata) -> int | None:
    """Year in which the work appeared first: of the arXiv identifier, else as dated."""
    if metadata.arxiv:
        return 2000 + int(metadata.arxiv[:2])
    return metadata.year


def propose_key(metadata: Metadata, taken: set[str]) -> str:
    """Surname, year of first publication and title word; a letter more where that is taken.

    Args:
        metadata: The paper; it needs an author and a year.
        taken: Keys and aliases in use.

    Raises:
        ValueError: Author or year is missing, or all letters are in use.
    """
    year = first_year(metadata)
    if not metadata.authors or year is None:
        raise ValueError("no key without an author and a year; give a BibTeX entry that has both")
    key = f"{_surname(metadata.authors[0])}{year}{title_word(metadata.title)}"[:58]
    folded = {name.casefold() for name in taken}
    for letter in chain([""], "bcdefghijklmnopqrstuvwxyz"):
        if key + letter not in folded:
            return key + letter
    raise ValueError(f"all keys like {key} are in use; choose one by hand")


def _surname(author: str) -> str:
    try:
        family = names.split(author).family
    except ValueError:
        family = author
    return letters(family)[:30] or "anonymous"


def find_duplicate(metadata: Metadata, library: Library) -> str | None:
    """Path of the entry that is this paper, by identifier or by title, unfinished ones too."""
    title = plain(metadata.title)
    for path, source in library.sources.items():
        data = source.data
        if not is_entry(path) or not isinstance(data, dict):
            continue
        ids = data.get("ids")
        ids = ids if isinstance(ids, dict) else {}
        same = (
            (metadata.arxiv and ids.get("arxiv") == metadata.arxiv)
            or (metadata.doi and str(ids.get("doi", "")).lower() == metadata.doi.lower())
            or (title and plain(str(data.get("title", ""))) == title)
        )
        if same:
            return path
    return None


def refuse_duplicate(metadata: Metadata, library: Library) -> None:
    """Nothing where the paper is new.

    Raises:
        DuplicateError: The base has the paper.
    """
    path = find_duplicate(metadata, library)
    if path is not None:
        raise DuplicateError(f"{path} is this paper already; edit that file")


def draft_entry(
    metadata: Metadata,
    library: Library,
    references: Found | None = None,
    answers: Answers = NOTHING_SAID,
) -> Draft:
    """A draft of an entry, with what could be suggested.

    Args:
        metadata: The paper.
        library: The base.
        references: What the paper cites, where that is known.
        answers: What a person has filled in already.

    Raises:
        DuplicateError: The base has the paper.
        ValueError: Author or year is missing.
    """
    refuse_duplicate(metadata, library)
    near = nearest_entries(metadata, library, references)
    techniques = likely_techniques(metadata.title, near, library)
    venue = match_venue(metadata.venue, library)
    key = propose_key(metadata, set(_taken(library)))
    return Draft(key, metadata, venue, tuple(near), techniques, answers)


def _taken(library: Library) -> Iterator[str]:
    aliases = chain.from_iterable(entry.aliases for entry in library.entries.values())
    return chain(library.known_keys, library.entries, aliases)
