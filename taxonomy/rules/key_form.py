"""A key tells whose paper it is: the first author's surname, the year of first publication, a word.

Passes: `sheng2023flexgen` of Ying Sheng, arXiv 2303.06865.
Fails: `zheng2023flexgen`, the second author; `sheng2024flexgen`, another year than the preprint's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted
from taxonomy.rules.file_names import key_year
from taxonomy.rules.years import arxiv_month

_SPELT = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each key that does not follow from its paper."""
    for paper in library.papers:
        entry = paper.record
        surname = entry.key[: entry.key.index(str(key_year(entry.key)))]
        if surname not in letters(entry.authors[0]):
            first = quoted(entry.authors[0])
            words = f"key begins with {quoted(surname)}, but the first author is {first}"
            yield paper.problem(("key",), f"{words}; begin it with the surname")
        published = arxiv_month(entry.ids.arxiv)
        if published and published.year != key_year(entry.key):
            words = f"year in key {quoted(entry.key)} is not {published.year}, that of the preprint"
            yield paper.problem(("key",), f"{words} {entry.ids.arxiv}; write {published.year}")


def letters(name: str) -> str:
    """A name as plain lower-case letters: accents, spaces and hyphens go."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_SPELT))
    return "".join(c for c in plain if "a" <= c <= "z")
