r"""Texts are plain: no HTML, no Markdown, no TeX commands; pages and exports add their own markup.

Passes: `Reads weights < 4 bits wide at 2 * b bytes each.`
Fails: `<b>fast</b>`, `[FlexGen](https://...)`, `**fast**`, a backtick, `&amp;`, `\textbf{fast}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted
from taxonomy.source import Location, Read

_MARKUP = re.compile(
    r"(?P<HTML></?[A-Za-z!?][^>]{0,200}>?|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]{2,8});)"
    r"|(?P<Markdown>\]\(|\]\[|\*\*\S|`|!\[|~~\S|(?:^|\n)#{1,6} )"
    r"|(?P<TeX>\\[A-Za-z@]+|\$[^$\s](?:[^$]*[^$\s])?\$(?!\d))"
    r"|(?P<template>\{\{|\{%|\$\{)"
    r"|(?P<script>(?:javascript|vbscript|data):\S)",
    re.IGNORECASE,
)
_SIGNS: tuple[str, ...] = ("<", "&", "`", "$", "\\", "](", "][", "**", "![", "~~", "{{", "{%")
_SIGNS += (" # ", " ## ", "script:", "data:")
"""What any markup has in it; nearly all files have none, which is quick to see."""


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each text with markup in it."""
    files: list[Iterable[Read[object]]] = [library.papers, library.reference_files]
    reads = chain(*files, *library.vocabulary.values())
    marked: dict[str, bool] = {}
    for read in reads:
        path = read.source.path
        if path not in marked:
            marked[path] = _has_a_sign(read.source.text)
        if marked[path]:
            yield from _marked_up(read)


def _has_a_sign(text: str) -> bool:
    folded = text.casefold()
    return any(sign in folded for sign in _SIGNS)


def _marked_up(read: Read[object]) -> Iterator[Problem]:
    data = read.source.data
    for step in read.location:
        data = data[step]  # type: ignore[index]  # a valid record stands there
    for location, text in texts(data):
        match = _MARKUP.search(text)
        if match and not text.startswith("https://"):
            words = (
                f"{match.lastgroup} {quoted(match.group().strip())} in a plain text; write words"
            )
            yield read.problem(location, words)


def texts(data: object, location: Location = ()) -> Iterator[tuple[Location, str]]:
    """Every text in plain values, with its place."""
    if isinstance(data, str):
        yield location, data
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from texts(item, (*location, index))
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts(value, (*location, key))
