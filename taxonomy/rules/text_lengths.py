"""Texts are as long as their place on the page: a summary fits a list, a paragraph a screen.

Passes: a summary of one sentence.
Fails: a summary above 240 characters, or without a full stop; a paragraph above 900.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem

SUMMARY = 240
"""Most characters of a summary."""

PARAGRAPH = 900
"""Most characters of scenario, challenge and method each."""


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each text that is too long, and for a summary without its end."""
    for paper in library.papers:
        entry = paper.record
        if len(entry.summary) > SUMMARY:
            words = f"summary of {len(entry.summary)} characters; at most {SUMMARY}, shorten it"
            yield paper.problem(("summary",), words)
        if not entry.summary.endswith((".", "?", "!")):
            words = "summary without a full stop; write one whole sentence"
            yield paper.problem(("summary",), words)
        for field in ("scenario", "challenge", "method"):
            length = len(getattr(entry, field))
            if length > PARAGRAPH:
                words = f"{field} of {length} characters; at most {PARAGRAPH}, shorten it"
                yield paper.problem((field,), words)
