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
from roofline.symbols import Graph, Value, javascript_source, python_source
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


def operator_outputs(graph: Graph, operator: Operator, *, expected: bool) -> tuple[Value, ...]:
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


Fixed = tuple[tuple[str, float], ...]
"""Inputs that are constants of a program, and their values."""


@lru_cache(maxsize=512)
def program_for(structure: Structure, fixed: Fixed = (), *, expected: bool = True) -> Program:
    """The traced cost model of a structure.

    Args:
        structure: What decides which operators exist.
        fixed: Inputs that become constants; neutral ones fold away without changing a bit of the
            result, since only x + 0, x * 1, x / 1 and x * 0 are folded.
        expected: Whether calibrated times are computed; zero otherwise.
    """
    graph = Graph()
    names = input_names(len(structure))
    values = {name: graph.symbol(name) for name in names} | dict(fixed)
    n = numbers(structure, values)
    prefill = phase_operators(n, graph, "prefill")
    decode = phase_operators(n, graph, "decode")
    outputs = [*totals(n, graph, prefill, decode, with_expected=expected)]
    labels = []
    for phase, operators in (("prefill", prefill), ("decode", decode)):
        for o in operators:
            labels.append(Label(phase, o.name, o.kind, o.group))
            outputs.extend(operator_outputs(graph, o, expected=expected))
    return Program(names, tuple(outputs), tuple(labels))


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
