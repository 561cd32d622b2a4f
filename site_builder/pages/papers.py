"""A page per paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from site_builder import links
from site_builder.atlas import Atlas
from site_builder.figures.graph import ego_figure
from site_builder.page import Listing, Page, Planned, SearchText
from site_builder.pages.citation_tags import highwire, linked_data
from site_builder.pages.citations_shown import cited, citing
from site_builder.pages.effects_shown import Shown, shown_for_entry
from site_builder.pages.head import NAME, feed_links
from site_builder.pages.results_shown import ResultRow, rows
from site_builder.templating import render
from site_builder.theme.shell import CONTENT_ANCHOR
from site_builder.wording import (
    Brief,
    full_name,
    in_words,
    plain_title,
    where_line,
    where_sentence,
)
from taxonomy.entry import Entry, Kind
from taxonomy.terms import Term

_METHOD_LABEL = {Kind.SURVEY: "Scope", Kind.ANALYSIS: "What they studied", Kind.SYSTEM: "System"}


def paper_pages(atlas: Atlas) -> Iterator[Planned]:
    """The page of every entry, newest first."""
    for entry in atlas.entries:
        page, listing = partial(paper_page, atlas, entry), partial(paper_listing, atlas, entry)
        yield Planned(links.paper(entry.key), page, listing)


def paper_page(atlas: Atlas, entry: Entry) -> Page:
    """The page of one entry."""
    path = links.paper(entry.key)
    url = links.relative_to(path)
    return Page(
        path=path,
        title=plain_title(entry),
        description=entry.summary,
        body=render("paper.html", url=url, **_body(atlas, entry)),
        head=_head(atlas, entry, path),
        source=source_of(entry),
    )


def paper_listing(atlas: Atlas, entry: Entry) -> Listing:
    """What indexes say of the page of one entry."""
    where = where_line(entry, atlas.library.venues)
    return Listing(
        search=SearchText(
            title=plain_title(entry),
            text=" ".join(_searchable(atlas, entry, where)),
            boost=2.0,
        ),
        modified=max([entry.added, *(check.date for check in entry.checked)]),
    )


def source_of(entry: Entry) -> str:
    """The file of an entry in the repository; its folder is the year in its key."""
    year = "".join(character for character in entry.key if character.isdigit())[:4]
    return f"entries/{year}/{entry.key}.yaml"


def _searchable(atlas: Atlas, entry: Entry, where: str) -> Iterator[str]:
    yield entry.summary
    yield ", ".join(full_name(author) for author in entry.authors) + "."
    yield f"{where}."
    terms = atlas.library.techniques
    yield ", ".join(terms[name].name for name in entry.techniques) + "."
    yield " ".join(name for name in (entry.ids.arxiv, entry.ids.doi, entry.key) if name)


def _head(atlas: Atlas, entry: Entry, path: str) -> str:
    venue = atlas.library.venues.get(entry.venue or "")
    og = [("og:type", "article"), ("og:site_name", NAME), ("og:title", plain_title(entry))]
    og.append(("og:description", entry.summary))
    if atlas.site.url:
        og.append(("og:url", atlas.site.url + path))
    return render(
        "paper_head.html",
        url=links.relative_to(path),
        bib=links.bib(entry.key),
        meta=list(highwire(entry, venue)),
        og=og,
        feeds=list(feed_links(atlas, path)),
        ld=linked_data(entry, venue),
    )


@dataclass(frozen=True)
class OutLink:
    """A link to where the paper or its code lives."""

    label: str
    href: str


def out_links(entry: Entry) -> list[OutLink]:
    """Addresses of the paper and its code, the published version first; https or none."""
    ids = entry.ids
    named = (
        ("Published version", ids.doi and links.DOI + ids.doi),
        ("arXiv", ids.arxiv and links.ARXIV + ids.arxiv),
        ("PDF", ids.arxiv and links.ARXIV_PDF + ids.arxiv),
        ("ACL Anthology", ids.acl and links.ACL + ids.acl),
        ("OpenReview", ids.openreview and links.OPENREVIEW + ids.openreview),
        ("Page", ids.url),
        ("Code", entry.code),
    )
    return [OutLink(label, href) for label, href in named if href and href.startswith("https://")]


def _terms(vocabulary: Mapping[str, Term], names: Iterable[str]) -> list[Term]:
    return [vocabulary[name] for name in names]


def _body(atlas: Atlas, entry: Entry) -> dict[str, object]:
    library = atlas.library
    shown: Shown = shown_for_entry(atlas, entry)
    results: list[ResultRow] = rows(entry, atlas.compared[entry.key], library)
    return {
        "anchor": CONTENT_ANCHOR,
        "entry": entry,
        "kind": in_words(entry.kind).capitalize(),
        "title": plain_title(entry),
        "authors": [full_name(author) for author in entry.authors],
        "where": where_sentence(entry, library.venues),
        "links": out_links(entry),
        "bib": links.bib(entry.key),
        "csv": links.impact_csv(entry.key),
        "bibtex": atlas.bibtex[entry.key].strip(),
        "edit": atlas.site.edit + source_of(entry) if atlas.site.edit else "",
        "source": source_of(entry),
        "techniques": _terms(library.techniques, entry.techniques),
        "scenarios": _terms(library.scenarios, entry.scenarios),
        "challenges": _terms(library.challenges, entry.challenges),
        "method_label": _METHOD_LABEL.get(entry.kind, "Method"),
        "results": results,
        "few": FEW_RESULTS,
        "any_bound": any(row.bound for row in results),
        **shown.as_values(),
        **_ties(atlas, entry),
    }


@dataclass(frozen=True)
class Tie:
    """A typed tie to another entry."""

    type: str
    key: str
    title: str
    note: str | None


@dataclass(frozen=True)
class RelatedPaper:
    """A paper like this one, and why."""

    key: str
    title: str
    why: str


FEW_RESULTS = 12
"""Reported results that stand open; the others are folded."""

RELATED = 5
"""Related papers shown on a page."""


def _ties(atlas: Atlas, entry: Entry) -> dict[str, object]:
    library = atlas.library
    known = library.entries

    return {
        "related": [
            RelatedPaper(one.key, _cited_as(atlas.brief(one.key)), "; ".join(one.reasons))
            for one in atlas.related.of(entry.key, RELATED)
        ],
        "relations": [
            Tie(in_words(tie.type), tie.key, _cited_as(atlas.brief(tie.key)), tie.note)
            for tie in entry.relations
            if tie.key in known
        ],
        "ego": ego_figure(atlas, entry.key),
        "cites": cited(atlas, entry.key),
        "cited_by": citing(atlas, entry.key),
        "no_cites": "No entry of this base."
        if entry.key in library.references
        else "Its reference list has not been read yet.",
    }


def _cited_as(paper: Brief) -> str:
    return f"{paper.title} ({paper.by}, {paper.year})"
