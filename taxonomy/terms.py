"""The vocabulary: techniques, scenarios, challenges, venues, metrics and units.

Each term is defined before it is used, by a definition by which two people decide alike.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from roofline.effects import AnyEffect
from taxonomy.base import HttpsUrl, Key, Lax, Line, Record, Slug, Text
from taxonomy.entry import Resource


class Phase(StrEnum):
    """A part of inference: reading the prompt, or writing the answer token by token."""

    PREFILL = "prefill"
    DECODE = "decode"


class Term(Record):
    """A term of a closed vocabulary."""

    id: Slug
    name: Line
    definition: Text = Field(description="What it is, so that two people decide alike.")
    no_entry: Line | None = Field(None, description="Why no entry uses it yet.")


class Scenario(Term):
    """A situation of use: who runs the model, on what, with which traffic."""


class Challenge(Term):
    """An obstacle that papers set out to remove."""

    binds: list[Lax[Resource]] = Field(
        default_factory=list, description="The resources that it makes scarce."
    )


class Formula(Record):
    """A cost relation of a technique, with the entry and place it comes from."""

    formula: Line = Field(description="The relation in plain text, such as 'bytes = P b / 8'.")
    symbols: dict[str, Line] = Field(description="Each symbol's meaning and unit.")
    source: Key | None = Field(None, description="Entry that states it.")
    place: Line | None = Field(None, description="Where in that entry's paper.")


class Technique(Term):
    """A node of the technique tree; only leaves are given to papers."""

    parent: Slug | None = Field(None, description="The node above; absent for the four roots.")
    is_not: Text | None = Field(None, description="What it is easily confused with and is not.")
    idea: Text | None = Field(None, description="The idea in at most three sentences.")
    mechanism: Text | None = Field(None, description="How it changes work, traffic or schedule.")
    relieves: list[Lax[Resource]] = Field(default_factory=list, description="What it asks less of.")
    phases: list[Lax[Phase]] = Field(default_factory=list, description="Where it acts.")
    pays_when: Text | None = Field(None, description="Where it pays.")
    fails_when: Text | None = Field(None, description="Where it does not help, and why.")
    costs: list[Line] = Field(default_factory=list, description="What it gives up.")
    survey_sections: dict[Key, list[Line]] = Field(
        default_factory=dict,
        description="Survey key to the headings of that survey which treat it.",
    )
    formulas: list[Formula] = Field(
        default_factory=list, description="Cost relations, with their sources."
    )
    effect: list[AnyEffect] = Field(
        default_factory=list, description="Default effect, shown where no paper's is."
    )
    no_effect: Line | None = Field(None, description="Why it has no effect on the roofline.")


class VenueKind(StrEnum):
    """How a venue publishes; decides the BibTeX entry type."""

    CONFERENCE = "conference"
    JOURNAL = "journal"
    WORKSHOP = "workshop"
    REPORT = "report"


class Venue(Record):
    """A place of publication, with the strings that bibliographies print."""

    id: Slug
    name: Line = Field(description="Full name, as bibliographies print it.")
    short: Line = Field(description="Short name, as lists print it.")
    kind: Lax[VenueKind]
    publisher: Line | None = None
    url: HttpsUrl | None = None


class Direction(StrEnum):
    """Which way a metric improves."""

    HIGHER = "higher"
    LOWER = "lower"


class Metric(Term):
    """A measured quantity."""

    units: list[Line] = Field(min_length=1, description="Units a value may carry.")
    better: Lax[Direction]
    needs: list[Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\|[a-z_]+)*$")]] = Field(
        min_length=1,
        description="Fields of a result without which its setting is not complete; "
        "a|b means that one of them will do.",
    )


class Unit(Record):
    """A unit and its size in the base unit of its dimension."""

    id: Line
    name: Line
    dimension: Slug
    factor: float = Field(gt=0, description="Size in base units, such as 0.001 for ms.")
    aliases: list[Line] = Field(
        default_factory=list, description="Spellings that mean it and are refused with a hint."
    )
