"""How far expected times may lie from what would be measured: 10-90 % bands.

A band comes from the residuals of the calibration: for each class of operators, the 10 and 90 %
quantiles of measured over expected, on devices that were measured or on ones that were left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from math import sqrt
from operator import add
from typing import NamedTuple

from roofline.calibrated import Calibration, Quantiles
from roofline.deployment import Deployment, Numerics
from roofline.device import Device


class Band(NamedTuple):
    """The ends between which four of five measurements are expected. [s] or [token/s]"""

    low: float
    high: float

    def scaled(self, factor: float) -> Band:
        """Both ends times a factor."""
        return Band(self.low * factor, self.high * factor)


COLLECTIVES = frozenset(
    {"all-reduce", "all-gather", "reduce-scatter", "all-to-all", "point-to-point"}
)
"""Kinds of operators that the constants of links hold for."""


def product_class(bits: float) -> str:
    """Class of the law of matrix products whose wider operand has so many bits."""
    return "gemm16" if bits > 8 else "gemm8" if bits > 4 else "gemm4"


def class_of(kind: str, name: str, numerics: Numerics) -> str:
    """Class of the law that an operator's expected time comes from.

    Args:
        kind: Kind of the operator.
        name: What it is called; the output layer has a format of its own.
        numerics: Formats of the deployment.
    """
    if kind == "gemm":
        weights = numerics.embedding_bits if name == "lm_head" else numerics.weight_bits
        return product_class(max(weights, numerics.activation_bits))
    if kind == "context-attention":
        return "context16" if numerics.attention_bits > 8 else "context8"
    if kind == "generation-attention":
        return "generation16" if numerics.kv_bits > 8 else "generation8"
    return "moe" if kind == "moe" else "link" if kind in COLLECTIVES else "elementwise"


def operator_quantiles(
    calibration: Calibration, deployment: Deployment, kind: str, name: str
) -> Quantiles:
    """Quantiles of measured over expected for an operator of a deployment. [1]

    Args:
        calibration: Where residuals stand.
        deployment: What runs, on what.
        kind: Kind of the operator.
        name: What it is called.
    """
    return calibration.band(class_of(kind, name, deployment.numerics), deployment.device)


def combined(times: Mapping[str, float], calibration: Calibration, device: Device) -> Band:
    """The band of a sum of times of several classes.

    Args:
        times: Class of the law to its expected time. [s]
        calibration: Where residuals stand.
        device: What runs them.

    Returns:
        Within a class all operators err alike, since they share constants: deviations add.
        Classes err on their own: their deviations add as squares. [s]
    """
    whole = _sum(times.values())
    bands = {name: calibration.band(name, device) for name in times}
    below = _joint(t * max(1 - bands[name].low, 0.0) for name, t in times.items())
    above = _joint(t * max(bands[name].high - 1, 0.0) for name, t in times.items())
    return Band(max(whole - below, 0.0), whole + above)


def _joint(parts: Iterable[float]) -> float:
    return sqrt(_sum(part * part for part in parts))


def _sum(parts: Iterable[float]) -> float:
    """Added in order, as pages add: the built-in sum compensates from Python 3.12 on."""
    return reduce(add, parts, 0.0)


def of_phase(
    operators: Iterable[tuple[str, str, float]],
    expected: float,
    calibration: Calibration,
    deployment: Deployment,
) -> Band:
    """The band of a pass.

    Args:
        operators: Kind, name and expected time of all launches of each operator. [s]
        expected: Expected time of the pass, which bubbles and overlap may set apart from the
            sum. [s]
        calibration: Where residuals stand.
        deployment: What runs, on what.
    """
    times: dict[str, float] = {}
    for kind, name, time in operators:
        law = class_of(kind, name, deployment.numerics)
        times[law] = times.get(law, 0.0) + time
    whole = _sum(times.values())
    return combined(times, calibration, deployment.device).scaled(expected / whole if whole else 0)


def mixed(parts: Iterable[tuple[float, Band]]) -> Band:
    """The band of a sum of passes that err alike, over the sum. [1]

    Args:
        parts: Expected time of each pass, and its band over it. [s], [1]
    """
    known = [(time, band) for time, band in parts if time > 0]
    whole = _sum(time for time, _ in known)
    return Band(
        _sum(time * band.low for time, band in known) / whole,
        _sum(time * band.high for time, band in known) / whole,
    )


def inverted(band: Band) -> Band:
    """The band of a rate whose time has a band: the longest time is the lowest rate. [1]"""
    return Band(1 / band.high, 1 / band.low if band.low > 0 else float("inf"))
