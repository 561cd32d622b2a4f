"""From a paper's metadata to a drafted entry: key, duplicates, suggestions, and the text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date

from site_builder import names
from site_builder.drafting.metadata import Metadata
from taxonomy import Library
from taxonomy.entry import Entry

_STOP = frozenset(
    "a an the on of for in to towards toward with and is are from via how what when as by at all "
    "do does can you your using".split()
)
_ACRONYM = re.compile(r"^\W*([A-Za-z0-9]*[A-Z0-9][A-Za-z0-9+.-]*)\W*:")
_WORDS = re.compile(r"[a-z0-9]+")
_NEAREST, _SUGGESTED = 5, 4


class DuplicateError(Exception):
    """The base has the paper already; the message names the entry's path."""


@dataclass(frozen=True)
class Draft:
    """A drafted entry.

    Attributes:
        key: Proposed citation key.
        metadata: What is known of the paper.
        venue: Venue id of the vocabulary, where the source's words matched one.
        nearest: Entries with the most similar titles, most similar first.
        techniques: Techniques that those entries have, most frequent first.
    """

    key: str
    metadata: Metadata
    venue: str | None
    nearest: tuple[str, ...]
    techniques: tuple[str, ...]


def plain(text: str) -> str:
    """Lower-case ASCII letters and digits of a text."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ł", "l"))
    ascii_only = decomposed.encode("ascii", "ignore").decode().lower()
    return "".join(_WORDS.findall(ascii_only))


def title_word(title: str) -> str:
    """The acronym a title begins with, else its first telling word."""
    acronym = _ACRONYM.match(title)
    if acronym:
        return plain(acronym.group(1))
    words = (plain(word) for word in re.split(r"[\s:/–—-]+", title))
    return next((word for word in words if word and word not in _STOP), "paper")


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
        ValueError: Author or year is missing.
    """
    year = first_year(metadata)
    if not metadata.authors or year is None:
        raise ValueError("no key without an author and a year; add them to the BibTeX entry")
    surname = re.sub(r"\d", "", plain(names.split(metadata.authors[0]).family)) or "anonymous"
    key = f"{surname}{year}{title_word(metadata.title)}"[:60]
    folded = {name.casefold() for name in taken}
    letters = iter("bcdefghijklmnopqrstuvwxyz")
    proposed = key
    while proposed in folded:
        proposed = key + next(letters)
    return proposed


def find_duplicate(metadata: Metadata, library: Library) -> Entry | None:
    """The entry that is this paper, by identifier or by title."""
    title = plain(metadata.title)
    for entry in library.entries.values():
        same = (
            (metadata.arxiv and entry.ids.arxiv == metadata.arxiv)
            or (metadata.doi and (entry.ids.doi or "").lower() == metadata.doi.lower())
            or plain(entry.title) == title
        )
        if same:
            return entry
    return None


def _words(title: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]{3,}", title.lower()) if w not in _STOP}


def nearest_entries(
    metadata: Metadata, library: Library, references: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Entries most like the paper, by title words and by references in common.

    Args:
        metadata: The paper.
        library: The base.
        references: arXiv identifiers that the paper cites, where they are known.
    """
    mine, cited = _words(metadata.title), set(references)
    scores: dict[str, float] = {}
    for key, entry in library.entries.items():
        theirs = _words(entry.title)
        score = len(mine & theirs) / max(len(mine | theirs), 1)
        if entry.ids.arxiv in cited:
            score += 0.2
        shared = library.references.get(key)
        if shared and cited:
            score += len(cited & set(shared.arxiv)) / len(cited)
        if score > 0:
            scores[key] = score
    return tuple(sorted(scores, key=lambda k: (-scores[k], k))[:_NEAREST])


def match_venue(words: str | None, library: Library) -> str | None:
    """The venue whose short name or name stands in the source's words; the longest wins."""
    if not words:
        return None
    spaced = f" {re.sub(r'[^a-z]+', ' ', words.lower())} "
    found = []
    for venue in library.venues.values():
        for name in (venue.short, venue.name):
            plain_name = re.sub(r"[^a-z]+", " ", name.lower()).strip()
            if f" {plain_name} " in spaced:
                found.append((len(plain_name), venue.id))
    return max(found)[1] if found else None


def draft_entry(metadata: Metadata, library: Library, references: tuple[str, ...] = ()) -> Draft:
    """A draft of an entry, with what could be suggested.

    Raises:
        DuplicateError: The base has the paper.
        ValueError: Author or year is missing.
    """
    twin = find_duplicate(metadata, library)
    if twin is not None:
        year = re.search(r"\d{4}", twin.key)
        path = f"entries/{year.group(0) if year else twin.year}/{twin.key}.yaml"
        raise DuplicateError(f"{path} is this paper already: {twin.title}")
    taken = {n for e in library.entries.values() for n in (e.key, *e.aliases)}
    near = nearest_entries(metadata, library, references)
    counted = Counter(t for key in near for t in library.entries[key].techniques)
    techniques = tuple(t for t, _ in counted.most_common(_SUGGESTED))
    venue = match_venue(metadata.venue, library)
    return Draft(propose_key(metadata, taken), metadata, venue, near, techniques)


def marked_title(title: str) -> str:
    """The title with braces around words whose capitals BibTeX styles must keep."""
    words = []
    for word in title.replace("{", "").replace("}", "").split(" "):
        core = word.strip(".,:;?!()[]'\"")
        keeps = any(re.search(r"(?<=.)[A-Z]", part) for part in core.split("-"))
        named = word.endswith(":") and core[:1].isupper() and not words
        words.append(word.replace(core, "{" + core + "}", 1) if keeps or named else word)
    return " ".join(words)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def as_yaml(draft: Draft, today: date) -> str:
    """The text of the drafted entry; what a person must decide is a comment.

    Args:
        draft: The draft.
        today: The day it is added.
    """
    m = draft.metadata
    year = m.year if draft.venue else first_year(m)
    ids = {"arxiv": m.arxiv, "primary_class": m.primary_class, "doi": m.doi}
    known = ", ".join(f"{name}: {_quoted(value)}" for name, value in ids.items() if value)
    lines = [
        "# yaml-language-server: $schema=../../schema/entry.schema.json",
        f"key: {draft.key}  # proposed; it never changes once merged",
        "kind: method  # method, system, survey, analysis, model or hardware",
        f"title: {_quoted(marked_title(m.title))}",
        "authors:",
        *(f"  - {_quoted(author)}" for author in m.authors),
        f"year: {year}",
        f"venue: {draft.venue}" if draft.venue else _venue_question(m.venue),
        *([f"pages: {m.pages}"] if m.pages and draft.venue else []),
        f"ids: {{{known}}}",
        f"code: {m.code}" if m.code else "# code: https://...  # the authors' repository, opened",
        _techniques(draft),
        "scenarios: []  # one to six of taxonomy/scenarios.yaml",
        "challenges: []  # one to six of taxonomy/challenges.yaml",
        "summary: ''  # one sentence: what it does and what that buys",
        "scenario: ''  # where and for whom, in your own words",
        "challenge: ''  # what made it hard",
        "method: ''  # what they do",
        "# effect: what it does to the roofline, with the place in the paper, for example",
        "#   - {type: quantize, weight_bits: 4, group_size: 128, source: section 4}",
        "# or no_effect: the reason why it has none",
        "# results: what the paper reports, with setting and place; see CONTRIBUTING.md",
        _relations(draft),
        f"added: {today.isoformat()}",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _venue_question(venue: str | None) -> str:
    if venue is None:
        return "# venue: id of taxonomy/venues.yaml, if it was published"
    return f"# venue: the source says {venue!r}; add its id of taxonomy/venues.yaml"


def _techniques(draft: Draft) -> str:
    suggested = ", ".join(draft.techniques)
    hint = f"; similar papers have {suggested}" if suggested else ""
    return f"techniques: []  # leaves of taxonomy/techniques, primary first{hint}"


def _relations(draft: Draft) -> str:
    if not draft.nearest:
        return ""
    return f"# relations: to entries that the paper names; similar are {', '.join(draft.nearest)}"
