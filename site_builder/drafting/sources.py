"""Services that a draft's facts come from: arXiv, Crossref, a forge.

Forms as the services document them: the Atom feed of the arXiv API (`id_list`), Crossref's REST
API (`/works/{doi}`), and the README that GitHub serves under `/repos/{owner}/{name}/readme`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from site_builder.drafting.metadata import (
    Metadata,
    find_arxiv,
    find_repository,
    known_class,
    known_doi,
    known_year,
    one_line,
    page_range,
    without_markup,
)
from site_builder.drafting.tex_text import without_tex
from site_builder.http import Client, FetchError, NotFoundError

ARXIV_API = "https://export.arxiv.org/api/query"
CROSSREF = "https://api.crossref.org/works"
GITHUB = "https://api.github.com/repos"
PAUSES = {"export.arxiv.org": 3.1, "api.crossref.org": 0.2, "api.github.com": 1.0}
"""Least time between requests to a service, as each asks for, in seconds."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class UnknownPaperError(Exception):
    """No paper could be read from what was given; the message says why."""


def from_arxiv(identifier: str, client: Client) -> Metadata:
    """What arXiv says of a paper.

    Args:
        identifier: Identifier, with or without version, or an address that holds one.
        client: Fetches addresses.

    Raises:
        UnknownPaperError: No such identifier, or arXiv has no such paper.
        FetchError: No usable answer.
    """
    name = find_arxiv(identifier)
    if name is None:
        raise UnknownPaperError(
            f"{one_line(identifier)!r} holds no arXiv identifier; write it as 2303.06865"
        )
    answer = client.get(f"{ARXIV_API}?id_list={name}&max_results=1")
    entry = _atom_entry(answer)
    if entry is None:
        raise UnknownPaperError(f"arXiv has no paper {name}; look for a slip in the number")
    names = [_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")]
    primary = entry.find(f"{_ARXIV}primary_category")
    comment = " ".join(_text(entry, f"{_ARXIV}{n}") for n in ("comment", "journal_ref"))
    return Metadata(
        title=without_tex(_text(entry, f"{_ATOM}title")),
        authors=tuple(filter(None, names)),
        year=known_year(_text(entry, f"{_ATOM}published")),
        arxiv=name,
        primary_class=known_class(primary.get("term")) if primary is not None else None,
        doi=known_doi(_text(entry, f"{_ARXIV}doi")),
        venue=_text(entry, f"{_ARXIV}journal_ref") or None,
        code=find_repository(f"{comment} {_text(entry, f'{_ATOM}summary')}"),
        source="arXiv",
    )


def publications(identifiers: tuple[str, ...], client: Client) -> dict[str, str]:
    """Preprint to what arXiv says of its publication; those without one are left out.

    Args:
        identifiers: arXiv identifiers, at most 100.
        client: Fetches addresses.

    Raises:
        FetchError: No usable answer.
    """
    asked = f"{ARXIV_API}?id_list={','.join(identifiers)}&max_results={len(identifiers)}"
    found = {}
    for entry in _feed(client.get(asked)).findall(f"{_ATOM}entry"):
        name = find_arxiv(_text(entry, f"{_ATOM}id"))
        said = [_text(entry, f"{_ARXIV}journal_ref"), _text(entry, f"{_ARXIV}doi")]
        if name and any(said):
            found[name] = ", doi ".join(filter(None, said))
    return found


def _atom_entry(answer: bytes) -> ElementTree.Element | None:
    """The one entry of an Atom feed; None where arXiv says there is none."""
    entry = _feed(answer).find(f"{_ATOM}entry")
    if entry is None or "/api/errors" in _text(entry, f"{_ATOM}id"):
        return None
    return entry if _text(entry, f"{_ATOM}title") not in ("", "Error") else None


def _feed(answer: bytes) -> ElementTree.Element:
    if answer.lstrip()[:20].lower().startswith(b"rate exceeded"):
        # arXiv says so in a sentence and with status 200.
        raise FetchError(f"{ARXIV_API}: too many requests of late; try again in a few minutes")
    if _DECLARES.search(answer):
        raise FetchError(f"{ARXIV_API}: the answer declares entities, which Atom feeds do not")
    try:
        return ElementTree.fromstring(answer)
    except ElementTree.ParseError as error:
        raise FetchError(f"{ARXIV_API}: the answer is not XML, {error}") from error


def _text(element: ElementTree.Element, name: str) -> str:
    return one_line(element.findtext(name) or "")


def from_doi(doi: str, client: Client) -> Metadata:
    """What Crossref says of a published paper; arXiv's own DOIs are asked at arXiv.

    Raises:
        UnknownPaperError: Crossref has no such DOI.
        FetchError: No usable answer.
    """
    if "10.48550/arxiv." in doi.lower():
        return from_arxiv(doi, client)
    bare = known_doi(doi)
    if bare is None:
        raise UnknownPaperError(f"{one_line(doi)!r} is no DOI; write it as 10.1145/3600006.3613165")
    try:
        answer = client.get(f"{CROSSREF}/{quote(bare, safe='/')}")
    except NotFoundError as error:
        raise UnknownPaperError(f"Crossref has no DOI {bare}; look for a slip in it") from error
    try:
        work = json.loads(answer)["message"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FetchError(f"{CROSSREF}: the answer is not a work in JSON") from error
    if not isinstance(work, dict):
        raise FetchError(f"{CROSSREF}: the answer is not a work in JSON")
    return _crossref_work(work, bare)


def _crossref_work(work: dict[str, Any], doi: str) -> Metadata:
    """A work as Crossref gives it; a part of another form than documented counts as absent."""
    people = work.get("author")
    authors = [_crossref_name(person) for person in people] if isinstance(people, list) else []
    return Metadata(
        title=_first_text(work.get("title")),
        authors=tuple(filter(None, authors)),
        year=_crossref_year(work.get("published")) or _crossref_year(work.get("issued")),
        doi=doi,
        venue=_first_text(work.get("container-title")) or None,
        pages=page_range(work.get("page")),
        source="Crossref",
    )


def _first_text(values: object) -> str:
    first = next(iter(values), "") if isinstance(values, list) else values
    return without_markup(first) if isinstance(first, str) else ""


def _crossref_year(value: object) -> int | None:
    """The year of `{"date-parts": [[2023, 10, 23]]}`."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    for _ in range(2):
        parts = next(iter(parts), None) if isinstance(parts, list) else None
    return known_year(parts)


def _crossref_name(person: object) -> str:
    if not isinstance(person, dict):
        return ""
    family, given, name = (_first_text(person.get(part)) for part in ("family", "given", "name"))
    whole = f"{family}, {given}" if " " in family and given else f"{given} {family}".strip()
    return whole or name


def from_address(url: str, client: Client) -> Metadata:
    """The paper that an address leads to: arXiv and DOI pages, or a repository's README.

    Raises:
        UnknownPaperError: The address names no paper, nor does the README.
        FetchError: No usable answer.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UnknownPaperError(f"{one_line(url)!r} is no address") from error
    if parts.hostname in ("arxiv.org", "www.arxiv.org", "export.arxiv.org"):
        return from_arxiv(parts.path, client)
    if parts.hostname in ("doi.org", "dx.doi.org"):
        return from_doi(parts.path.lstrip("/"), client)
    if parts.hostname != "github.com" or parts.path.count("/") < 2:
        raise UnknownPaperError(
            f"{one_line(url)!r} is not read; give an arXiv, DOI or github.com/owner/name address"
        )
    return _from_readme(parts.path.strip("/").split("/")[:2], client)


def _from_readme(repository: list[str], client: Client) -> Metadata:
    name = "/".join(repository).removesuffix(".git")
    if find_repository(f"https://github.com/{name}") != f"https://github.com/{name}":
        raise UnknownPaperError(f"{one_line(name)!r} is no owner/name of a repository")
    try:
        answer = client.get(f"{GITHUB}/{quote(name)}/readme")
        readme = base64.b64decode(json.loads(answer)["content"]).decode("utf-8", "replace")
    except NotFoundError as error:
        raise UnknownPaperError(f"github.com/{name} has no README to read") from error
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise FetchError(f"{GITHUB}/{name}/readme: the answer holds no README") from error
    linked = re.search(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})", readme)
    if linked is None:
        raise UnknownPaperError(
            f"the README of github.com/{name} links no arXiv paper; give the paper's id instead"
        )
    found = from_arxiv(linked.group(1), client)
    return replace(found, code=f"https://github.com/{name}")
