"""Scores of serving estimates on measured serving points.

Methods, for the time per output token: `no fit`, kernels and the closed loop alone; `framework`,
with the shipped constants of the named framework; `held out by ...`, with constants refitted to
the development rows less the configurations, devices or families that are scored; beside them the
pure roofline of a decode step and an estimate as LLM-Viewer makes it. The time to first token has
the same, but never without a framework.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.scores import Line, Report, score
from roofline.calibrated import load_calibration
from roofline.frameworks import Band, Framework, Loop, ServingCalibration, load_frameworks
from roofline.measured_serving import Point, read_serving
from roofline.serving_fit import (
    FEWEST,
    Served,
    fit_loops,
    folds,
    masks,
    quantiles,
    served,
    tpot_without_fit,
)

Array = npt.NDArray[np.float64]
Texts = npt.NDArray[np.str_]
DEVELOPMENT = Path(__file__).parent / "data" / "e2e_dev.csv.gz"
GROUPED_BY = ("gpu", "precision", "family", "framework")


@dataclass(frozen=True)
class Prediction:
    """What one method says of every point; nan where it says nothing.

    Attributes:
        quantity: `tpot` or `ttft`.
        method: Name of the method.
        values: Predictions. [s]
        low: Lower ends of the bands; nan without one. [s]
        high: Upper ends. [s]
    """

    quantity: str
    method: str
    values: Array
    low: Array
    high: Array


def without_band(quantity: str, method: str, values: Array) -> Prediction:
    """A prediction that carries no band."""
    none = np.full(len(values), np.nan)
    return Prediction(quantity, method, values, none, none)


def as_llm_viewer(points: Sequence[Point]) -> list[Point]:
    """The points with scores in memory and links for free, as LLM-Viewer counts them."""
    changed = []
    for point in points:
        d = point.deployment.with_execution(fused_attention=0.0, comm_hidden=1.0)
        changed.append(replace(point, deployment=d))
    return changed


def _bands(known: Framework | ServingCalibration, quantity: str, kind: str) -> Band:
    bands = known.ttft_bands if quantity == "ttft" and isinstance(known, Framework) else None
    return (bands or known.tpot_bands)[kind]


def no_fit(points: Served, known: ServingCalibration) -> Prediction:
    """Kernels and the closed loop alone."""
    values = tpot_without_fit(points, known)
    kinds = points.names("kind")
    ends = np.array([known.tpot_bands[k] for k in kinds]).reshape(len(points), 2)
    return Prediction("tpot", "no fit", values, values * ends[:, 0], values * ends[:, 1])


def shipped(points: Served, known: ServingCalibration) -> Iterator[Prediction]:
    """The constants of the named framework."""
    for quantity in ("tpot", "ttft"):
        values, low, high = (np.full(len(points), np.nan) for _ in range(3))
        for (name, kind), mask in pairs(points).items():
            framework = known.frameworks.get(name)
            if framework and kind in framework.loops:
                many = points.rows(mask).many
                values[mask] = getattr(many, quantity)(framework.loops[kind])
                band = _bands(framework, quantity, kind)
                low[mask], high[mask] = values[mask] * band[0], values[mask] * band[1]
        yield Prediction(quantity, "framework", values, low, high)


def pairs(points: Served) -> dict[tuple[str, str], npt.NDArray[np.bool_]]:
    """Framework and class of models to their points."""
    kinds = points.names("kind")
    return {
        (name, str(kind)): mask & (kinds == kind)
        for name, mask in masks(points).items()
        for kind in sorted(set(kinds[mask]))
    }


@cache
def development() -> Served:
    """The development rows, which constants are fitted on."""
    return served(read_serving(DEVELOPMENT).points, load_calibration())


def held_out_by(points: Served, groups: Texts, pool: Served, pool_groups: Texts,
                name: str) -> Iterator[Prediction]:  # fmt: skip
    """Constants refitted to the pool less the group of each point; bands from the same rows.

    Args:
        points: Points to predict.
        groups: Group of each.
        pool: Rows to fit on.
        pool_groups: Group of each of those.
        name: What the groups are.
    """
    empty = np.full((2, 3, len(points)), np.nan)
    kinds, pool_kinds = points.names("kind"), pool.names("kind")
    for framework, own in masks(pool).items():
        known = load_frameworks().like(framework)
        mine = points.names("framework") == framework
        for group in np.unique(groups[mine]):
            left = own & (pool_groups != group)
            loops = fit_loops(pool.rows(left), known) if left.any() else {}
            for kind in np.unique(kinds[mine & (groups == group)]):
                place = mine & (groups == group) & (kinds == kind)
                rest = pool.rows(left & (pool_kinds == kind))
                loop = loops.get(str(kind), known.unfitted(str(kind)))
                for row, (quantity, predict) in enumerate(_both(loop)):
                    values = predict(points.rows(place).many)
                    band = _band_of(rest, quantity, predict)
                    empty[row][:, place] = [values, values * band[0], values * band[1]]
    for row, quantity in enumerate(("tpot", "ttft")):
        yield Prediction(quantity, f"held out by {name}", *empty[row])


def _both(loop: Loop) -> tuple[tuple[str, Callable[..., Array]], ...]:
    return (("tpot", lambda many: many.tpot(loop)), ("ttft", lambda many: many.ttft(loop)))


def _band_of(rest: Served, quantity: str, predict: Callable[..., Array]) -> Band:
    if len(rest) < FEWEST:
        return float("nan"), float("nan")
    measured: Array = getattr(rest, quantity)
    return quantiles(measured, predict(rest.many))


def predictions(points: Served, known: ServingCalibration) -> list[Prediction]:
    """Every method's predictions of every point."""
    calibration, pool = load_calibration(), development()
    viewer = served(as_llm_viewer(points.points), calibration)
    found = [
        without_band("tpot", "roofline", points.many.tpot_ideal),
        without_band("tpot", "llm-viewer-like", viewer.many.tpot_ideal),
        no_fit(points, known),
        *shipped(points, known),
        without_band("ttft", "roofline", np.asarray(points.many.steps.prefill_ideal)),
    ]
    splits = [("device", "gpu"), ("family", "family")]
    if set(points.names("config")) & set(pool.names("config")):
        found += held_out_by(
            points, folds(points).astype(np.str_), pool, folds(pool).astype(np.str_),
            "configuration",
        )  # fmt: skip
    for name, attribute in splits:
        found += held_out_by(points, points.names(attribute), pool, pool.names(attribute), name)
    return found


def _score(points: Served, said: Prediction, mask: npt.NDArray[np.bool_], label: str,
           kind: str) -> Iterator[Line]:  # fmt: skip
    measured: Array = getattr(points, said.quantity)
    known = mask & np.isfinite(measured) & np.isfinite(said.values)
    if known.any():
        banded = bool(np.isfinite(said.low[known]).all())
        band = (said.low[known], said.high[known]) if banded else None
        found = score(said.values[known], measured[known], band)
        yield Line(f"{said.quantity} {kind}", label, said.method, found)


def lines(points: Served, said: Iterable[Prediction]) -> Iterator[Line]:
    """Scores per class of models: in all, then per GPU, precision, family and framework."""
    kinds = points.names("kind")
    for method in said:
        for kind in sorted(set(kinds)):
            own = kinds == kind
            yield from _score(points, method, own, "all", kind)
            if method.method not in ("no fit", "framework"):
                continue
            for attribute in GROUPED_BY:
                names = points.names(attribute)
                for name in sorted(set(names[own])):
                    label = f"{attribute} {name}"
                    yield from _score(points, method, own & (names == name), label, kind)


def notes(path: Path, points: Served, known: ServingCalibration, unsupported: dict[str, int],
          flagged: int) -> list[str]:  # fmt: skip
    """What a reader must know beside the scores."""
    told = [
        f"{len(points):,} points scored; {flagged:,} with a quality flag left out",
        f"{known.constants} constants of serving, those by judgement among them: {known.source}",
        "no fit: the framework's kernels, nothing fitted to a serving point; SGLang reads waiting"
        " prompts first, by design",
        "bands: 10 to 90 % of residuals; of configurations not fitted on where shipped",
    ]
    below = int((points.many.tpot_ideal > points.tpot).sum())
    if below:
        told.append(
            f"{below} points lie below the bound of their decode step ({below / len(points):.1%}):"
            " no server of that layout and concurrency can run so"
        )
    if path.resolve() == DEVELOPMENT.resolve():
        told.append("framework: constants were fitted on these rows; see held out by configuration")
    told += [f"unsupported, left out: {why} ({count} rows)" for why, count in unsupported.items()]
    return told


def report(path: Path) -> Report:
    """Scores of the times per output token and to first token.

    Args:
        path: Measured serving points, in the form of `benchmarks/data/README.md`.
    """
    rows, known = read_serving(path), load_frameworks()
    if not rows.points:
        return Report(f"Serving: {path.name}", [], ["no row can be scored"])
    points = served(rows.points, load_calibration())
    found = list(lines(points, predictions(points, known)))
    said = notes(path, points, known, dict(rows.unsupported), rows.flagged)
    return Report(f"Serving: {path.name}", found, said)
