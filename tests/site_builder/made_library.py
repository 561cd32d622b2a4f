"""Entries and libraries made on the spot, for tests that need no files."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_builder.atlas import Atlas
from taxonomy.entry import Entry, Identifiers, ReferenceList
from taxonomy.library import Library
from taxonomy.source import Read, Source
from taxonomy.terms import Technique, Venue

_VENUES = [
    Venue(
        id="icml",
        name="International Conference on Machine Learning",
        short="ICML",
        kind="conference",
        publisher="PMLR",
    ),
    Venue(
        id="tmlr",
        name="Transactions on Machine Learning Research",
        short="TMLR",
        kind="journal",
    ),
    Venue(id="nvidia", name="NVIDIA", short="NVIDIA", kind="report"),
]
_TREE = {
    "model-level": None,
    "system-level": None,
    "quantization": "model-level",
    "memory-management": "system-level",
    "weight-only-quantization": "quantization",
    "kv-cache-quantization": "quantization",
    "paged-kv-cache": "memory-management",
    "weight-offloading": "memory-management",
}
_TECHNIQUES = [
    Technique(id=name, name=name.replace("-", " ").capitalize(), definition="A term.", parent=up)
    for name, up in _TREE.items()
]


def _entry(key: str, **fields: Any) -> Entry:
    year = int("".join(character for character in key if character.isdigit())[:4])
    defaults: dict[str, Any] = {
        "kind": "method",
        "title": f"A Study of {key.capitalize()}",
        "authors": ["Ada Lovelace"],
        "year": year,
        "techniques": ["weight-offloading"],
        "scenarios": ["offline-batch-inference"],
        "challenges": ["pcie-bandwidth"],
        "summary": "What it does.",
        "scenario": "Where.",
        "challenge": "Why hard.",
        "method": "How.",
        "added": date(2026, 11, 21),
    }
    if isinstance(ids := fields.pop("ids", {}), Mapping):
        ids = Identifiers(**ids)
    return Entry(key=key, ids=ids, **(defaults | fields))


def _read(records: Iterable[Any], kind: str) -> tuple[Read[Any], ...]:
    return tuple(Read(record, Source(f"{kind}.yaml", "", None), ()) for record in records)


def _library(
    entries: Iterable[Entry], references: Mapping[str, Iterable[str]] | None = None
) -> Library:
    lists = [
        ReferenceList(
            key=key,
            obtained="typed for a test",
            complete=True,
            arxiv=[name for name in names if not name.startswith("10.")],
            doi=[name for name in names if name.startswith("10.")],
        )
        for key, names in (references or {}).items()
    ]
    return Library(
        root=Path(),
        sources={},
        papers=_read(entries, "entry"),
        reference_files=_read(lists, "references"),
        vocabulary={
            "venues": _read(_VENUES, "venues"),
            "techniques": _read(_TECHNIQUES, "techniques"),
        },
    )


@pytest.fixture(scope="session")
def make_entry() -> Callable[..., Entry]:
    """An entry from its key and whatever else matters to the test."""
    return _entry


@pytest.fixture(scope="session")
def make_library() -> Callable[..., Library]:
    """A library of entries and, by key, the arXiv ids and DOIs that their lists print."""
    return _library


def with_changes(atlas: Atlas, key: str, **changes: Any) -> Atlas:
    """An atlas in which some fields of one entry are others."""
    papers = tuple(
        replace(read, record=read.record.model_copy(update=changes))
        if read.record.key == key
        else read
        for read in atlas.library.papers
    )
    fields = {n: getattr(atlas.library, n) for n in type(atlas.library).__dataclass_fields__}
    return replace(atlas, library=type(atlas.library)(**{**fields, "papers": papers}))
