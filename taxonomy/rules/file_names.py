"""A file is named by its key and lies in the folder of the key's year.

Passes: `key: sheng2023flexgen` in entries/2023/sheng2023flexgen.yaml.
Fails: the same key in entries/2024/sheng2023flexgen.yaml or in entries/2023/flexgen.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import REFERENCES_SUFFIX, Library
from taxonomy.problem import Problem, quoted
from taxonomy.source import Read


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each file whose path is not that of its key."""
    for paper in library.papers:
        yield from _misplaced(paper, paper.record.key, ".yaml")
    for read in library.reference_files:
        yield from _misplaced(read, read.record.key, REFERENCES_SUFFIX)


def _misplaced(read: Read[object], key: str, suffix: str) -> Iterator[Problem]:
    wanted = f"entries/{key_year(key)}/{key}{suffix}"
    if read.source.path != wanted:
        yield read.problem(("key",), f"key {quoted(key)} belongs in {wanted}; move the file")


def key_year(key: str) -> int:
    """The year in a citation key, that of first publication."""
    start = next(index for index, character in enumerate(key) if character.isdigit())
    return int(key[start : start + 4])
