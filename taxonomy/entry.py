"""What an entry may say: one paper, one file, `entries/<year>/<key>.yaml`.

Order of the fields here is the order of keys in a file. A key whose value is unknown is absent;
it is never null, zero or guessed.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from roofline.effects import AnyEffect
from taxonomy.base import HttpsUrl, Key, Lax, Line, Record, Slug, Text


class Kind(StrEnum):
    """What sort of work a paper is."""

    METHOD = "method"
    SYSTEM = "system"
    SURVEY = "survey"
    ANALYSIS = "analysis"
    MODEL = "model"
    HARDWARE = "hardware"


class Resource(StrEnum):
    """What a technique relieves: the resource that it asks less of."""

    MEMORY_BANDWIDTH = "memory-bandwidth"
    COMPUTE = "compute"
    CAPACITY = "capacity"
    COMMUNICATION = "communication"
    SERIAL_STEPS = "serial-steps"
    QUEUEING = "queueing"


class RelationType(StrEnum):
    """How a paper says it stands to another."""

    IMPROVES_ON = "improves-on"
    BUILDS_ON = "builds-on"
    COMPARES_WITH = "compares-with"
    IMPLEMENTS = "implements"
    SURVEYS = "surveys"


class ReadFrom(StrEnum):
    """The kind of text a reported number was read in."""

    FULL_TEXT = "full text"
    ABSTRACT = "abstract"
    README = "readme"
    DOCUMENTATION = "documentation"


class Identifiers(Record):
    """Names that the paper has elsewhere; quoted in YAML, so that none becomes a number."""

    arxiv: Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{4,5}$")] | None = Field(
        None, description="arXiv identifier without version, quoted."
    )
    primary_class: Annotated[str, StringConstraints(pattern=r"^[a-z-]+(\.[A-Z]{2})?$")] | None = (
        Field(None, description="arXiv primary category, such as cs.LG.")
    )
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/[^\s\"<>{}\\]+$")] | None = Field(
        None, description="Bare DOI of the published version, without https://doi.org/."
    )
    openreview: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{6,20}$")] | None = Field(
        None, description="OpenReview forum identifier."
    )
    acl: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{5,40}$")] | None = Field(
        None, description="ACL Anthology identifier."
    )
    url: HttpsUrl | None = Field(None, description="Page of the work where it has none of these.")


class Result(Record):
    """One number that the paper, its README or its documentation reports, with its setting."""

    metric: Slug = Field(description="What was measured; see taxonomy/metrics.yaml.")
    value: float = Field(description="The number as printed.", allow_inf_nan=False)
    unit: Line = Field(description="Its unit; see taxonomy/units.yaml. A ratio has unit x.")
    baseline: Line | None = Field(None, description="What the number is compared with, as named.")
    baseline_value: float | None = Field(
        None, description="The baseline's number in the same unit.", allow_inf_nan=False
    )
    model: Line | None = Field(
        None, description="Model id of roofline/models, else the name as printed."
    )
    device: Line | None = Field(
        None, description="Device id of roofline/devices, else the name as printed."
    )
    num_devices: int | None = Field(None, ge=1, description="Devices used together.")
    batch: int | None = Field(None, ge=1, description="Requests processed together.")
    prompt_tokens: int | None = Field(None, ge=1, description="Prompt length per request.")
    output_tokens: int | None = Field(None, ge=1, description="Generated tokens per request.")
    data: Line | None = Field(
        None, description="Corpus, benchmark or request trace it was measured on, as named."
    )
    weight_bits: float | None = Field(None, gt=0, le=64, description="Bits per weight.")
    activation_bits: float | None = Field(None, gt=0, le=64, description="Bits per activation.")
    kv_bits: float | None = Field(None, gt=0, le=64, description="Bits per cached key or value.")
    up_to: bool = Field(False, description="True where the paper says 'up to'.")
    conditions: Line | None = Field(None, description="Anything else the number depends on.")
    setting_complete: bool = Field(
        False,
        description="True where all that the number depends on is stated, so that the measurement "
        "could be repeated; what that is at least stands with the metric.",
    )
    doubt: Line | None = Field(None, description="Why the number should be read with care.")
    source: Line = Field(description="Place: table 2, figure 7, section 6.1, abstract, README.")
    read_from: Lax[ReadFrom] = Field(description="Kind of text the number was read in.")


class Relation(Record):
    """A tie to another entry that the paper itself names."""

    type: Lax[RelationType]
    key: Key = Field(description="Key of the other entry.")
    note: Line | None = Field(None, description="What exactly, in a few words of ours.")


class Check(Record):
    """A second reader's mark: when, and against what the entry was read."""

    date: date
    against: list[Line] = Field(
        min_length=1, description="What was read: full text, abstract, README of owner/name, ..."
    )


class Entry(Record):
    """A surveyed paper."""

    key: Key = Field(description="Citation key; written once, never changed.")
    aliases: list[Key] = Field(
        default_factory=list, max_length=20, description="Keys this entry had before."
    )
    kind: Lax[Kind]
    title: Line = Field(description="Title as printed; {braces} keep capitals in BibTeX.")
    authors: list[Line] = Field(
        min_length=1,
        max_length=5000,
        description="Everyone, in order: 'Given Family', or 'Family, Given' where the last word "
        "alone is not the family name.",
    )
    year: int = Field(ge=1945, le=2100, description="Year of the venue, else of the preprint.")
    month: int | None = Field(None, ge=1, le=12, description="Month of publication.")
    venue: Slug | None = Field(
        None, description="Where it was published; see taxonomy/venues.yaml."
    )
    pages: Annotated[str, StringConstraints(pattern=r"^\d+(--\d+)?$")] | None = Field(
        None, description='First and last page, as "12--34".'
    )
    volume: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]+$")] | None = Field(
        None, description="Volume of the journal, quoted."
    )
    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]+$")] | None = Field(
        None, description="Issue within the volume, quoted."
    )
    ids: Identifiers = Field(default_factory=Identifiers, description="Identifiers elsewhere.")
    code: HttpsUrl | None = Field(None, description="Authors' repository, or the one they name.")

    techniques: list[Slug] = Field(
        min_length=1, max_length=6, description="Leaves of the technique tree, primary one first."
    )
    scenarios: list[Slug] = Field(
        min_length=1, max_length=6, description="Where it applies; see taxonomy/scenarios.yaml."
    )
    challenges: list[Slug] = Field(
        min_length=1, max_length=6, description="What it answers; see taxonomy/challenges.yaml."
    )
    relieves: list[Lax[Resource]] = Field(
        default_factory=list,
        description="Only where it differs from what its primary technique relieves.",
    )
    summary: Line = Field(
        description="One sentence: what it does and what that buys. Shown in lists and search."
    )
    scenario: Text = Field(description="Where and for whom it works, one to three sentences.")
    challenge: Text = Field(description="What made it hard, one to three sentences.")
    method: Text = Field(description="What they do, one to three sentences (surveys: the scope).")
    findings: list[Line] = Field(
        default_factory=list, max_length=40, description="Surveys and analyses: what they conclude."
    )

    effect: list[AnyEffect] = Field(
        default_factory=list,
        max_length=12,
        description="What it does to the roofline, applied in order, with its source.",
    )
    no_effect: Line | None = Field(None, description="Why it has no effect, where it has none.")
    results: list[Result] = Field(
        default_factory=list, max_length=1000, description="What the paper reports."
    )
    relations: list[Relation] = Field(
        default_factory=list, max_length=100, description="Ties to other entries it names."
    )
    checked: list[Check] = Field(
        default_factory=list,
        max_length=40,
        description="Readings against sources by a second reader.",
    )
    added: date = Field(description="Day the entry was added.")


class ReferenceList(Record):
    """The reference list of a paper, `entries/<year>/<key>.references.yaml`; never typed."""

    key: Key
    obtained: Line = Field(description="How the list was read, and from what.")
    version: Line | None = Field(None, description="arXiv version of the text read.")
    complete: bool = Field(description="True where the whole list was seen.")
    count: int | None = Field(None, ge=0, description="References printed, where counted.")
    arxiv: list[Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{4,5}$")]] = Field(
        default_factory=list, max_length=5000, description="arXiv identifiers of the works cited."
    )
    doi: list[str] = Field(
        default_factory=list, max_length=5000, description="Bare DOIs of the works cited."
    )
    resolved_by_title: list[str] = Field(
        default_factory=list,
        max_length=5000,
        description="Those of `arxiv` whose id was found by exact title, not printed.",
    )
