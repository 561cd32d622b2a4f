"""Where a draft's facts come from: arXiv, Crossref, a forge, or a `.bib` file.

Forms as the services document them: the Atom feed of the arXiv API (`id_list`), Crossref's REST
API (`/works/{doi}`), and the README that GitHub serves under `/repos/{owner}/{name}/readme`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import bibtexparser

from site_builder.drafting.metadata import (
    Metadata,
    find_arxiv,
    find_repository,
    one_line,
)
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
        raise UnknownPaperError(f"{identifier!r} holds no arXiv identifier; write it as 2303.06865")
    answer = client.get(f"{ARXIV_API}?id_list={name}&max_results=1")
    entry = _atom_entry(answer)
    if entry is None:
        raise UnknownPaperError(f"arXiv has no paper {name}; look for a slip in the number")
    primary = entry.find(f"{_ARXIV}primary_category")
    comment = " ".join(_text(entry, f"{_ARXIV}{n}") for n in ("comment", "journal_ref"))
    return Metadata(
        title=_text(entry, f"{_ATOM}title"),
        authors=tuple(_text(a, f"{_ATOM}name") for a in entry.findall(f"{_ATOM}author")),
        year=_year(_text(entry, f"{_ATOM}published")),
        arxiv=name,
        primary_class=primary.get("term") if primary is not None else None,
        doi=_text(entry, f"{_ARXIV}doi") or None,
        venue=_text(entry, f"{_ARXIV}journal_ref") or None,
        code=find_repository(f"{comment} {_text(entry, f'{_ATOM}summary')}"),
        source="arXiv",
    )


def _atom_entry(answer: bytes) -> ElementTree.Element | None:
    """The one entry of an Atom feed; None where arXiv says there is none."""
    if _DECLARES.search(answer[:2000]):
        raise FetchError(f"{ARXIV_API}: the answer declares entities, which Atom feeds do not")
    try:
        root = ElementTree.fromstring(answer)
    except ElementTree.ParseError as error:
        raise FetchError(f"{ARXIV_API}: the answer is not XML ({error})") from error
    entry = root.find(f"{_ATOM}entry")
    if entry is None or "/api/errors" in _text(entry, f"{_ATOM}id"):
        return None
    return entry if _text(entry, f"{_ATOM}title") not in ("", "Error") else None


def _text(element: ElementTree.Element, name: str) -> str:
    return one_line(element.findtext(name) or "")


def _year(text: str) -> int | None:
    found = re.match(r"(\d{4})", text)
    return int(found.group(1)) if found else None


def from_doi(doi: str, client: Client) -> Metadata:
    """What Crossref says of a published paper; arXiv's own DOIs are asked at arXiv.

    Raises:
        UnknownPaperError: Crossref has no such DOI.
        FetchError: No usable answer.
    """
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", doi.strip(), flags=re.IGNORECASE)
    if bare.lower().startswith("10.48550/arxiv."):
        return from_arxiv(bare, client)
    try:
        answer = client.get(f"{CROSSREF}/{quote(bare, safe='/')}")
    except NotFoundError as error:
        raise UnknownPaperError(f"Crossref has no DOI {bare}; look for a slip in it") from error
    try:
        work: dict[str, Any] = json.loads(answer)["message"]
    except (ValueError, KeyError, TypeError) as error:
        raise FetchError(f"{CROSSREF}: the answer is not a work in JSON") from error
    return _crossref_work(work, bare)


def _crossref_work(work: dict[str, Any], doi: str) -> Metadata:
    title = next(iter(work.get("title") or []), "")
    dates = (work.get("published") or work.get("issued") or {}).get("date-parts") or [[None]]
    authors = []
    for person in work.get("author") or []:
        family, given = person.get("family") or "", person.get("given") or ""
        whole = f"{family}, {given}" if " " in family and given else f"{given} {family}".strip()
        authors.append(one_line(whole or str(person.get("name") or "")))
    pages = str(work.get("page") or "")
    return Metadata(
        title=one_line(str(title)),
        authors=tuple(filter(None, authors)),
        year=dates[0][0],
        doi=doi,
        venue=one_line(str(next(iter(work.get("container-title") or []), ""))) or None,
        pages="--".join(re.findall(r"\d+", pages)[:2]) or None,
        source="Crossref",
    )


def from_address(url: str, client: Client) -> Metadata:
    """The paper that an address leads to: arXiv and DOI pages, or a repository's README.

    Raises:
        UnknownPaperError: The address names no paper, nor does the README.
        FetchError: No usable answer.
    """
    parts = urlsplit(url)
    if parts.hostname in ("arxiv.org", "www.arxiv.org", "export.arxiv.org"):
        return from_arxiv(parts.path, client)
    if parts.hostname in ("doi.org", "dx.doi.org"):
        return from_doi(parts.path.lstrip("/"), client)
    if parts.hostname != "github.com" or parts.path.count("/") < 2:
        raise UnknownPaperError(
            f"{url!r} is not read; give an arXiv, DOI or github.com/owner/name address"
        )
    return _from_readme(parts.path.strip("/").split("/")[:2], client)


def _from_readme(repository: list[str], client: Client) -> Metadata:
    name = "/".join(repository).removesuffix(".git")
    try:
        answer = client.get(f"{GITHUB}/{quote(name)}/readme")
        readme = base64.b64decode(json.loads(answer)["content"]).decode("utf-8", "replace")
    except NotFoundError as error:
        raise UnknownPaperError(f"github.com/{name} has no README to read") from error
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise FetchError(f"{GITHUB}/{name}/readme: the answer holds no README") from error
    linked = re.search(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})", readme)
    if linked is None:
        raise UnknownPaperError(
            f"the README of github.com/{name} links no arXiv paper; give the paper's id instead"
        )
    found = from_arxiv(linked.group(1), client)
    return Metadata(**{**vars(found), "code": f"https://github.com/{name}"})


def from_bibtex(text: str) -> Metadata:
    """The one paper of a `.bib` text; needs no network.

    Raises:
        UnknownPaperError: The text has no entry, several, or one without title or authors.
    """
    library = bibtexparser.parse_string(text)
    if library.failed_blocks:
        line = (library.failed_blocks[0].start_line or 0) + 1
        raise UnknownPaperError(f"line {line} is not BibTeX; look for an unbalanced brace there")
    if len(library.entries) != 1:
        raise UnknownPaperError(f"{len(library.entries)} BibTeX entries; give a file with one")
    fields = {f.key.lower(): str(f.value) for f in library.entries[0].fields}
    title = _without_tex(fields.get("title", ""))
    people = re.split(r"\s+and\s+", _without_tex(fields.get("author", "")))
    authors = tuple(_in_reading_order(a) for a in people if a.strip())
    if not title or not authors:
        raise UnknownPaperError("the BibTeX entry lacks a title or authors; add them")
    everything = " ".join(fields.get(n, "") for n in ("eprint", "url", "journal", "note"))
    return Metadata(
        title=title,
        authors=authors,
        year=_year(fields.get("year", "")),
        arxiv=find_arxiv(everything),
        primary_class=fields.get("primaryclass"),
        doi=fields.get("doi") or None,
        venue=_without_tex(fields.get("booktitle") or fields.get("journal") or "") or None,
        pages="--".join(re.findall(r"\d+", fields.get("pages", ""))[:2]) or None,
        source="BibTeX",
    )


def _without_tex(text: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    return one_line(LatexNodes2Text().latex_to_text(text))


def _in_reading_order(author: str) -> str:
    family, comma, given = author.partition(",")
    if not comma:
        return author.strip()
    family, given = family.strip(), given.strip()
    return f"{family}, {given}" if " " in family else f"{given} {family}"
