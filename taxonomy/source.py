"""A data file as read: its text, its values, and the place of each of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from typing import Generic, TypeVar

from yaml.nodes import Node

from taxonomy.characters import REFUSED, described
from taxonomy.problem import Problem, Severity
from taxonomy.yaml_reader import Place, YamlError, compose, construct, find, place_of

LARGEST = 500_000
"""Bytes of the largest file that is read; entries have some two thousand."""

LONGEST_LINE = 5_000
"""Characters of the longest line that is read."""

Location = tuple[str | int, ...]
"""Keys and indices that lead from the top of a file to a value."""


@dataclass(frozen=True, eq=False)
class Source:
    """A file and its values.

    Args:
        path: Path relative to the root, with forward slashes.
        text: The text, empty where it could not be read.
        data: The values, None where nothing could be read.
        problems: What was wrong with the text itself.
        stamp: Modification time and size when read, to tell whether to read again.
    """

    path: str
    text: str
    data: object
    problems: tuple[Problem, ...] = ()
    stamp: tuple[int, int] = (0, 0)

    @cached_property
    def _root(self) -> Node | None:
        try:
            return compose(self.text)
        except YamlError:
            return None

    def place(self, location: Location, *, on_key: bool = False) -> Place:
        """Where a value begins, or its key; the nearest value around it where it is absent."""
        key_node, node = find(self._root, location)
        found = key_node if on_key and key_node is not None else node
        return place_of(found) if found is not None else Place(1, 1)

    def printed(self, location: Location) -> str:
        """A scalar as the file writes it, before it became a number."""
        _, node = find(self._root, location)
        return str(node.value) if node is not None and isinstance(node.value, str) else ""

    def has(self, location: Location) -> bool:
        """Whether the file writes a key at this place, with a value or without."""
        key_node, _ = find(self._root, location)
        return key_node is not None and key_node.value == location[-1]

    def problem(
        self,
        location: Location,
        message: str,
        *,
        on_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem at a value of this file."""
        place = self.place(location, on_key=on_key)
        return Problem(self.path, place.line, place.column, message, severity=severity)


T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, eq=False)
class Read(Generic[T_co]):
    """A valid record with the file it came from, and where in that file it stands."""

    record: T_co
    source: Source
    location: Location = field(default=())

    def problem(
        self,
        location: Location,
        message: str,
        *,
        on_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem at a value of this record."""
        full = self.location + location
        return self.source.problem(full, message, on_key=on_key, severity=severity)


def read_source(root: Path, path: str) -> Source:
    """Read a YAML file; whatever is wrong with it becomes problems, never an exception."""
    file = root / path
    try:
        status = file.lstat()
        stamp = (status.st_mtime_ns, status.st_size)
        if not S_ISREG(status.st_mode):
            return _unread(path, "not a regular file; put the file itself here", stamp)
        if status.st_size > LARGEST:
            message = f"file of {status.st_size:,} bytes; at most {LARGEST:,} are read, shorten it"
            return _unread(path, message, stamp)
        return parse(path, file.read_bytes(), stamp)
    except OSError as error:
        return _unread(path, f"cannot be read: {error.strerror}; check the file's permissions")


def parse(path: str, raw: bytes, stamp: tuple[int, int] = (0, 0)) -> Source:
    """Read the bytes of a YAML file."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_in(raw[: error.start].decode("utf-8"), error.start)
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return _unread(path, message, stamp, place)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    refused = tuple(_refused(path, text))
    if refused:
        return Source(path, "", None, refused, stamp)
    return _read_values(path, text, stamp)


def _read_values(path: str, text: str, stamp: tuple[int, int]) -> Source:
    problems: list[Problem] = []
    try:
        root = compose(text)
        if root is None:
            return _unread(path, "the file is empty; write an entry or delete it", stamp)
        data = construct(root, lambda place, words: problems.append(Problem(path, *place, words)))
        del problems[_MOST_IN_A_FILE:]
    except YamlError as error:
        return _unread(path, error.message, stamp, error.place)
    return Source(path, text, data, tuple(problems), stamp)


_LONG_LINE = re.compile(r"[^\n]{" + str(LONGEST_LINE + 1) + "}")
_MOST_OF_A_KIND = 20
_MOST_IN_A_FILE = 200


def _refused(path: str, text: str) -> list[Problem]:
    problems = []
    for match in REFUSED.finditer(text):
        place = _place_in(text, match.start())
        problems.append(Problem(path, *place, described(match.group())))
        if len(problems) == _MOST_OF_A_KIND:
            return problems
    if not unicodedata.is_normalized("NFC", text):
        problems.append(_unnormalised(path, text))
    if long_line := _LONG_LINE.search(text):
        place = _place_in(text, long_line.start())
        message = f"line of more than {LONGEST_LINE:,} characters; break it"
        problems.append(Problem(path, *place, message))
    return problems


def _unnormalised(path: str, text: str) -> Problem:
    """Two spellings of one letter would sort apart, and a search would find one of them."""
    pairs = zip(text, unicodedata.normalize("NFC", text) + "\n", strict=False)
    offset = next((index for index, (is_, should) in enumerate(pairs) if is_ != should), 0)
    message = "letter and accent are two characters; type the letter with its accent as one"
    return Problem(path, *_place_in(text, offset), message)


def _place_in(text: str, offset: int) -> Place:
    line = text.count("\n", 0, offset) + 1
    return Place(line, min(offset, len(text)) - text.rfind("\n", 0, offset))


_TOP = Place(1, 1)


def _unread(
    path: str, message: str, stamp: tuple[int, int] = (0, 0), place: Place = _TOP
) -> Source:
    return Source(path, "", None, (Problem(path, *place, message),), stamp)
