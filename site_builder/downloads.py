"""Files that the site offers beside its pages, by path below the root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder import links
from site_builder.atlas import Atlas
from site_builder.browse_table import bibtex_table, browse_table
from site_builder.engine import changes_by
from site_builder.impact_csv import impact_csv

ALL_BIB = "all.bib"


def files(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Path and text of every file, in a fixed order."""
    yield ALL_BIB, bib_of(atlas, sorted(atlas.bibtex))
    yield "papers/table.json", browse_table(atlas)
    yield "papers/bibtex.json", bibtex_table(atlas)
    for key in sorted(atlas.bibtex):
        yield links.bib(key), bib_of(atlas, [key])
    for term in atlas.library.techniques.values():
        if papers := atlas.on_technique(term.id):
            yield links.technique_bib(term.id), bib_of(atlas, sorted(e.key for e in papers))
        if changes := changes_by(tuple(term.effect)):
            yield links.technique_csv(term.id), impact_csv(changes)


def bib_of(atlas: Atlas, keys: list[str]) -> str:
    """The text of a .bib file with some entries."""
    return "\n".join(atlas.bibtex[key].strip() + "\n" for key in keys)


@dataclass(frozen=True)
class Download:
    """A file as the downloads page lists it."""

    path: str
    what: str
    size: str


def download_list(atlas: Atlas) -> list[Download]:
    """The files that concern the whole base."""
    what = {
        ALL_BIB: "BibTeX of every entry, ASCII",
        "papers/table.json": "What the papers page filters and searches",
        "papers/bibtex.json": "Key to BibTeX entry",
    }
    return [
        Download(path, what[path], f"{max(len(text.encode()) // 1000, 1):,} kB")
        for path, text in files(atlas)
        if path in what
    ]
