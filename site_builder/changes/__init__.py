"""What a change of the base means: entries, citations, likely duplicates, computed impact."""

from site_builder.changes.compared import Comparison, EntryChange, Similar, compare
from site_builder.changes.report import FORMATS
from site_builder.changes.revision import RevisionError, library_at

__all__ = [
    "FORMATS",
    "Comparison",
    "EntryChange",
    "RevisionError",
    "Similar",
    "compare",
    "library_at",
]
