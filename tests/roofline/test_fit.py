"""Fits find the constants that rows were made with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from roofline.calibrate import read_data
from roofline.calibrated import calibration_from
from roofline.fit import (
    first_half,
    fit,
    joined,
    parameters,
    predicted,
    residual_quantiles,
    stated,
    value_at,
    with_values,
)
from roofline.measured import ARRAYS, Kernels
from roofline.operators import Cost, linear
from roofline.timing import split_steps

DATA = {
    "laws": {
        "gemm16": {"start": 4.0, "compute": 0.7, "memory": 0.8, "serial": 0.05},
        "elementwise": {"start": 2.0},
    },
    "link": {},
    "devices": {"toy": {}},
    "frameworks": {"vllm": {"gemm16": {"start": 1.5}}},
    "residuals": {},
}
TRUE = ("laws", "gemm16", "memory")


def rows(framework: str = "vllm") -> Kernels:
    """Products of many shapes on a made-up device."""
    sizes = 2.0 ** np.arange(8, 14)
    grid = np.meshgrid(2.0 ** np.arange(0, 14, 2), sizes, sizes)
    m, n, k = (axis.ravel() for axis in grid)
    ones = np.ones(len(m))
    cost = linear(m, k, n, weight_bytes=2.0, activation_bytes=2.0)
    text = np.array([""] * len(m))
    return Kernels(
        law="gemm16",
        gpu=np.char.add(text, "toy"),
        device=np.char.add(text, "toy"),
        framework=np.char.add(text, framework),
        shape=np.array([f"{a}x{b}" for a, b in zip(n, k, strict=True)]),
        cost=Cost(*(np.broadcast_to(c, len(m)) for c in cost)),
        peak=ones * 1e15,
        bandwidth=ones * 3e12,
        link=ones,
        serial=np.asarray(split_steps(ARRAYS, k)),
        operands=ones * 0,
        blocks=ones * 0,
        filling=ones * 0,
        cycle=ones,
        devices=ones,
        viewer=ones,
        measured=ones,
    )


def made_with(data: dict, framework: str = "vllm") -> Kernels:
    bare = rows(framework)
    return replace(bare, measured=predicted(bare, calibration_from(data)))


def test_a_fit_finds_what_rows_were_made_with():
    paths = parameters(DATA)
    truth = with_values(DATA, paths, np.array([2.5, 0.8, 0.9, 0.04, 2.0]))
    groups = {"gemm16": joined([made_with(truth), made_with(truth, "sglang")])}
    found = fit(groups, DATA)
    for path in paths:
        assert value_at(found, path) == pytest.approx(value_at(truth, path), rel=0.05)


def test_only_the_constants_asked_for_move():
    truth = with_values(DATA, [TRUE], np.array([0.4]))
    found = fit({"gemm16": made_with(truth)}, DATA, [TRUE])
    assert found["laws"]["gemm16"] == pytest.approx({**DATA["laws"]["gemm16"], "memory": 0.4}, 0.02)
    assert found["frameworks"] == DATA["frameworks"]
    assert DATA["laws"]["gemm16"]["memory"] == 0.8  # the argument is left as it was


def test_constants_are_counted_with_judged_ones():
    assert len(parameters(DATA)) == 5
    assert stated(DATA) == 6


def test_constants_in_force_are_fewer_than_fifty():
    assert stated(read_data()) < 50


def test_a_shape_falls_into_one_half_with_all_its_rows():
    every = rows()
    half = first_half(every)
    assert 0 < half.sum() < len(every)
    for shape in set(every.shape):
        assert len(set(half[every.shape == shape])) == 1


def test_residuals_of_a_perfect_law_are_one():
    assert residual_quantiles(made_with(DATA), calibration_from(DATA)) == pytest.approx((1, 1, 1))
