"""Reference lists of the entries: fetched from services or read from files, never typed."""

from site_builder.references.found import Found, collect, identifiers_in, without_self
from site_builder.references.readers import UnreadableError, read_references
from site_builder.references.services import PAUSES, SERVICES
from site_builder.references.sync import (
    Outcome,
    Status,
    as_yaml,
    ask,
    list_path,
    summary,
    sync,
    write_list,
)

__all__ = [
    "PAUSES",
    "SERVICES",
    "Found",
    "Outcome",
    "Status",
    "UnreadableError",
    "as_yaml",
    "ask",
    "collect",
    "identifiers_in",
    "list_path",
    "read_references",
    "summary",
    "sync",
    "without_self",
    "write_list",
]
