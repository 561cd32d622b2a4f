"""Asking services for what a draft needs: the paper's facts, then what it cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from site_builder.drafting.bibtex_file import from_bibtex
from site_builder.drafting.metadata import Metadata
from site_builder.drafting.sources import from_address, from_arxiv, from_doi
from site_builder.http import Client
from site_builder.references import SERVICES, Found, ask
from taxonomy.entry import Entry, Identifiers


@dataclass(frozen=True)
class Request:
    """What names the paper; exactly one is given.

    Attributes:
        arxiv: arXiv identifier, or text that holds one.
        doi: DOI.
        url: Address of its page or repository.
        bibtex: Text of a `.bib` file with this one paper.
    """

    arxiv: str | None = None
    doi: str | None = None
    url: str | None = None
    bibtex: str | None = None


def fetch_metadata(request: Request, client: Client) -> Metadata:
    """The facts of the paper that a request names; a BibTeX text needs no network.

    Raises:
        UnknownPaperError: There is no such paper.
        FetchError: No usable answer.
    """
    if request.bibtex is not None:
        return from_bibtex(request.bibtex)
    if request.doi:
        return from_doi(request.doi, client)
    if request.url:
        return from_address(request.url, client)
    return from_arxiv(request.arxiv or "", client)


def fetch_references(known: Metadata, client: Client) -> tuple[Found | None, str]:
    """What the paper cites, and else why that could not be learnt."""
    if not (known.arxiv or known.doi):
        return None, "the paper has no arXiv identifier and no DOI to ask for"
    # The entry is not one yet; of an entry, services read only its identifiers.
    named: dict[str, Any] = {"ids": Identifiers(arxiv=known.arxiv, doi=known.doi)}
    found, reasons, _ = ask(Entry.model_construct(**named), client, SERVICES)
    return found, "; ".join(reasons)
