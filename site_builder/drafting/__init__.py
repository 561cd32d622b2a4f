"""Drafting an entry from an identifier, a `.bib` file, an address or a filled form."""

from site_builder.drafting.answers import Answers
from site_builder.drafting.bibtex_file import from_bibtex
from site_builder.drafting.draft import (
    Draft,
    DuplicateError,
    draft_entry,
    propose_key,
    refuse_duplicate,
)
from site_builder.drafting.entry_text import as_yaml
from site_builder.drafting.files import WouldOverwriteError, write_draft
from site_builder.drafting.lookup import Request, fetch_metadata, fetch_references
from site_builder.drafting.metadata import Metadata
from site_builder.drafting.sources import (
    UnknownPaperError,
    from_address,
    from_arxiv,
    from_doi,
)

__all__ = [
    "Answers",
    "Draft",
    "DuplicateError",
    "Metadata",
    "Request",
    "UnknownPaperError",
    "WouldOverwriteError",
    "as_yaml",
    "draft_entry",
    "fetch_metadata",
    "fetch_references",
    "from_address",
    "from_arxiv",
    "from_bibtex",
    "from_doi",
    "propose_key",
    "refuse_duplicate",
    "write_draft",
]
