"""YAML to plain values, by the C parser, with every oddity of the format refused in place.

What is read is the plain core of YAML 1.2: mappings with text keys, lists, text, whole numbers,
decimals, true and false, and ISO dates. `no` and `off` are text here, as in every YAML 1.2 reader.
Anchors, aliases, tags, empty values and keys written twice are problems, not features.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from sys import intern
from typing import NamedTuple

import yaml
from yaml._yaml import CParser
from yaml._yaml import Mark as CMark
from yaml.error import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from taxonomy.characters import REFUSED, described
from taxonomy.problem import quoted

DEEPEST = 12
"""Levels of nesting; an entry needs five."""

_PLAIN = "plain"
_TEXT = "text"
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,4})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CONSTANTS = {"true": True, "True": True, "TRUE": True}
_CONSTANTS |= {"false": False, "False": False, "FALSE": False}
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_MAYBE_SPECIAL = frozenset("0123456789+-.~tTfFnN")


class Place(NamedTuple):
    """A position in a file, both counted from 1."""

    line: int
    column: int


Report = Callable[[Place, str], None]
"""Receives each problem found while reading."""


class YamlError(Exception):
    """The text is not YAML, or nests too deep: nothing can be read from it."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


class _Parser(CParser):
    """The C parser with our own, cheaper resolver of tags."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def resolve(self, kind: type[Node], value: object, implicit: object) -> str:
        """Tell plain scalars from quoted ones; values are read in `_scalar`."""
        return _PLAIN if implicit == (True, False) else _TEXT

    def descend_resolver(self, parent: Node | None, index: object) -> None:
        """Called before each node: refuse depth before the C stack feels it."""
        self._depth += 1
        if self._depth > DEEPEST and parent is not None:
            raise YamlError(place_of(parent), f"nested more than {DEEPEST} levels deep; flatten it")

    def ascend_resolver(self) -> None:
        """Called after each node."""
        self._depth -= 1


def place_of(node: Node) -> Place:
    """Where a node begins."""
    return _place_at(node.start_mark)


def compose(text: str) -> Node | None:
    """Parse one document into nodes, which know their positions.

    Raises:
        YamlError: The text is not YAML, nests too deep, or uses anchors.
    """
    try:
        _refuse_anchors(text)
        root: Node | None = _Parser(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        raise YamlError(_error_place(error), _worded(error)) from error
    except yaml.YAMLError as error:
        raise YamlError(Place(1, 1), f"not YAML: {quoted(error)}") from error
    return root


_MAYBE_ANCHOR = re.compile(r"(?:^|[\s\[{,:?-])[&*][^\s&*]")


def _refuse_anchors(text: str) -> None:
    """Refuse anchors and aliases; the slow scan runs only where a sign of one is seen."""
    if not _MAYBE_ANCHOR.search(text):
        return
    for event in yaml.parse(text, yaml.CSafeLoader):
        anchor: str | None = getattr(event, "anchor", None)
        if anchor is not None:
            what = "alias '*" if isinstance(event, yaml.AliasEvent) else "anchor '&"
            message = f"{what}{anchor}' is not allowed; write the value out"
            raise YamlError(_place_at(event.start_mark), message)


def _error_place(error: yaml.MarkedYAMLError) -> Place:
    return _place_at(error.problem_mark or error.context_mark)


def _place_at(mark: Mark | CMark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


_WORDS = {
    "mapping values are not allowed in this context": (
        "a colon and a space inside unquoted text, or wrong indentation; put the text in quotes"
    ),
    "did not find expected key": "text ends early or indentation is off; quote it or align the key",
    "could not find expected ':'": "a line that is neither 'key: value' nor indented text; indent "
    "it or add the colon",
    "found unexpected end of stream": "a quote that is never closed; close it",
    "found duplicate anchor": "an anchor; write the value out",
    "did not find expected ',' or ']'": "a list that is never closed, or a comma or quote missing",
    "did not find expected ',' or '}'": "a mapping that is never closed, or a comma or quote "
    "missing",
    "did not find expected '-' indicator": "a list item without '- ', or wrong indentation",
    "but found another document": "a second document; one file holds one, delete the '---'",
    "found character that cannot start any token": "text that begins with a reserved character "
    "such as @, ` or %; put it in quotes",
    "found unknown escape character": "an unknown escape inside double quotes; use single quotes "
    "or double the backslash",
    "did not find expected <document start>": "text after the end of the document; check quotes",
    "block sequence entries are not allowed in this context": "a list item here; put the list "
    "on the next line",
}


def _worded(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem)
    return f"not YAML: {_WORDS.get(problem, problem)}"


def construct(node: Node, report: Report) -> object:
    """Turn nodes into plain values; problems are reported and reading goes on."""
    if isinstance(node, MappingNode):
        _refuse_tag(node, report)
        return _mapping(node, report)
    if isinstance(node, SequenceNode):
        _refuse_tag(node, report)
        return _sequence(node, report)
    assert isinstance(node, ScalarNode)
    if node.tag is not _TEXT:
        return _scalar(node, report)
    if not node.value.isprintable() and (refused := REFUSED.search(node.value)):
        # An escape such as \u202e brings in what the text of the file may not hold.
        report(place_of(node), f"escaped {described(refused.group())}")
    return node.value


def _mapping(node: MappingNode, report: Report) -> dict[str, object]:
    values: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str):
            report(place_of(key_node), "a key must be text; write 'key: value'")
        elif key in values:
            report(place_of(key_node), f"key {quoted(key)} is written twice; delete one")
        elif _is_empty(value_node):
            comma = "quote the text if its comma belongs to it" if node.flow_style else "fill it in"
            message = f"{quoted(key)} has no value; {comma} or leave the key out"
            report(place_of(key_node), message)
        else:
            values[intern(key)] = construct(value_node, report)  # a base repeats few keys
    return values


def _sequence(node: SequenceNode, report: Report) -> list[object]:
    values: list[object] = []
    for child in node.value:
        if _is_empty(child):
            report(place_of(child), "a list item has no value; fill it in or delete it")
        else:
            values.append(construct(child, report))
    return values


def _is_empty(node: Node) -> bool:
    return node.tag is _PLAIN and node.value in _EMPTY


def _refuse_tag(node: Node, report: Report) -> None:
    if node.tag is not _PLAIN and node.tag is not _TEXT:
        report(place_of(node), f"tag {quoted(node.tag)} is not allowed; delete it")


def _scalar(node: ScalarNode, report: Report) -> object:
    text: str = node.value
    if node.tag is not _PLAIN:
        _refuse_tag(node, report)
        return text
    if text[:1] not in _MAYBE_SPECIAL or len(text) > 40:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DATE.fullmatch(text):
        return _date(node, report)
    if _DECIMAL.fullmatch(text):
        return _decimal(node, report)
    if _NOT_A_NUMBER.fullmatch(text):
        report(place_of(node), f"{quoted(text)} is not a number a paper can report; leave it out")
    return text


def _date(node: ScalarNode, report: Report) -> object:
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        message = f"{quoted(node.value)} is no day of the calendar; write year-month-day"
        report(place_of(node), message)
        return node.value


def _decimal(node: ScalarNode, report: Report) -> float:
    number = float(node.value)
    if math.isinf(number) or abs(number) > 1e30:
        report(place_of(node), f"number {quoted(node.value)} is out of range; check its unit")
        return 0.0
    return number


def find(root: Node | None, location: tuple[str | int, ...]) -> tuple[Node | None, Node | None]:
    """Follow keys and indices down the nodes; steps that are not there are skipped.

    Returns:
        The key node and the value node of the last step that was found.
    """
    key_node, node = None, root
    for step in location:
        key_node, node = _child(node, step) or (key_node, node)
    return key_node, node


def _child(node: Node | None, step: str | int) -> tuple[Node, Node] | None:
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None
