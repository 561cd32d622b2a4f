"""One set of formulas, three ways to run it: on floats, on arrays, and on symbols.

The cost model is plain arithmetic plus the five functions of `Namespace`. Run on `Symbol`s, it
leaves a graph of operations in which equal sub-expressions are one node; `python_source` and
`javascript_source` print that graph as straight-line code. The operations and their order are the
same in each language and IEEE 754 fixes every one of them (`+ - * /`, `sqrt`, floor, comparison),
so that results agree to the last bit. Powers and transcendental functions have no such guarantee
and are therefore not offered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any, Protocol

Value = Any
"""A float, a NumPy array or a `Symbol`; formulas must not care which."""


class Namespace(Protocol):
    """What formulas may use besides `+ - * /`."""

    def maximum(self, a: Value, b: Value, /) -> Value:
        """The larger of the two."""

    def minimum(self, a: Value, b: Value, /) -> Value:
        """The smaller of the two."""

    def floor(self, a: Value, /) -> Value:
        """The largest integer not above `a`."""

    def sqrt(self, a: Value, /) -> Value:
        """The square root, correctly rounded."""

    def where_greater(self, a: Value, b: Value, yes: Value, no: Value, /) -> Value:
        """`yes` where a > b, else `no`; both are computed."""


class Floats:
    """The namespace of plain numbers."""

    @staticmethod
    def maximum(a: float, b: float, /) -> float:
        """The larger of the two."""
        return a if a > b else b

    @staticmethod
    def minimum(a: float, b: float, /) -> float:
        """The smaller of the two."""
        return a if a < b else b

    @staticmethod
    def floor(a: float, /) -> float:
        """The largest integer not above `a`."""
        return float(math.floor(a))

    @staticmethod
    def sqrt(a: float, /) -> float:
        """The square root."""
        return math.sqrt(a)

    @staticmethod
    def where_greater(a: float, b: float, yes: float, no: float, /) -> float:
        """`yes` where a > b, else `no`."""
        return yes if a > b else no


FLOATS = Floats()


class Symbol:
    """A node of the operation graph; made by `Graph` and by arithmetic on other nodes."""

    __slots__ = ("arguments", "graph", "index", "operation")

    def __init__(
        self, graph: Graph, operation: str, arguments: tuple[Symbol | float | str, ...], index: int
    ) -> None:
        self.graph, self.operation, self.arguments, self.index = graph, operation, arguments, index

    def __add__(self, other: Symbol | float) -> Symbol | float:
        return self.graph.binary("+", self, other)

    def __radd__(self, other: float) -> Symbol | float:
        return self.graph.binary("+", other, self)

    def __sub__(self, other: Symbol | float) -> Symbol | float:
        return self.graph.binary("-", self, other)

    def __rsub__(self, other: float) -> Symbol | float:
        return self.graph.binary("-", other, self)

    def __mul__(self, other: Symbol | float) -> Symbol | float:
        return self.graph.binary("*", self, other)

    def __rmul__(self, other: float) -> Symbol | float:
        return self.graph.binary("*", other, self)

    def __truediv__(self, other: Symbol | float) -> Symbol | float:
        return self.graph.binary("/", self, other)

    def __rtruediv__(self, other: float) -> Symbol | float:
        return self.graph.binary("/", other, self)

    def __bool__(self) -> bool:
        raise TypeError("a formula branched on a symbol; use where_greater instead of if or max")

    def _refuse(self, other: object) -> bool:
        raise TypeError("a formula compared symbols; use maximum, minimum or where_greater")

    __lt__ = __le__ = __gt__ = __ge__ = _refuse


class Graph:
    """Operations in the order they were first needed; equal ones are shared."""

    def __init__(self) -> None:
        self.nodes: list[Symbol] = []
        self._known: dict[tuple[object, ...], Symbol] = {}

    def symbol(self, name: str) -> Symbol:
        """The input called `name`."""
        return self._node("input", (name,))

    def _node(self, operation: str, arguments: tuple[Symbol | float | str, ...]) -> Symbol:
        key = (operation, arguments)  # symbols count as themselves, constants by value
        node = self._known.get(key)
        if node is None:
            node = Symbol(self, operation, arguments, len(self.nodes))
            self._known[key] = node
            self.nodes.append(node)
        return node

    def close(self) -> None:
        """Give back the memory that sharing took; nothing is to be traced any more."""
        self._known.clear()

    def binary(self, operation: str, a: Symbol | float, b: Symbol | float) -> Symbol | float:
        """`a operation b`; exact identities (x * 1, x + 0, x * 0) are not stored."""
        if isinstance(b, (int, float)):
            if (operation in "*/" and b == 1) or (operation in "+-" and b == 0):
                return a
            if operation == "*" and b == 0:
                return 0.0
        if isinstance(a, (int, float)):
            if (operation == "*" and a == 1) or (operation == "+" and a == 0):
                return b
            if operation in "*/" and a == 0:
                return 0.0
        return self._node(operation, (a, b))

    def maximum(self, a: Symbol | float, b: Symbol | float, /) -> Symbol | float:
        """Node of the larger of the two."""
        return self._call("max", FLOATS.maximum, a, b)

    def minimum(self, a: Symbol | float, b: Symbol | float, /) -> Symbol | float:
        """Node of the smaller of the two."""
        return self._call("min", FLOATS.minimum, a, b)

    def floor(self, a: Symbol | float, /) -> Symbol | float:
        """Node of the largest integer not above `a`."""
        return self._call("floor", FLOATS.floor, a)

    def sqrt(self, a: Symbol | float, /) -> Symbol | float:
        """Node of the square root."""
        return self._call("sqrt", FLOATS.sqrt, a)

    def where_greater(
        self, a: Symbol | float, b: Symbol | float, yes: Symbol | float, no: Symbol | float, /
    ) -> Symbol | float:
        """Node of the choice."""
        if yes is no:
            return yes
        if not isinstance(a, Symbol) and not isinstance(b, Symbol):
            return yes if a > b else no
        return self._call("where", FLOATS.where_greater, a, b, yes, no)

    def _call(
        self, name: str, exact: Callable[..., float], *arguments: Symbol | float
    ) -> Symbol | float:
        if not any(isinstance(a, Symbol) for a in arguments):
            return exact(*arguments)
        return self._node(name, arguments)


_SCALAR = {
    "max": "({0} if {0} > {1} else {1})",
    "min": "({0} if {0} < {1} else {1})",
    "floor": "({0} // 1.0)",
    "sqrt": "sqrt({0})",
    "where": "({2} if {0} > {1} else {3})",
}
_ARRAY = {
    "max": "maximum({0},{1})",
    "min": "minimum({0},{1})",
    "floor": "floor({0})",
    "sqrt": "sqrt({0})",
    "where": "where({0} > {1}, {2}, {3})",
}
_JAVASCRIPT = {
    "max": "({0}>{1}?{0}:{1})",
    "min": "({0}<{1}?{0}:{1})",
    "floor": "$f({0})",
    "sqrt": "$q({0})",
    "where": "({0}>{1}?{2}:{3})",
}


DEEPEST = 12
"""Parentheses inside one another that printed code may have; parsers set a limit."""


class Printer:
    """Prints nodes as assignments; a node that is used once is printed where it is used.

    Attributes:
        nodes: What the outputs depend on, in order of creation.
        lines: Assignments, in order.
    """

    def __init__(
        self, outputs: Sequence[Value], templates: dict[str, str], number: Callable[[float], str]
    ) -> None:
        self._templates, self._number = templates, number
        made = next((o.graph.nodes for o in outputs if isinstance(o, Symbol)), [])
        self._uses = _uses(made, outputs, templates)
        self.nodes = list(compress(made, self._uses))
        self._texts: dict[int, tuple[str, int]] = {}
        self.lines: list[str] = []
        for node in self.nodes:
            self._texts[node.index] = self._text_of(node)

    def _text_of(self, node: Symbol) -> tuple[str, int]:
        """Text of a node, and how deep its parentheses are."""
        if node.operation == "input":
            return str(node.arguments[0]), 0
        template = self._templates.get(node.operation)
        if template is None:
            (left, deep), (right, other) = map(self._parts, node.arguments)
            depth = 1 + (deep if deep > other else other)
            bare = f"{left}{node.operation}{right}"
            text = f"({bare})"
        else:
            parts = [self._parts(a) for a in node.arguments]
            depth = 1 + max(d for _, d in parts)
            text = bare = template.format(*(text for text, _ in parts))
        if self._uses[node.index] == 1 and depth < DEEPEST:
            return text, depth
        name = f"t{node.index}"
        self.lines.append(f"{name}={bare}")
        return name, 0

    def _parts(self, value: Symbol | float | str) -> tuple[str, int]:
        if isinstance(value, Symbol):
            return self._texts[value.index]
        return self._number(float(value)), 0

    def __call__(self, value: Value) -> str:
        """How to refer to an output."""
        return self._parts(value)[0]


def _uses(
    nodes: Sequence[Symbol], outputs: Sequence[Value], templates: dict[str, str]
) -> list[int]:
    """How often each node's text is printed; never where no output depends on it."""
    uses = [0] * len(nodes)
    printed = {
        name: [template.count(f"{{{place}}}") for place in range(4)]
        for name, template in templates.items()
    }
    once = [1, 1]
    for output in outputs:
        if isinstance(output, Symbol):
            uses[output.index] += 1
    for node in reversed(nodes):  # a node comes after its arguments
        if uses[node.index]:
            times = printed.get(node.operation, once)
            for argument, more in zip(node.arguments, times, strict=False):
                if isinstance(argument, Symbol):
                    uses[argument.index] += more
    return uses


def python_source(
    inputs: Sequence[str], outputs: Sequence[Value], *, arrays: bool, function: str = "run"
) -> str:
    """Straight-line Python of a graph: a function of one sequence, returning a tuple.

    Args:
        inputs: Names of the inputs in the order of the argument. [1]
        outputs: Nodes or numbers to return. [1]
        arrays: Print NumPy calls in place of conditional expressions. [1]
        function: Name of the function. [1]

    Returns:
        Source text; it needs `sqrt`, and for arrays `floor`, `maximum`, `minimum` and `where`, in
        its globals.
    """
    printer = Printer(outputs, _ARRAY if arrays else _SCALAR, repr)
    body = "\n    ".join(
        [
            f"{','.join(inputs)},=numbers",
            *printer.lines,
            f"return ({','.join(map(printer, outputs))},)",
        ]
    )
    return f"def {function}(numbers):\n    {body}\n"


def javascript_source(inputs: Sequence[str], outputs: Sequence[Value], function: str) -> str:
    """Straight-line JavaScript of a graph: a function of one array, returning an array.

    Only the inputs that outputs depend on are read; numbers print as their shortest decimal form,
    which both languages read back to the same double.
    """
    printer = Printer(outputs, _JAVASCRIPT, _javascript_number)
    used = {str(n.arguments[0]) for n in printer.nodes if n.operation == "input"}
    reads = [f"{name}=$[{i}]" for i, name in enumerate(inputs) if name in used]
    let = ",".join([*reads, *printer.lines])
    return (
        f"function {function}($){{const $f=Math.floor,$q=Math.sqrt,{let};"
        f"return[{','.join(map(printer, outputs))}]}}"
    )


def _javascript_number(value: float) -> str:
    text = repr(float(value))
    return text.removesuffix(".0")
