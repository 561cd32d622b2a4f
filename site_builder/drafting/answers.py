"""What a person says of a paper beyond its bibliographic facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Answers:
    """Parts of an entry that only a reader can write; empty where not said.

    Attributes:
        kind: Kind of work.
        techniques: Techniques, the primary one first.
        scenarios: Scenarios.
        challenges: Challenges.
        summary: One sentence.
        scenario: Where and for whom.
        challenge: What made it hard.
        method: What they do.
        remarks: What could not be taken over and a person must look at.
    """

    kind: str = "method"
    techniques: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    summary: str = ""
    scenario: str = ""
    challenge: str = ""
    method: str = ""
    remarks: tuple[str, ...] = ()


NOTHING_SAID = Answers()
