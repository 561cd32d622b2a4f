"""Tags by which reference managers and search engines read a paper page.

They describe the paper itself, not this page: address, DOI and PDF point to the original.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from site_builder import links
from site_builder.wording import full_name, plain_title
from taxonomy.entry import Entry
from taxonomy.terms import Venue, VenueKind

_VENUE_TAG = {
    VenueKind.CONFERENCE: "citation_conference_title",
    VenueKind.WORKSHOP: "citation_conference_title",
    VenueKind.JOURNAL: "citation_journal_title",
    VenueKind.REPORT: "citation_technical_report_institution",
}


def original(entry: Entry) -> str | None:
    """The address where the paper itself is published, best first."""
    ids = entry.ids
    if ids.doi:
        return links.DOI + ids.doi
    if ids.acl:
        return links.ACL + ids.acl
    if ids.arxiv:
        return links.ARXIV + ids.arxiv
    if ids.openreview:
        return links.OPENREVIEW + ids.openreview
    return ids.url


def highwire(entry: Entry, venue: Venue | None) -> Iterator[tuple[str, str]]:
    """Pairs of name and content of the `citation_*` tags, in a fixed order."""
    yield "citation_title", plain_title(entry)
    for author in entry.authors:
        yield "citation_author", full_name(author)
    month = f"/{entry.month:02d}" if entry.month else ""
    yield "citation_publication_date", f"{entry.year}{month}"
    if venue is not None:
        yield _VENUE_TAG[venue.kind], venue.name
    if entry.volume:
        yield "citation_volume", entry.volume
    if entry.number:
        yield "citation_issue", entry.number
    yield from _pages(entry)
    if entry.ids.doi:
        yield "citation_doi", entry.ids.doi
    if entry.ids.arxiv:
        yield "citation_arxiv_id", entry.ids.arxiv
        yield "citation_pdf_url", links.ARXIV_PDF + entry.ids.arxiv


def _pages(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.pages:
        first, _, last = entry.pages.partition("--")
        yield "citation_firstpage", first
        if last:
            yield "citation_lastpage", last


def linked_data(entry: Entry, venue: Venue | None) -> Markup:
    """The paper as schema.org JSON that is safe inside a script element."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "name": plain_title(entry),
        "author": [{"@type": "Person", "name": full_name(name)} for name in entry.authors],
        "datePublished": str(entry.year),
        "identifier": _identifiers(entry),
    }
    if venue is not None:
        data["isPartOf"] = {"@type": "PublicationIssue", "name": venue.name}
    if address := original(entry):
        data["url"] = address
    return script_json(data)


def _identifiers(entry: Entry) -> list[str]:
    named: Mapping[str, str | None] = {"arXiv": entry.ids.arxiv, "doi": entry.ids.doi}
    return [f"{name}:{value}" for name, value in named.items() if value]


def script_json(data: object) -> Markup:
    """JSON without any character that could end or open markup around it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
