"""A problem of a data file: a place and a way out; and how problems are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """Whether a problem fails the run."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """What is wrong at one place of one file, and the remedy.

    Args:
        path: File, relative to the root, with forward slashes.
        line: Line, from 1.
        column: Column in characters, from 1.
        message: What is wrong, the value quoted, then the fix; lower-case, no full stop.
        rule: Name of the rule that found it.
        severity: An error fails the run, a warning does not.
    """

    path: str
    line: int
    column: int
    message: str
    rule: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """`path:line:column: message`, the form that editors jump to."""
        warning = "warning: " if self.severity is Severity.WARNING else ""
        return f"{shown(self.path)}:{self.line}:{self.column}: {warning}{self.message}"


def as_text(problems: Iterable[Problem]) -> str:
    """One line a problem, for people and editors."""
    return "".join(f"{problem}\n" for problem in problems)


def as_json(problems: Iterable[Problem]) -> str:
    """A JSON array of objects with the fields of `Problem`."""
    return json.dumps([asdict(problem) for problem in problems], indent=2) + "\n"


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands that a forge shows as annotations on the lines."""
    return "".join(
        f"::{problem.severity} file={_property(problem.path)},line={problem.line},"
        f"col={problem.column},title={_property(problem.rule)}::{_escaped(problem.message)}\n"
        for problem in problems
    )


def _escaped(text: str) -> str:
    """Text of a workflow command: a line break would start a command of the file's author."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


FORMATS = {"text": as_text, "json": as_json, "github": as_github}
"""Name of an output format to its renderer."""

_LONGEST_QUOTE = 80


def quoted(value: object) -> str:
    """A value as a message shows it: on one line, shortened, control characters escaped."""
    text = str(value)
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 3] + "..."
    return f"'{shown(text)}'"


def shown(text: str) -> str:
    """A text on one line, control characters escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def nearest(wrong: str, allowed: Iterable[str]) -> str:
    """The allowed value most like a wrong one, or nothing where none is near."""
    near = get_close_matches(wrong[:100], list(allowed), n=1, cutoff=0.6)
    return near[0] if near else ""


def suggestion(wrong: str, allowed: Iterable[str]) -> str:
    """`; did you mean '...'?` with the nearest allowed value, or nothing."""
    near = nearest(wrong, allowed)
    return f"; did you mean '{near}'?" if near else ""
