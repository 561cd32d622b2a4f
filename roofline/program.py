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
from typing import Any

import numpy as np

from roofline.inputs import Structure, input_names, numbers
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
        return _compiled(source, {"sqrt": math.sqrt})

    @cached_property
    def totals_only(self) -> Callable[[Sequence[float]], tuple[float, ...]]:
        """The totals of one deployment."""
        source = python_source(self.inputs, self.outputs[: len(TOTAL_NAMES)], arrays=False)
        return _compiled(source, {"sqrt": math.sqrt})

    @cached_property
    def arrays(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """All outputs of many deployments; inputs are numbers or arrays of one shape."""
        source = python_source(self.inputs, self.outputs, arrays=True)
        return _compiled(source, {"sqrt": np.sqrt, "floor": np.floor, "where": np.where})

    @cached_property
    def array_totals(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """The totals of many deployments."""
        source = python_source(self.inputs, self.outputs[: len(TOTAL_NAMES)], arrays=True)
        return _compiled(source, {"sqrt": np.sqrt, "floor": np.floor, "where": np.where})

    def javascript(self, function: str) -> str:
        """The same as a JavaScript function of the input vector."""
        return javascript_source(self.inputs, self.outputs, function)


def _compiled(source: str, names: dict[str, Any]) -> Any:
    scope = dict(names)
    exec(compile(source, "<traced cost model>", "exec"), scope)  # our own text, no outside input
    return scope["run"]


def operator_outputs(graph: Graph, operator: Operator) -> tuple[Value, ...]:
    """The numbers of an operator, in the order of `OPERATOR_NUMBERS`."""
    t = operator.times
    return (
        operator.count,
        *operator.cost,
        t.compute,
        t.memory,
        t.link,
        ideal_time(graph, t),
        t.expected,
    )


@lru_cache(maxsize=256)
def program_for(structure: Structure) -> Program:
    """The traced cost model of a structure."""
    graph = Graph()
    names = input_names(len(structure))
    n = numbers(structure, {name: graph.symbol(name) for name in names})
    prefill = phase_operators(n, graph, "prefill")
    decode = phase_operators(n, graph, "decode")
    outputs = [*totals(n, graph, prefill, decode)]
    labels = []
    for phase, operators in (("prefill", prefill), ("decode", decode)):
        for o in operators:
            labels.append(Label(phase, o.name, o.kind, o.group))
            outputs.extend(operator_outputs(graph, o))
    return Program(names, tuple(outputs), tuple(labels))
