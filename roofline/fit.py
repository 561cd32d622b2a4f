"""Fitting the constants of the law to measured kernels, all classes at once.

The absolute logarithm of predicted over measured is minimised (softened near zero), with every
class, GPU, framework and number format weighing the same. Rows are split by shape, never singly:
constants are fitted on one half of the shapes and their residuals read on the other.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from roofline.calibrated import (
    LIKE,
    Calibration,
    Quantiles,
    calibration_from,
    laws_of,
    stretched,
)
from roofline.inputs import LAW_FIELDS, LAW_NUMBERS, LINK_FIELDS
from roofline.measured import ARRAYS, COLUMNS, Array, Kernels
from roofline.timing import Law, Overlap, Roof, kernel_times, link_time

Rows = npt.NDArray[np.bool_]
Path = tuple[str, ...]
"""Keys that lead to a constant in the data of a calibration."""

SOFT = 0.07
"""Relative error below which it counts squared. [1]"""

PULL = 0.02
"""Weight of staying at the present constant, in roots of rows' weights. [1]"""

OVERLAPS: Mapping[str, Overlap] = {"context": "nothing", "generation": "steps"}
"""Kind of attention to what of it runs beside its work; traffic alone in other classes."""

JUDGED = frozenset({"elementwise", "gemm4"})
"""Classes whose constants are not fitted."""


def first_half(kernels: Kernels) -> Rows:
    """The rows whose shape falls into the half that is fitted on."""
    shapes, index = np.unique(kernels.shape, return_inverse=True)
    halves = np.array(
        [int(hashlib.sha256(str(s).encode()).hexdigest(), 16) % 2 == 0 for s in shapes]
    )
    if kernels.law == "link" or halves.all() or not halves.any():
        return np.ones(len(kernels), bool)
    return np.asarray(halves[index])


def _constants(kernels: Kernels, calibration: Calibration) -> dict[str, Array]:
    """Constants of the class for each row, by the names of `LAW_NUMBERS` less the class."""
    is_link = kernels.law == "link"
    names = LINK_FIELDS if is_link else [f"{kernels.law}_{f}" for f in LAW_FIELDS]
    places = [LAW_NUMBERS.index(name) for name in names]
    keys, index = np.unique(
        np.char.add(np.char.add(kernels.device, "/"), kernels.framework), return_inverse=True
    )
    laws = [laws_of(calibration, *str(key).split("/", 1), measuring=True) for key in keys]
    table = np.array([[law[p] for p in places] for law in laws])[index]
    return {name: table[:, i] * stretched(name, kernels.cycle) for i, name in enumerate(names)}


def predicted(kernels: Kernels, calibration: Calibration) -> Array:
    """Time of each row under the law. [s]

    Args:
        kernels: Rows of one class.
        calibration: Constants to use.
    """
    constants = _constants(kernels, calibration)
    if kernels.law == "link":
        steps = 2 * (kernels.devices - 1)
        sent = kernels.cost.communicated
        return np.asarray(link_time(ARRAYS, sent, kernels.link, kernels.devices, steps, constants))
    roof = Roof(kernels.peak, kernels.bandwidth, kernels.link)
    law = Law(*constants.values())
    extras = kernels.serial, kernels.operands, kernels.blocks, kernels.filling
    overlap = OVERLAPS.get(kernels.law.rstrip("168"), "traffic")
    times = kernel_times(ARRAYS, kernels.cost, roof, law, *extras, overlap=overlap)
    return np.asarray(times.expected)


def parameters(data: Mapping[str, Any]) -> list[Path]:
    """Where the fitted constants stand in the data of a calibration."""
    found: list[Path] = []
    for kind, values in data["laws"].items():
        if kind not in JUDGED:
            found += [("laws", kind, name) for name in values if name != LIKE]
    found += [("link", name) for name in data["link"]]
    for part in ("devices", "frameworks", "measuring"):
        for owner, classes in data.get(part, {}).items():
            for kind, values in (classes or {}).items():
                found += [(part, owner, kind, name) for name in values]
    return found


def stated(data: Mapping[str, Any]) -> int:
    """Constants in the data of a calibration, fitted or judged. [1]"""
    judged = (data["laws"].get(kind, {}) for kind in JUDGED)
    of_laws = sum(int(name != LIKE) for law in judged for name in law)
    return len(parameters(data)) + of_laws + len(data.get("cache", {}))


def value_at(data: Any, path: Path) -> float:
    """The constant at the end of a path."""
    for key in path:
        data = data[key]
    return float(data)


def with_values(data: Mapping[str, Any], paths: Sequence[Path], values: Array) -> dict[str, Any]:
    """The same data with other constants."""
    changed: dict[str, Any] = copy.deepcopy(dict(data))
    for path, value in zip(paths, values, strict=True):
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = float(value)
    return changed


def _weights(kernels: Kernels) -> Array:
    """Equal weight to each GPU, framework and peak, one in sum for the class."""
    keys = np.char.add(np.char.add(kernels.gpu, "/"), kernels.framework)
    _, index, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / counts[index] / len(counts))


def fit(
    groups: Mapping[str, Kernels], data: Mapping[str, Any], paths: Sequence[Path] | None = None
) -> dict[str, Any]:
    """The data of a calibration with constants fitted to rows.

    Args:
        groups: Rows by class of the law; all are used, a class without rows keeps its constants.
        data: Where to begin, and which constants there are.
        paths: The constants to fit; all by default.
    """
    paths = parameters(data) if paths is None else paths
    begin = np.log([value_at(data, p) for p in paths])
    shares = np.array([p[0] == "laws" and p[-1] in ("compute", "memory") for p in paths])
    roots = {law: np.sqrt(_weights(rows)) for law, rows in groups.items()}
    targets = {law: np.log(rows.measured) for law, rows in groups.items()}

    def residuals(point: Array) -> Array:
        found = calibration_from(with_values(data, paths, np.exp(point)))
        parts = [
            _softened(np.log(predicted(rows, found)) - targets[law]) * roots[law]
            for law, rows in groups.items()
        ]
        above = 10 * np.maximum(point, 0.0) * shares  # shares of a peak stay below 1
        return np.concatenate([*parts, above, PULL * (point - begin)])

    found = least_squares(residuals, begin, x_scale=0.3, max_nfev=40)
    return with_values(data, paths, np.array([float(f"{v:.4g}") for v in np.exp(found.x)]))


def _softened(error: Array) -> Array:
    """Values whose squares grow linearly with the error beyond `SOFT`."""
    return np.asarray(np.sqrt(2 * SOFT * (np.sqrt(SOFT**2 + error**2) - SOFT)))


def joined(groups: Sequence[Kernels]) -> Kernels:
    """Rows of several groups of one class as one."""
    cost = type(groups[0].cost)(
        *(
            np.concatenate([np.broadcast_to(g.cost[i], len(g)) for g in groups])
            for i in range(len(groups[0].cost))
        )
    )
    arrays = {name: np.concatenate([getattr(g, name) for g in groups]) for name in COLUMNS}
    return Kernels(law=groups[0].law, cost=cost, **arrays)


def by_law(groups: Sequence[Kernels]) -> dict[str, Kernels]:
    """All rows of each class of the law."""
    laws = sorted({g.law for g in groups})
    return {law: joined([g for g in groups if g.law == law]) for law in laws}


def residual_quantiles(kernels: Kernels, calibration: Calibration) -> Quantiles:
    """The 10, 50 and 90 % quantiles of measured over predicted. [1]"""
    ratio = kernels.measured / predicted(kernels, calibration)
    return Quantiles(*(float(q) for q in np.quantile(ratio, (0.1, 0.5, 0.9))))
