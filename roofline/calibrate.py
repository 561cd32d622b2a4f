"""Making `roofline/calibration/laws.yaml` from measured kernels, and saying what changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from roofline.calibrated import CONSTANTS, LIKE, Quantiles, calibration_from
from roofline.fit import (
    by_law,
    first_half,
    fit,
    parameters,
    predicted,
    residual_quantiles,
    stated,
)
from roofline.measured import Kernels, read_kernels
from roofline.scores import Score, score
from roofline.systems import read_systems

Groups = Mapping[str, Kernels]

WITHOUT_PEERS = frozenset({"l40s", "rtx_pro_6000_server", "l4", "b60"})
"""GPUs whose all-reduces go through the host, which the law of links does not describe."""

OWN = ("start", "compute", "memory")
"""Factors that a device gets which the calibration does not know."""

HEAD = """\
# Constants of the calibrated law, one set per class of operators (roofline/timing.py).
# start [us], compute and memory [share of peak and bandwidth], serial [us per unit], quantise
# [passes of 3 B per value], block [us per block of queries and head, or per row of operands];
# `like` names the class whose constants hold for what is not stated. start, serial (but for
# context) and half of one_shot and step are cycles, stated for a clock of 1.98 GHz.
# devices, frameworks: factors on constants of a class, of classes that begin so, of several or of
# all; device/framework: on those of a kernel that the framework runs on that device alone;
# measuring: the same where kernels are timed by themselves, not in serving.
# residuals: 10, 50 and 90 % quantiles of measured over expected on {rows} rows whose shapes were
# not fitted on; left_out: the same on devices that were not fitted on.
# cache: speed of a large cache before GDDR memory over that memory's, read off the rows of L40S.
# {count} constants. Written by `atlas roofline calibrate`.
# gemm4: no 4-bit kernels among the rows: its compute is judgement, from a published analysis of
# such kernels. elementwise: not measured; taken to start and read as 16-bit products do.
"""


@dataclass(frozen=True)
class Fitted:
    """How the constants of one class score on shapes of one GPU that were not fitted on."""

    law: str
    gpu: str
    held_out: Score
    before: Score


@dataclass(frozen=True)
class Refit:
    """New constants, and what they change.

    Attributes:
        data: The data of a calibration, in the form of `laws.yaml`.
        fitted: Scores by class and GPU, before and after.
    """

    data: Mapping[str, Any]
    fitted: tuple[Fitted, ...]


def read_data(path: Path = CONSTANTS) -> dict[str, Any]:
    """The plain data of a calibration file."""
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def fitted_half(groups: Groups) -> dict[str, Kernels]:
    """The rows that constants are fitted on: half of the shapes, links between peers only."""
    found = {}
    for law, rows in groups.items():
        keep = first_half(rows)
        if law == "link":
            keep = keep & ~np.isin(rows.gpu, list(WITHOUT_PEERS))
        if keep.any():
            found[law] = rows.rows(keep)
    return found


def held_out(rows: Kernels) -> Kernels:
    """The rows of a class that were not fitted on; all where none was left out."""
    half = first_half(rows)
    return rows if half.all() else rows.rows(~half)


def calibrate(kernels: Path, systems: Path, present: Mapping[str, Any]) -> Refit:
    """Fit every class that a file has rows of.

    Args:
        kernels: Measured kernels, in the form of `benchmarks/data/README.md`.
        systems: Specifications of the GPUs.
        present: Data of the calibration in force, to begin with and to compare with.

    Raises:
        ValueError: A row cannot be read; says which and why.
    """
    groups = by_law(read_kernels(kernels, read_systems(systems)))
    half = fitted_half(groups)
    begin, free = _with_own(present, half)
    data = fit(half, begin, free)
    found = calibration_from(data)
    held = {law: held_out(rows) for law, rows in groups.items()}
    measured = {
        law: rows.rows(~np.isin(rows.gpu, list(WITHOUT_PEERS))) if law == "link" else rows
        for law, rows in held.items()
    }
    known = {law: residual_quantiles(rows, found) for law, rows in measured.items() if len(rows)}
    data["residuals"] = {**_listed(known), **_kept(present, "residuals", known)}
    left = left_out(half, held, data) if free is None else {}
    data["left_out"] = {**_listed(left), **_kept(present, "left_out", left)}
    old = calibration_from({**present, "residuals": {}, "left_out": {}})
    fitted = tuple(
        Fitted(law, gpu, score(predicted(own, found), own.measured),
               score(predicted(own, old), own.measured))
        for law, gpu, own in _by_gpu(held)
    )  # fmt: skip
    return Refit(data, fitted)


def _by_gpu(groups: Groups) -> Iterator[tuple[str, str, Kernels]]:
    for law, rows in groups.items():
        for gpu in sorted(set(rows.gpu)):
            yield law, str(gpu), rows.rows(rows.gpu == gpu)


def _with_own(
    present: Mapping[str, Any], half: Groups
) -> tuple[dict[str, Any], list[tuple[str, ...]] | None]:
    """Data with factors for devices that are new, and what to fit: only those if all are new."""
    data: dict[str, Any] = copy.deepcopy(dict(present))
    seen = {str(d) for rows in half.values() for d in set(rows.device) if d}
    new = sorted(seen - set(data["devices"]))
    for device in new:
        data["devices"][device] = {"all": dict.fromkeys(OWN, 1.0)}
    if new and not seen - set(new):
        return data, [p for p in parameters(data) if p[0] == "devices" and p[1] in new]
    return data, None


def left_out(half: Groups, held: Groups, data: Mapping[str, Any]) -> dict[str, Quantiles]:
    """Quantiles of measured over expected on devices that were not fitted on, by class. [1]

    Args:
        half: Rows that were fitted on.
        held: Rows that were not.
        data: The fitted calibration.
    """
    ratios: dict[str, list[Any]] = {}
    for law, _, rows, found in without_each(half, held, data):
        if law == "link" and rows.gpu[0] in WITHOUT_PEERS:
            continue
        ratios.setdefault(law, []).append(rows.measured / predicted(rows, found))
    pooled = {law: np.quantile(np.concatenate(parts), (0.1, 0.5, 0.9)) for law, parts in
              ratios.items()}  # fmt: skip
    return {law: Quantiles(*(float(q) for q in quantiles)) for law, quantiles in pooled.items()}


def without_each(
    half: Groups, held: Groups, data: Mapping[str, Any]
) -> Iterator[tuple[str, str, Kernels, Any]]:
    """Each class and GPU with a calibration that was fitted without that GPU."""
    gpus = sorted({str(g) for rows in half.values() for g in set(rows.gpu)})
    for gpu in gpus if len(gpus) > 1 else []:
        others = {law: rows.rows(rows.gpu != gpu) for law, rows in half.items()}
        others = {law: rows for law, rows in others.items() if len(rows)}
        device = next(str(rows.device[rows.gpu == gpu][0]) for rows in half.values()
                      if (rows.gpu == gpu).any())  # fmt: skip
        known = {k: v for k, v in data["devices"].items() if k.split("/")[0] != device}
        found = calibration_from(fit(others, {**data, "devices": known}))
        for law, rows in held.items():
            if law in others and (rows.gpu == gpu).any():
                yield law, gpu, rows.rows(rows.gpu == gpu), found


def _listed(found: Mapping[str, Quantiles]) -> dict[str, list[float]]:
    return {law: [float(f"{q:.3g}") for q in quantiles] for law, quantiles in found.items()}


def _kept(present: Mapping[str, Any], part: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """Quantiles of classes that no row is of; 4-bit products are no surer than 8-bit ones."""
    kept = {k: v for k, v in (present.get(part) or {}).items() if k not in found}
    if "gemm8" in found:
        low, middle, high = found["gemm8"]
        kept["gemm4"] = [float(f"{q:.3g}") for q in (low * 0.8, middle, high * 1.25)]
    return kept


def as_yaml(found: Refit, source: str, day: date) -> str:
    """The text of a calibration file.

    Args:
        found: Constants to write.
        source: Name of the file of measurements.
        day: When they were fitted.
    """
    data = found.data
    rows = sum(f.held_out.rows for f in found.fitted)
    lines = [HEAD.format(rows=f"{rows:,}", count=stated(data))]
    fitted = f"{{source: {json.dumps(source)}, day: {day.isoformat()}}}"
    lines.append(f"fitted: {fitted}\nlaws:\n")
    lines += [f"  {law}: {_shown(values)}\n" for law, values in data["laws"].items()]
    lines += [f"{part}: {_shown(data[part])}\n" for part in ("link", "cache")]
    for part in ("devices", "frameworks", "measuring"):
        lines.append(f"{part}:\n")
        for owner, classes in sorted(data.get(part, {}).items()):
            lines.append(f"  {owner}:{'' if classes else ' {}'}\n")
            lines += [f"    {law}: {_shown(values)}\n" for law, values in classes.items()]
    for part in ("residuals", "left_out"):
        lines.append(f"{part}:\n")
        lines += [f"  {law}: {values}\n" for law, values in sorted(data[part].items())]
    return "".join(lines)


def _shown(values: Mapping[str, Any]) -> str:
    parts = (f"{k}: {v if k == LIKE else repr(float(v))}" for k, v in values.items())
    return "{" + ", ".join(parts) + "}"
