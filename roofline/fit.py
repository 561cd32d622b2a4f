"""Fitting the constants of the law to measured kernels.

The mean absolute logarithm of predicted over measured is minimised, with every GPU and framework
weighing the same. Rows are split by shape, never singly: constants are fitted on one half of the
shapes and their residuals read on the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from roofline.inputs import LINK_FIELDS
from roofline.measured import ARRAYS, Array, Kernels
from roofline.timing import Law, Roof, kernel_times, link_time

STARTS: Mapping[str, tuple[float, ...]] = {
    "gemm16": (4e-6, 0.78, 0.82, 1e-10),
    "gemm8": (7e-6, 0.6, 0.85, 3e-10, 1.5),
    "gemm4": (8e-6, 0.5, 0.7, 3e-10, 1.5),
    "context16": (12e-6, 0.55, 0.3, 8e-9),
    "context8": (12e-6, 0.35, 0.3, 7e-9),
    "generation16": (11e-6, 0.15, 0.85, 2e-8),
    "generation8": (12e-6, 0.2, 0.75, 2e-8),
    "moe": (40e-6, 0.3, 0.85, 1e-8),
    "link": (4.6e-6, 0.56, 4.6e-6, 1e-6, 0.68),
}
"""Where the search begins: start [s], compute, memory [1], serial [s], quantise [1]; for links the
fields of `LINK_FIELDS`."""

WITHOUT_HBM = frozenset({"l40s", "rtx_pro_6000_server", "l4", "b60"})
"""GPUs with GDDR memory and a large cache, which the constants for unmeasured devices leave out."""

Rows = npt.NDArray[np.bool_]


def first_half(kernels: Kernels) -> Rows:
    """The rows whose shape falls into the half that is fitted on."""
    shapes, index = np.unique(kernels.shape, return_inverse=True)
    halves = np.array(
        [int(hashlib.sha256(str(s).encode()).hexdigest(), 16) % 2 == 0 for s in shapes]
    )
    if kernels.law == "link" or halves.all() or not halves.any():
        return np.ones(len(kernels), bool)
    return np.asarray(halves[index])


def predicted(kernels: Kernels, constants: Sequence[float] | Array) -> Array:
    """Time of each row under the law. [s]

    Args:
        kernels: Rows of one class.
        constants: Fields of `Law`, or of `LINK_FIELDS` for collectives.
    """
    if kernels.law == "link":
        named = dict(zip(LINK_FIELDS, constants, strict=True))
        steps = 2 * (kernels.devices - 1)
        sent = kernels.cost.communicated
        return np.asarray(link_time(ARRAYS, sent, kernels.link, kernels.devices, steps, named))
    roof = Roof(kernels.peak, kernels.bandwidth, kernels.link)
    law = Law(*constants)
    times = kernel_times(ARRAYS, kernels.cost, roof, law, kernels.serial, kernels.operands)
    return np.asarray(times.expected)


def _weights(kernels: Kernels) -> Array:
    """Equal weight to each GPU and framework."""
    keys = np.char.add(np.char.add(kernels.gpu, "/"), kernels.framework)
    _, index, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / counts[index])


def _descend(loss: Callable[[Array], float], start: Array) -> Array:
    point = start
    for _ in range(3):
        options = {"maxiter": 3000, "xatol": 1e-3, "fatol": 1e-7}
        point = minimize(loss, point, method="Nelder-Mead", options=options).x
    return np.asarray(point)


def fit(kernels: Kernels, start: Sequence[float] | None = None) -> tuple[float, ...]:
    """Constants of the law for rows of one class.

    Args:
        kernels: Rows to fit on; all are used.
        start: Where to begin; `STARTS` by default.
    """
    begin = np.log(np.array(start or STARTS[kernels.law]))
    target, weights = np.log(kernels.measured), _weights(kernels)
    shares = 0.0 if kernels.law == "link" else 1.0

    def loss(point: Array) -> float:
        constants = np.exp(point)
        error = np.abs(np.log(predicted(kernels, constants)) - target)
        above = np.maximum(point[1:3], 0.0).sum() * shares  # shares of a peak stay below 1
        drift = 1e-4 * np.square(point - begin).sum()
        return float(np.average(error, weights=weights) + 10 * above + drift)

    return tuple(float(c) for c in np.exp(_descend(loss, begin)))


def joined(groups: Sequence[Kernels]) -> Kernels:
    """Rows of several groups of one class as one."""
    cost = type(groups[0].cost)(
        *(
            np.concatenate([np.broadcast_to(g.cost[i], len(g)) for g in groups])
            for i in range(len(groups[0].cost))
        )
    )
    names = ("gpu", "framework", "shape", "peak", "bandwidth", "link", "serial", "operands",
             "devices", "measured")  # fmt: skip
    arrays = {name: np.concatenate([getattr(g, name) for g in groups]) for name in names}
    return Kernels(law=groups[0].law, cost=cost, **arrays)


def by_law(groups: Sequence[Kernels]) -> dict[str, Kernels]:
    """All rows of each class of the law."""
    laws = sorted({g.law for g in groups})
    return {law: joined([g for g in groups if g.law == law]) for law in laws}


def residual_quantiles(kernels: Kernels, constants: Sequence[float]) -> tuple[float, float, float]:
    """The 10, 50 and 90 % quantiles of measured over predicted. [1]"""
    ratio = kernels.measured / predicted(kernels, constants)
    low, middle, high = np.quantile(ratio, (0.1, 0.5, 0.9))
    return float(low), float(middle), float(high)
