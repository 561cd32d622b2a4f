"""Choosing entries: any of the values within a facet, all of the facets together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.problem import quoted, suggestion

_YEARS = re.compile(r"(?P<first>\d{4})?(?P<range>-)?(?P<last>\d{4})?")


class SelectionError(ValueError):
    """A chosen value does not exist; the message quotes it and names the nearest one."""


@dataclass(frozen=True)
class Selection:
    """What to take; an empty facet takes everything.

    Attributes:
        keys: Keys or aliases.
        techniques: Techniques; one that is not a leaf stands for all below it.
        scenarios: Scenarios.
        challenges: Challenges.
        venues: Venues.
        kinds: Kinds of work.
        years: Years and ranges of years: `2023`, `2020-2023`, `2023-`, `-2019`.
        has_code: Only entries with a link to code.
    """

    keys: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    has_code: bool = False


def select(library: Library, selection: Selection) -> tuple[Entry, ...]:
    """The entries that a selection takes, sorted by key.

    Raises:
        SelectionError: A value is unknown, or a year is none.
    """
    keys = _known_keys(library, selection.keys)
    _require(selection.techniques, library.techniques, "technique")
    _require(selection.scenarios, library.scenarios, "scenario")
    _require(selection.challenges, library.challenges, "challenge")
    _require(selection.venues, library.venues, "venue")
    leaves = {leaf for name in selection.techniques for leaf in (name, *library.tree.below(name))}
    spans = [year_span(text) for text in selection.years]
    return tuple(
        entry
        for entry in library.entries.values()
        if (not keys or entry.key in keys)
        and (not leaves or not leaves.isdisjoint(entry.techniques))
        and _meets(entry.scenarios, selection.scenarios)
        and _meets(entry.challenges, selection.challenges)
        and _meets([entry.venue or ""], selection.venues)
        and _meets([entry.kind.value], selection.kinds)
        and (not spans or any(first <= entry.year <= last for first, last in spans))
        and (not selection.has_code or entry.code is not None)
    )


def year_span(text: str) -> tuple[int, int]:
    """First and last year of `2023`, `2020-2023`, `2023-` or `-2019`.

    Raises:
        SelectionError: The text is neither a year nor a range of years.
    """
    match = _YEARS.fullmatch(text.strip())
    if match is None or not (match["first"] or match["last"]):
        raise SelectionError(f"year '{text}' is none; write 2023, 2020-2023, 2023- or -2019")
    first = int(match["first"] or 0)
    last = int(match["last"] or (9999 if match["range"] else first))
    if last < first:
        raise SelectionError(f"years '{text}' run backwards; write {last}-{first}")
    return first, last


def _known_keys(library: Library, keys: Iterable[str]) -> set[str]:
    current = {alias: entry.key for entry in library.entries.values() for alias in entry.aliases}
    for key in keys:
        if key not in library.entries and key not in current:
            raise SelectionError(unknown("key", key, library.entries))
    return {current.get(key, key) for key in keys}


def _require(chosen: Iterable[str], terms: Mapping[str, object], noun: str) -> None:
    for name in chosen:
        if name not in terms:
            raise SelectionError(unknown(noun, name, terms))


def unknown(noun: str, value: str, known: Iterable[str]) -> str:
    """`unknown technique 'paged-kv'; did you mean 'paged-kv-cache'?`."""
    return f"unknown {noun} {quoted(value)}{suggestion(value, known)}"


def _meets(own: Iterable[str], chosen: tuple[str, ...]) -> bool:
    return not chosen or not set(chosen).isdisjoint(own)
