"""The promise that citation keys never move, kept by a list of every key ever published.

The list is only ever added to. A key that is on it must be an entry's key or one of its aliases.
"""

from __future__ import annotations

from collections.abc import Iterable

from taxonomy.library import Library

RECORD = "tests/data/keys.txt"
"""Where the list lies, relative to the base's root."""


def vanished(library: Library, recorded: Iterable[str]) -> tuple[str, ...]:
    """Recorded keys that no entry has, neither as its key nor as an alias, sorted."""
    return tuple(sorted({*recorded} - _alive(library)))


def unrecorded(library: Library, recorded: Iterable[str]) -> tuple[str, ...]:
    """Keys of entries that are not on the list yet, sorted."""
    return tuple(sorted({*library.entries} - {*recorded}))


def clashing(library: Library) -> tuple[tuple[str, ...], ...]:
    """Groups of keys and aliases that differ in case only, which BibTeX takes for one."""
    folded: dict[str, list[str]] = {}
    for entry in library.entries.values():
        for key in (entry.key, *entry.aliases):
            folded.setdefault(key.casefold(), []).append(key)
    return tuple(tuple(sorted(group)) for _, group in sorted(folded.items()) if len(group) > 1)


def _alive(library: Library) -> set[str]:
    aliases = {alias for entry in library.entries.values() for alias in entry.aliases}
    return aliases | library.entries.keys()
