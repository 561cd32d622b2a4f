"""Reference lists from services, by the identifier of the citing paper.

Each service is a function from an entry and a client to what was found. Forms as documented by
the services: OpenAlex works (`referenced_works`), Semantic Scholar Graph v1 (`/references`), and
the TeX source that arXiv serves under `/e-print`.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

from site_builder.http import Client, FetchError, NotFoundError
from site_builder.references.found import Found, collect, identifiers_in
from site_builder.references.readers import UnreadableError, from_bbl, from_tex
from taxonomy.entry import Entry

OPENALEX = "https://api.openalex.org/works"
SEMANTIC_SCHOLAR = "https://api.semanticscholar.org/graph/v1/paper"
ARXIV = "https://export.arxiv.org/e-print"

PAUSES = {
    "api.openalex.org": 0.2,
    "api.semanticscholar.org": 1.1,
    "export.arxiv.org": 3.1,
}
"""Least time between requests to a service, as each asks for, in seconds."""

_BATCH = 50  # values of one OpenAlex filter
_PAGE = 1000  # references of one Semantic Scholar answer
_MOST_PAGES = 10
_LARGEST_SOURCE = 60_000_000  # B, decompressed
_LARGEST_FILE = 5_000_000  # B
_MOST_FILES = 5_000


def from_openalex(entry: Entry, client: Client) -> Found:
    """The works that OpenAlex says an entry references.

    Raises:
        NotFoundError: OpenAlex does not have the paper, or no list of it.
        FetchError: No usable answer.
    """
    doi = entry.ids.doi or (f"10.48550/arXiv.{entry.ids.arxiv}" if entry.ids.arxiv else None)
    if doi is None:
        raise NotFoundError("OpenAlex asks for a DOI or an arXiv identifier; the entry has none")
    work = _json(
        client, f"{OPENALEX}/doi:{quote(doi, safe='/')}", _openalex_query("referenced_works")
    )
    ids = [str(name).rsplit("/", 1)[-1] for name in work.get("referenced_works") or []]
    if not ids:
        raise NotFoundError("OpenAlex has no references of it")
    references = []
    for start in range(0, len(ids), _BATCH):
        query = _openalex_query("id,doi,locations")
        query |= {"filter": f"openalex:{'|'.join(ids[start : start + _BATCH])}"}
        answer = _json(client, OPENALEX, query | {"per-page": str(_BATCH)})
        references += [_openalex_work(found) for found in answer.get("results") or []]
    return collect(
        references, obtained="OpenAlex, referenced_works", complete=False, count=len(ids)
    )


def _openalex_query(select: str) -> dict[str, str]:
    key = os.environ.get("OPENALEX_API_KEY")
    return {"select": select} | ({"api_key": key} if key else {})


def _openalex_work(work: dict[str, Any]) -> tuple[list[str], list[str]]:
    places = [str(place.get("landing_page_url") or "") for place in work.get("locations") or []]
    arxiv = [name for place in places for name in identifiers_in(place)[0]]
    doi = str(work.get("doi") or "").removeprefix("https://doi.org/")
    return arxiv, [doi] if doi else []


def from_semantic_scholar(entry: Entry, client: Client) -> Found:
    """The papers that Semantic Scholar says an entry references.

    Raises:
        NotFoundError: Semantic Scholar does not have the paper, or no list of it.
        FetchError: No usable answer.
    """
    ids = entry.ids
    if not (ids.arxiv or ids.doi):
        raise NotFoundError("Semantic Scholar asks for a DOI or an arXiv identifier")
    name = f"ARXIV:{ids.arxiv}" if ids.arxiv else f"DOI:{quote(ids.doi or '', safe='/')}"
    rows = [*_semantic_scholar_rows(name, client)]
    if not rows:
        raise NotFoundError("Semantic Scholar has no references of it")
    return collect(
        map(_semantic_scholar_paper, rows),
        obtained="Semantic Scholar, references",
        complete=False,
        count=len(rows),
    )


def _semantic_scholar_rows(name: str, client: Client) -> Iterator[dict[str, Any]]:
    key = os.environ.get("S2_API_KEY")
    headers = {"x-api-key": key} if key else {}
    offset: int | None = 0
    for _ in range(_MOST_PAGES):
        query = {"fields": "externalIds", "limit": str(_PAGE), "offset": str(offset)}
        answer = _json(client, f"{SEMANTIC_SCHOLAR}/{name}/references", query, headers)
        yield from answer.get("data") or []
        offset = answer.get("next")
        if offset is None:
            return


def _semantic_scholar_paper(row: dict[str, Any]) -> tuple[list[str], list[str]]:
    ids = (row.get("citedPaper") or {}).get("externalIds") or {}
    arxiv, doi = ids.get("ArXiv"), ids.get("DOI")
    return [str(arxiv)] if arxiv else [], [str(doi)] if doi else []


def from_arxiv(entry: Entry, client: Client) -> Found:
    """The identifiers that the bibliography in a paper's arXiv source prints.

    Raises:
        NotFoundError: The paper is not on arXiv, or its source holds no bibliography.
        FetchError: No usable answer.
    """
    if not entry.ids.arxiv:
        raise NotFoundError("the entry has no arXiv identifier")
    texts = source_texts(client.get(f"{ARXIV}/{entry.ids.arxiv}"))
    lists = [text for name, text in sorted(texts.items()) if name.endswith(".bbl")]
    try:
        found = from_bbl("\n".join(lists)) if lists else from_tex(texts.values())
    except UnreadableError:
        found = None
    if found is None:
        raise NotFoundError("its arXiv source holds no bibliography")
    return Found(found.arxiv, found.doi, found.count, True, "arXiv source, bibliography")


def source_texts(content: bytes) -> dict[str, str]:
    """Name to text of the .tex and .bbl files of a paper's source; nothing touches the disk.

    Raises:
        FetchError: The source is too large or is none.
        NotFoundError: The source is a PDF.
    """
    if content.startswith(b"\x1f\x8b"):
        content = _unzipped(content)
    if content.startswith(b"%PDF"):
        raise NotFoundError("arXiv has only a PDF of it")
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            return dict(_members(archive))
    except tarfile.TarError:
        return {"paper.tex": content.decode("utf-8", "replace")}


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, str]]:
    for number, member in enumerate(archive):
        if number >= _MOST_FILES:
            raise FetchError(f"arXiv source has over {_MOST_FILES:,} files")
        wanted = member.name.endswith((".tex", ".bbl")) and member.size <= _LARGEST_FILE
        if member.isreg() and wanted and (file := archive.extractfile(member)):
            yield member.name, file.read().decode("utf-8", "replace")


def _unzipped(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(content, _LARGEST_SOURCE)
    except zlib.error as error:
        raise FetchError(f"arXiv source cannot be unpacked: {error}") from error
    if unpacker.unconsumed_tail:
        raise FetchError(f"arXiv source is larger than {_LARGEST_SOURCE:,} bytes")
    return plain


def _json(
    client: Client, url: str, query: dict[str, str], headers: dict[str, str] | None = None
) -> dict[str, Any]:
    content = client.get(f"{url}?{urlencode(query, safe=',:|')}", headers)
    try:
        data = json.loads(content)
    except ValueError as error:
        raise FetchError(f"{url}: answer is not JSON") from error
    if not isinstance(data, dict):
        raise FetchError(f"{url}: answer is not a JSON object")
    return data


SERVICES: dict[str, Callable[[Entry, Client], Found]] = {
    "semantic-scholar": from_semantic_scholar,
    "openalex": from_openalex,
    "arxiv": from_arxiv,
}
"""Name of a service to what asks it, in the order in which they are asked."""
