"""Fitting the constants of serving frameworks to measured serving points.

Points of one configuration stay together: constants are fitted on some configurations and their
residuals read on the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from roofline.calibrated import Calibration
from roofline.frameworks import (
    FITTED,
    LOOP_SCALES,
    OF_TOKENS,
    Band,
    Framework,
    Loop,
    ServingCalibration,
)
from roofline.inputs import Structure, structure_of
from roofline.measured_serving import Point
from roofline.serving import ServedMany, serve_rows
from roofline.serving_steps import Steps

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FOLDS = 5
"""Parts that configurations are split into; each is scored with constants of the others. [1]"""

TOLERANCE = 0.4
"""Error beyond which a point loses its pull: runs differ by settings that no file tells. [1]"""

START = Loop(fixed=2e-3, first=60e-3, prefill=1.5, queue=0.05)
"""Where the search begins. [s, 1]"""

FEWEST = 6
"""Points below which constants are not fitted. [1]"""


@dataclass(frozen=True)
class Served:
    """Points with what the engine says of their loops, in the order of the points.

    Attributes:
        points: Measured points.
        many: Their loops.
        tpot: Measured times per output token. [s]
        ttft: Measured times to first token. [s]
    """

    points: Sequence[Point]
    many: ServedMany
    tpot: Array
    ttft: Array

    def __len__(self) -> int:
        return len(self.points)

    def names(self, attribute: str) -> npt.NDArray[np.str_]:
        """An attribute of each point, as text."""
        return np.array([getattr(p, attribute) for p in self.points], dtype=np.str_)

    def rows(self, keep: Mask) -> Served:
        """The points that a mask keeps."""
        m = self.many
        steps = Steps(*(np.asarray(c)[keep] for c in m.steps))
        points = [p for p, kept in zip(self.points, keep, strict=True) if kept]
        many = ServedMany(steps, m.clients[keep], m.output[keep])
        return Served(points, many, self.tpot[keep], self.ttft[keep])


def served(points: Sequence[Point], calibration: Calibration, *, named: bool = True) -> Served:
    """The loops of measured points.

    Args:
        points: Measured points.
        calibration: Constants of the kernels.
        named: Whether to take the kernels of each point's framework, rather than of none.
    """
    by_structure: dict[tuple[Structure, str], list[int]] = {}
    for place, point in enumerate(points):
        key = structure_of(point.deployment.model), point.framework if named else ""
        by_structure.setdefault(key, []).append(place)
    columns = np.empty((len(Steps._fields) + 2, len(points)))
    for (_, framework), places in by_structure.items():
        found = serve_rows([points[p].deployment for p in places], calibration, framework)
        columns[:, places] = np.array([*found.steps, found.clients, found.output])
    many = ServedMany(Steps(*columns[:-2]), columns[-2], columns[-1])
    tpot = np.array([p.tpot for p in points])
    return Served(points, many, tpot, np.array([p.ttft for p in points]))


def folds(points: Served) -> npt.NDArray[np.int_]:
    """The part that each point's configuration falls into. [1]"""
    digests = [hashlib.sha256(p.config.encode()).hexdigest() for p in points.points]
    return np.array([int(d, 16) % FOLDS for d in digests])


def _descend(
    start: Loop, fields: Sequence[str], predict: Callable[[Loop], Array], target: Array
) -> Loop:
    """Values of some fields that bring predictions nearest to the target."""
    if not fields:
        return start
    begin = np.log([getattr(start, name) for name in fields])

    def at(point: Array) -> Loop:
        return start._replace(**dict(zip(fields, np.exp(point).tolist(), strict=True)))

    def loss(point: Array) -> float:
        error = np.abs(np.log(predict(at(point)) / target))
        drift = 1e-3 * np.square(point - begin).sum()
        return float(np.mean(error / (error + TOLERANCE)) + drift)

    point = begin
    for _ in range(3):
        options = {"maxiter": 2000, "xatol": 1e-3, "fatol": 1e-6}
        point = minimize(loss, point, method="Nelder-Mead", options=options).x
    return at(point)


def fit_loop(points: Served, kind: str, framework: Framework) -> Loop:
    """The constants of one class of models; all points are used.

    Args:
        points: Measured points of one framework and that class.
        kind: The class.
        framework: The framework, for which constants there are.
    """
    fitted = framework.fitted.get(kind, FITTED[kind])
    start = framework.unfitted(kind)._replace(**{name: getattr(START, name) for name in fitted})
    tokens = [name for name in fitted if name in OF_TOKENS]
    first = [name for name in fitted if name not in OF_TOKENS]
    loop = _descend(start, tokens, points.many.tpot, points.tpot)
    timed = points.rows(np.isfinite(points.ttft))
    return _descend(loop, first, timed.many.ttft, timed.ttft)


def fit_loops(points: Served, framework: Framework) -> dict[str, Loop]:
    """Constants of one framework, by class of models; nothing is fitted to very few points.

    Args:
        points: Measured points of that framework.
        framework: The framework, for which constants there are.
    """
    kinds = points.names("kind")
    return {
        str(kind): fit_loop(points.rows(kinds == kind), str(kind), framework)
        for kind in sorted(set(kinds))
        if (kinds == kind).sum() >= FEWEST
    }


def held_out(
    points: Served, groups: npt.NDArray[np.int_], framework: Framework
) -> tuple[Array, Array]:
    """Times per output token and to first token, each group with constants of the others. [s]

    Args:
        points: Measured points of one framework.
        groups: Group of each point; those of one group are left out together.
        framework: The framework, for which constants there are.
    """
    tpot, ttft = np.empty(len(points)), np.empty(len(points))
    kinds = points.names("kind")
    for group in np.unique(groups):
        loops = fit_loops(points.rows(groups != group), framework)
        for kind in np.unique(kinds[groups == group]):
            out = (groups == group) & (kinds == kind)
            loop = loops.get(str(kind), framework.unfitted(str(kind)))
            part = points.rows(out).many
            tpot[out], ttft[out] = part.tpot(loop), part.ttft(loop)
    return tpot, ttft


def quantiles(measured: Array, predicted: Array) -> Band:
    """The 10 and 90 % quantiles of measured over predicted. [1]"""
    known = np.isfinite(measured)
    low, high = np.quantile(measured[known] / predicted[known], (0.1, 0.9))
    return float(low), float(high)


def masks(points: Served) -> dict[str, Mask]:
    """Framework to its points."""
    frameworks = points.names("framework")
    return {str(name): frameworks == name for name in sorted(set(frameworks))}


def tpot_without_fit(points: Served, known: ServingCalibration) -> Array:
    """Times per output token with no constant fitted to a serving point. [s]

    Args:
        points: Measured points.
        known: Frameworks, for how they schedule.
    """
    found = np.empty(len(points))
    for name, mask in masks(points).items():
        loop = Loop(prompts=known.like(name).prompts_between)
        found[mask] = points.rows(mask).many.tpot(loop)
    return found


def refit(
    points: Served, unnamed: Served, known: ServingCalibration, source: str, day: date
) -> ServingCalibration:
    """New constants and bands for every framework that is known and has points.

    Args:
        points: Measured points.
        unnamed: The same with the kernels of no framework in particular, for its bands.
        known: Frameworks as they are.
        source: What the points are, in a few words.
        day: When they are fitted to.
    """
    parts = folds(points)
    frameworks = dict(known.frameworks)
    for name, mask in masks(points).items():
        if name in frameworks:
            frameworks[name] = _refitted(frameworks[name], points.rows(mask), parts[mask])
    plain, kinds = tpot_without_fit(unnamed, known), points.names("kind")
    bands = {k: quantiles(points.tpot[kinds == k], plain[kinds == k]) for k in sorted(set(kinds))}
    return replace(known, frameworks=frameworks, tpot_bands=bands, source=source, day=day)


def _refitted(old: Framework, own: Served, parts: npt.NDArray[np.int_]) -> Framework:
    tpot, ttft = held_out(own, parts, old)
    loops, kinds = fit_loops(own, old), own.names("kind")
    rows = {kind: kinds == kind for kind in loops}
    tpot_bands = {kind: quantiles(own.tpot[r], tpot[r]) for kind, r in rows.items()}
    ttft_bands = {kind: quantiles(own.ttft[r], ttft[r]) for kind, r in rows.items()}
    return replace(
        old,
        loops={**old.loops, **loops},
        tpot_bands={**old.tpot_bands, **tpot_bands},
        ttft_bands={**old.ttft_bands, **ttft_bands},
    )


HEAD = """\
# Constants of serving frameworks (roofline/frameworks.py), fitted to measured serving points.
# step [share of the calibrated decode step], prompts [share of the others' prompts between a
# request's tokens], fixed [ms per token], first [ms beside any prefill], prefill [share of the
# calibrated prefill], queue [calibrated prefills waited for per other request]; what is not stated
# has its value without a fit, step, first and queue those under `unfitted`, which are judgement:
# fitted one by one, configurations that were not fitted on were told no better.
# prompts_first: the framework reads prompts that wait before it decodes on. Bands: 10 and 90 %
# quantiles of measured over expected, of configurations that were not fitted on. Written by
# `atlas roofline calibrate FILE`.
"""


def as_yaml(found: ServingCalibration) -> str:
    """The text of a file of serving constants."""
    fitted = f"{{source: {json.dumps(found.source)}, day: {found.day.isoformat()}}}"
    lines = [HEAD, f"fitted: {fitted}\n", "unfitted:\n"]
    for name in ("step", "first"):
        scale, values = getattr(LOOP_SCALES, name), getattr(found.shared, name)
        lines.append(f"  {name}:\n")
        lines += [f"    {kind}: {value / scale:g}\n" for kind, value in sorted(values.items())]
    lines.append(f"  queue: {found.shared.queue:g}\n")
    lines.append("  tpot_band:\n")
    lines += [f"    {kind}: {_pair(band)}\n" for kind, band in sorted(found.tpot_bands.items())]
    lines.append("frameworks:\n")
    for name, framework in sorted(found.frameworks.items()):
        lines.append(f"  {name}:\n    name: {framework.name}\n")
        lines.append(f"    prompts_first: {str(framework.prompts_first).lower()}\n")
        for kind, loop in sorted(framework.loops.items()):
            lines.append(f"    {kind}:\n")
            for field in framework.fitted[kind]:
                value = getattr(loop, field) / getattr(LOOP_SCALES, field)
                lines.append(f"      {field}: {float(f'{value:.4g}')!r}\n")
            lines.append(f"      tpot_band: {_pair(framework.tpot_bands[kind])}\n")
            lines.append(f"      ttft_band: {_pair(framework.ttft_bands[kind])}\n")
    return "".join(lines)


def _pair(band: Band) -> str:
    return f"[{band[0]:.3f}, {band[1]:.3f}]"
