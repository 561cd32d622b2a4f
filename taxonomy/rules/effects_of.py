"""Every effect of the base, whoever states it. Not a rule; rules share it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from roofline.effects import AnyEffect
from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.source import Location, Read
from taxonomy.terms import Technique


@dataclass(frozen=True)
class Holder:
    """An effect, the entry or technique that states it, and its place there."""

    read: Read[Entry] | Read[Technique]
    location: Location
    effect: AnyEffect


def holders(library: Library) -> Iterator[Holder]:
    """Effects of all entries, then the default effects of all techniques."""
    for read in (*library.papers, *library.vocabulary.get("techniques", ())):
        for index, effect in enumerate(read.record.effect):
            yield Holder(read, ("effect", index), effect)
