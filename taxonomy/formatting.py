"""The house form of a data file: keys in the schema's order, and nothing else disturbed.

Only whole `key: value` pieces move, as they stand, with the comments above them: an author's line
breaks, quotes and comments survive, and a change shows as what it is.
"""

from __future__ import annotations

import re

from pydantic import BaseModel
from yaml.nodes import MappingNode, Node, SequenceNode

from taxonomy.entry import Entry, ReferenceList
from taxonomy.field_order import mappings, out_of_order
from taxonomy.source import parse
from taxonomy.yaml_reader import compose, find

MODELINE = "# yaml-language-server: $schema=../../schema/entry.schema.json\n"
"""First line of an entry: tells editors where its schema is."""

_TRAILING_SPACE = re.compile(r" +$", re.MULTILINE)


class UnformattableError(ValueError):
    """A file that cannot be read, or whose values a change of form would touch."""


def formatted_entry(text: str) -> str:
    """An entry in the house form.

    Raises:
        UnformattableError: The text cannot be read; validation says why.
    """
    form = _formatted(text, Entry)
    return form if form.startswith("# yaml-language-server:") else MODELINE + form


def formatted_references(text: str) -> str:
    """A reference list in the house form.

    Raises:
        UnformattableError: The text cannot be read; validation says why.
    """
    return _formatted(text, ReferenceList)


def _formatted(text: str, model: type[BaseModel]) -> str:
    data = _read(text)
    form = _TRAILING_SPACE.sub("", text.replace("\r\n", "\n")).rstrip("\n") + "\n"
    for location, written, order in mappings(model, data):
        if out_of_order(written, order):
            _, node = find(compose(form), location)
            assert isinstance(node, MappingNode)
            form = _reordered(form, node, order)
    if _read(form) != data:
        raise UnformattableError("ordering its keys would change its values; order them by hand")
    return form


def _read(text: str) -> object:
    source = parse("", text.encode("utf-8", "surrogatepass"))
    if source.problems:
        raise UnformattableError("it cannot be read; run atlas validate")
    if not isinstance(source.data, dict):
        raise UnformattableError("it is neither an entry nor a reference list; leave it out")
    return source.data


def _reordered(text: str, node: MappingNode, order: tuple[str, ...]) -> str:
    """The text with the pieces of one mapping in order; unknown keys go to the end."""
    rank = {name: index for index, name in enumerate(order)}
    keys = [key.value for key, _ in node.value]
    turns = sorted(range(len(keys)), key=lambda turn: rank.get(keys[turn], len(rank)))
    starts = [key.start_mark.index for key, _ in node.value]
    if node.flow_style:
        ends = [_end(value) for _, value in node.value]
        between = [
            text[end:start] for end, start in zip(ends, [*starts[1:], ends[-1]], strict=True)
        ]
        bodies = [text[starts[turn] : ends[turn]] for turn in turns]
        joined = "".join(body + gap for body, gap in zip(bodies, between, strict=True))
    else:
        ends = [_end_of_line(text, _end(value)) for _, value in node.value]
        indent = "\n" + " " * node.start_mark.column
        # What stands between two pieces, comments mostly, belongs to the one below it.
        leads = [indent, *(text[end:start] for end, start in zip(ends, starts[1:], strict=False))]
        pieces = [leads[turn] + text[starts[turn] : ends[turn]] for turn in turns]
        joined = "".join(pieces).lstrip("\n ")
    return text[: starts[0]] + joined + text[ends[-1] :]


def _end(node: Node) -> int:
    """Where a value ends: a block's own mark lies at the next token, past comments."""
    if isinstance(node, SequenceNode) and not node.flow_style:
        return _end(node.value[-1])
    if isinstance(node, MappingNode) and not node.flow_style:
        return _end(node.value[-1][1])
    return node.end_mark.index


def _end_of_line(text: str, index: int) -> int:
    """The end of the line in which a value ends; block texts end at the start of the next."""
    if index > 0 and text[index - 1] == "\n":
        return len(text[:index].rstrip("\n"))
    end = text.find("\n", index)
    return len(text) if end < 0 else end
