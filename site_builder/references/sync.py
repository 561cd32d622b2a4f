"""Filling `*.references.yaml`, one entry after the other; what is written stays written.

The files themselves are the state: a run that was cut off goes on where it stopped, because
entries that have a list are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from site_builder.atomic import write_atomically
from site_builder.http import Client, FetchError, NotFoundError
from site_builder.references.found import Found, without_self
from site_builder.references.services import SERVICES
from taxonomy.entry import Entry
from taxonomy.library import REFERENCES_SUFFIX, Library


class Status(StrEnum):
    """What became of an entry's reference list."""

    WRITTEN = "written"
    KEPT = "kept"
    ABSENT = "absent"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What a run did for one entry.

    Attributes:
        key: Key of the entry.
        status: What became of its list.
        detail: Counts, or the reason.
    """

    key: str
    status: Status
    detail: str


def list_path(library: Library, entry: Entry) -> Path:
    """Where the reference list of an entry lies."""
    path = Path(library.paths[entry.key])
    return library.root / path.with_name(f"{entry.key}{REFERENCES_SUFFIX}")


def sync(
    library: Library,
    keys: Iterable[str],
    client: Client,
    services: Iterable[str] = tuple(SERVICES),
    *,
    refresh: bool = False,
) -> Iterator[Outcome]:
    """Fetch and write the reference lists of some entries.

    Args:
        library: The base.
        keys: Entries to look at, in this order.
        client: What asks the network.
        services: Names of services, asked in this order until one has the list.
        refresh: Fetch lists again; a complete one still gives way to a complete one only.

    Yields:
        What was done, entry by entry, after its file is safe on disk.
    """
    names = tuple(services)
    for key in keys:
        entry = library.entries[key]
        present = library.references.get(key)
        if present is not None and not refresh:
            yield Outcome(key, Status.KEPT, "has a list")
            continue
        found, reasons, failed = ask(entry, client, names)
        if found is None:
            yield Outcome(key, Status.FAILED if failed else Status.ABSENT, "; ".join(reasons))
        elif present is not None and present.complete and not found.complete:
            yield Outcome(key, Status.KEPT, "has a complete list, the new one is not")
        else:
            write_list(library, entry, found)
            yield Outcome(key, Status.WRITTEN, summary(found))


def ask(
    entry: Entry, client: Client, services: Iterable[str]
) -> tuple[Found | None, list[str], bool]:
    """Ask services in turn until one has the reference list of an entry.

    Args:
        entry: The entry; only its identifiers are read.
        client: What asks the network.
        services: Names of services.

    Returns:
        The list or None; why services did not have it; whether one of them failed.
    """
    reasons: list[str] = []
    failed = False
    for name in services:
        try:
            return without_self(SERVICES[name](entry, client), entry), reasons, failed
        except NotFoundError as error:
            reasons.append(f"{name}: {error}")
        except FetchError as error:
            reasons.append(f"{name}: {error}")
            failed = True
    return None, reasons, failed


def summary(found: Found) -> str:
    """`31 arXiv identifiers, 4 DOIs of 41 references; OpenAlex, referenced_works`."""
    total = "" if found.count is None else f" of {found.count} references"
    return f"{len(found.arxiv)} arXiv identifiers, {len(found.doi)} DOIs{total}; {found.obtained}"


def write_list(library: Library, entry: Entry, found: Found) -> Path:
    """Write the reference list of an entry and return its path."""
    path = list_path(library, entry)
    write_atomically(path, as_yaml(entry.key, found).encode())
    return path


def as_yaml(key: str, found: Found) -> str:
    """The text of a reference list, keys in the schema's order."""
    lines = [f"key: {key}", f"obtained: {_quoted(found.obtained)}"]
    lines.append(f"complete: {'true' if found.complete else 'false'}")
    if found.count is not None:
        lines.append(f"count: {found.count}")
    for name, values in (("arxiv", found.arxiv), ("doi", found.doi)):
        if values:
            lines += [f"{name}:", *(f"  - {_quoted(value)}" for value in values)]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
