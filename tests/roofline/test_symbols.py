"""The tracer: shared sub-expressions, refused branches, and equal code in each form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from roofline.symbols import FLOATS, Graph, javascript_source, python_source


def formula(xp, a, b):
    quotient = xp.floor(a / b)
    return xp.maximum(a, b) * 3 + xp.where_greater(a, b, quotient, xp.minimum(a, 2.0)) / xp.sqrt(b)


def compiled(source):
    names = {
        "sqrt": math.sqrt if "sqrt" in source and "where(" not in source else np.sqrt,
        "floor": np.floor,
        "where": np.where,
        "maximum": np.maximum,
        "minimum": np.minimum,
    }
    exec(source, names)
    return names["run"]


def traced(arrays):
    graph = Graph()
    out = formula(graph, graph.symbol("a"), graph.symbol("b"))
    return compiled(python_source(("a", "b"), (out,), arrays=arrays))


def test_scalar_code_equals_the_formula_bit_for_bit():
    run = traced(arrays=False)
    for a, b in [(1.5, 3.25), (273.0, 91.0), (7.0, 7.0), (1e9, 3.0), (0.1, 0.3)]:
        assert run((a, b)) == (formula(FLOATS, a, b),)


def test_array_code_equals_the_formula_bit_for_bit():
    generator = np.random.default_rng(7)
    a, b = generator.uniform(0.1, 100, (2, 500))
    (found,) = traced(arrays=True)((a, b))
    assert found.tolist() == [
        formula(FLOATS, x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)
    ]


def test_equal_expressions_are_one_node():
    graph = Graph()
    a = graph.symbol("a")
    assert (a * 2 + 1) is (a * 2 + 1)
    assert graph.maximum(a, 3.0) is graph.maximum(a, 3.0)


def test_exact_identities_are_folded_and_no_others():
    graph = Graph()
    a = graph.symbol("a")
    assert a * 1 is a
    assert a + 0 is a
    assert a / 1 is a
    assert a * 0 == 0.0
    assert (a - a) is not 0.0  # noqa: F632  nothing is assumed about a
    assert graph.where_greater(2.0, 1.0, a, 5.0) is a


@pytest.mark.parametrize(
    "branch", [lambda a: max(a, 1.0), lambda a: a if a > 1 else 1, lambda a: bool(a)]
)
def test_branches_on_symbols_are_refused(branch):
    with pytest.raises(TypeError, match=r"where_greater"):
        branch(Graph().symbol("a"))


def test_javascript_reads_only_the_inputs_it_needs():
    graph = Graph()
    a, _, c = (graph.symbol(name) for name in "abc")
    source = javascript_source(("a", "b", "c"), (a * c + 0.1,), "run")
    assert source == (
        "function run($){const $f=Math.floor,$q=Math.sqrt,a=$[0],c=$[2];return[((a*c)+0.1)]}"
    )


def test_deep_expressions_are_cut_before_parsers_give_up():
    graph = Graph()
    value = graph.symbol("a")
    for i in range(500):
        value = (value + float(i)) * 1.5
    run = compiled(python_source(("a",), (value,), arrays=False))
    expected = 1.0
    for i in range(500):
        expected = (expected + float(i)) * 1.5
    assert run((1.0,)) == (expected,)
