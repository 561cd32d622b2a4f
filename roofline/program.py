"""The cost model as straight-line code, made once per architecture.

`program_for` runs the formulas on symbols for a structure and compiles what they leave: a scalar
function for single deployments and an array function for sweeps, of the same operations in the
same order. `Program.javascript` prints them for a browser.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress
from typing import Any

import numpy as np

from roofline.inputs import NEUTRAL_SETTINGS, SETTINGS, Structure, input_names, numbers
from roofline.layers import Operator
from roofline.phases import phase_operators
from roofline.symbols import (
    FLOATS,
    Graph,
    Namespace,
    Symbol,
    Value,
    javascript_source,
    python_source,
)
from roofline.timing import ideal_time
from roofline.totals import TOTAL_NAMES, totals

OPERATOR_NUMBERS = (
    "count",
    "flops",
    "weights",
    "read",
    "written",
    "kv_read",
    "kv_written",
    "communicated",
    "compute_time",
    "memory_time",
    "link_time",
    "ideal_time",
    "expected_time",
)
"""Numbers returned for each operator, in order."""


@dataclass(frozen=True)
class Label:
    """What an operator is, beside its numbers."""

    phase: str
    name: str
    kind: str
    group: int


@dataclass(frozen=True)
class Program:
    """The traced cost model of one structure.

    Attributes:
        inputs: Names of the input vector.
        outputs: Nodes: totals first, then each operator's numbers.
        labels: Operators in the order of the outputs.
    """

    inputs: tuple[str, ...]
    outputs: tuple[Value, ...]
    labels: tuple[Label, ...]

    @cached_property
    def scalar(self) -> Callable[[Sequence[float]], tuple[float, ...]]:
        """All outputs of one deployment."""
        source = python_source(self.inputs, self.outputs, arrays=False)
        run: Callable[..., tuple[Any, ...]] = _compiled(source, {"sqrt": math.sqrt})
        return run

    @cached_property
    def totals_only(self) -> Callable[[Sequence[float]], tuple[float, ...]]:
        """The totals of one deployment."""
        source = python_source(self.inputs, self.outputs[: len(TOTAL_NAMES)], arrays=False)
        run: Callable[..., tuple[Any, ...]] = _compiled(source, {"sqrt": math.sqrt})
        return run

    @cached_property
    def arrays(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """All outputs of many deployments; inputs are numbers or arrays of one shape."""
        source = python_source(self.inputs, self.outputs, arrays=True)
        run: Callable[..., tuple[Any, ...]] = _compiled(source, _NUMPY)
        return run

    @cached_property
    def array_totals(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """The totals of many deployments."""
        source = python_source(self.inputs, self.outputs[: len(TOTAL_NAMES)], arrays=True)
        run: Callable[..., tuple[Any, ...]] = _compiled(source, _NUMPY)
        return run

    def javascript(self, function: str) -> str:
        """The same as a JavaScript function of the input vector."""
        return javascript_source(self.inputs, self.outputs, function)

    def forget(self) -> None:
        """Let go of the graph, which is large and holds itself; nothing can be printed after."""
        for output in self.outputs:
            if isinstance(output, Symbol):
                output.graph.nodes.clear()


_NUMPY: dict[str, Any] = {
    "sqrt": np.sqrt,
    "floor": np.floor,
    "where": np.where,
    "maximum": np.maximum,
    "minimum": np.minimum,
}


def _compiled(source: str, names: dict[str, Any]) -> Any:
    scope = dict(names)
    exec(compile(source, "<traced cost model>", "exec"), scope)  # our own text, no outside input
    return scope["run"]


def operator_outputs(graph: Namespace, operator: Operator, *, expected: bool) -> tuple[Value, ...]:
    """The numbers of an operator, in the order of `OPERATOR_NUMBERS`."""
    t = operator.times
    return (
        operator.count,
        *operator.cost,
        t.compute,
        t.memory,
        t.link,
        ideal_time(graph, t),
        t.expected if expected else 0.0,
    )


def run_formulas(
    structure: Structure, values: dict[str, Value], namespace: Namespace, *, expected: bool
) -> tuple[tuple[Label, ...], tuple[Value, ...]]:
    """The formulas, run in a namespace: the operators, and totals with their numbers.

    Args:
        structure: What decides which operators exist.
        values: Every input by name.
        namespace: Floats for numbers, a graph for symbols.
        expected: Whether calibrated times are computed; zero otherwise.
    """
    n = numbers(structure, values)
    prefill = phase_operators(n, namespace, "prefill")
    decode = phase_operators(n, namespace, "decode")
    outputs = [*totals(n, namespace, prefill, decode, with_expected=expected)]
    labels = []
    for phase, operators in (("prefill", prefill), ("decode", decode)):
        for o in operators:
            labels.append(Label(phase, o.name, o.kind, o.group))
            outputs.extend(operator_outputs(namespace, o, expected=expected))
    return tuple(labels), tuple(outputs)


Fixed = tuple[tuple[str, float], ...]
"""Inputs that are constants of a program, and their values."""


def traced(structure: Structure, fixed: Fixed = (), *, expected: bool = True) -> Program:
    """The cost model of a structure, traced anew.

    Args:
        structure: What decides which operators exist.
        fixed: Inputs that become constants; neutral ones fold away without changing a bit of the
            result, since only x + 0, x * 1, x / 1 and x * 0 are folded.
        expected: Whether calibrated times are computed; zero otherwise.
    """
    graph = Graph()
    names = input_names(len(structure))
    values = {name: graph.symbol(name) for name in names} | dict(fixed)
    labels, outputs = run_formulas(structure, values, graph, expected=expected)
    graph.close()
    return Program(names, outputs, labels)


program_for = lru_cache(maxsize=512)(traced)
"""The same, traced once."""


@lru_cache(maxsize=4096)
def neutral_program(structure: Structure, mask: tuple[bool, ...], *, expected: bool) -> Program:
    """The program in which settings at their neutral value are constants.

    Args:
        structure: What decides which operators exist.
        mask: Whether each of `SETTINGS` is at its value in `NEUTRAL_SETTINGS`.
        expected: Whether calibrated times are computed.
    """
    settings = zip(SETTINGS, NEUTRAL_SETTINGS, strict=True)
    fixed = tuple(compress(settings, mask))
    return program_for(structure, fixed, expected=expected)


_BEFORE_COMPILING = 20
"""Runs of the plain formulas that cost about as much as tracing and compiling them once."""


class Runner:
    """The cost model of a structure for single deployments: traced once that pays.

    The plain formulas and what is traced from them give the same bits.
    """

    def __init__(self, structure: Structure, mask: tuple[bool, ...], *, expected: bool) -> None:
        self._structure, self._mask, self._expected = structure, mask, expected
        self._names = input_names(len(structure))
        self._runs = 0

    def __call__(self, values: Sequence[float]) -> tuple[tuple[Label, ...], tuple[float, ...]]:
        """Operators, and totals with their numbers, of one deployment."""
        if self._runs < _BEFORE_COMPILING:
            self._runs += 1
            named = dict(zip(self._names, values, strict=True))
            return run_formulas(self._structure, named, FLOATS, expected=self._expected)
        program = neutral_program(self._structure, self._mask, expected=self._expected)
        return program.labels, program.scalar(values)


@lru_cache(maxsize=4096)
def runner(structure: Structure, mask: tuple[bool, ...], *, expected: bool) -> Runner:
    """The runner of a structure and of the settings that are neutral.

    Args:
        structure: What decides which operators exist.
        mask: Whether each of `SETTINGS` is at its value in `NEUTRAL_SETTINGS`.
        expected: Whether calibrated times are computed.
    """
    return Runner(structure, mask, expected=expected)
