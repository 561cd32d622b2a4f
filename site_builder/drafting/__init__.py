"""Drafting an entry from an identifier, a `.bib` file or a repository's address."""

from site_builder.drafting.draft import (
    Draft,
    DuplicateError,
    as_yaml,
    draft_entry,
    propose_key,
)
from site_builder.drafting.metadata import Metadata
from site_builder.drafting.sources import (
    UnknownPaperError,
    from_address,
    from_arxiv,
    from_bibtex,
    from_doi,
)

__all__ = [
    "Draft",
    "DuplicateError",
    "Metadata",
    "UnknownPaperError",
    "as_yaml",
    "draft_entry",
    "from_address",
    "from_arxiv",
    "from_bibtex",
    "from_doi",
    "propose_key",
]
