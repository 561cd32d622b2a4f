"""Scores of the calibrated law and of the bound on measured kernels.

Beside the law stand the pure roofline (with the cache level of GDDR parts) and an estimate as
LLM-Viewer makes it: attention without a causal mask and with its score matrix in memory, and no
cache. On the development rows scores are of shapes that were not fitted on; other files are scored
whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.scores import Line, Report, score
from roofline.calibrate import fitted_half, held_out, read_data, without_each
from roofline.calibrated import Calibration, calibration_from, load_calibration
from roofline.catalog import load_devices
from roofline.fit import by_law, fit, predicted, stated
from roofline.measured import Array, Kernels, read_kernels
from roofline.systems import GDDR, read_systems

DATA = Path(__file__).parent / "data"
SYSTEMS = DATA / "systems.csv"
DEVELOPMENT = DATA / "kernels_dev.csv.gz"
BOUNDED = ("gemm", "context", "generation")
"""Beginnings of the classes that the bound is held to."""

MOST_BELOW: Mapping[bool, float] = {False: 0.001, True: 0.01}
"""Share of rows that may lie below the bound, without and with a cache that adds bandwidth. [1]"""

WIDE = 512
"""Inner and outer dimension from which a product is as wide as those of a model's layers. [1]"""

WIDER = f"n, k >= {WIDE}"
"""What such products are called."""

EXCHANGED = "halves exchanged"
"""Method of scores of the fitted shapes, with constants fitted to the others."""

WITH_HBM = "with HBM"
"""Group of all devices with stacked memory."""

Rows = npt.NDArray[np.bool_]


def groups_of(path: Path) -> dict[str, Kernels]:
    """Measured rows of a file by class of the law; GPUs by `systems.csv` or our devices."""
    beside = path.with_name("systems.csv")
    systems = read_systems(SYSTEMS) | (read_systems(beside) if beside.exists() else {})
    return by_law(read_kernels(path, systems))


def report(path: Path) -> Report:
    """Scores per class and device, and in all."""
    groups = groups_of(path)
    own = path.resolve() == DEVELOPMENT.resolve()
    scored = {law: held_out(rows) for law, rows in groups.items()} if own else groups
    calibration = load_calibration()
    lines = list(_lines(scored, calibration))
    if own:
        lines += [*_left_out_lines(groups), *_exchanged_lines(groups)]
    notes = [*_notes(own=own), *_run_notes(scored, calibration), *bound_notes(groups)]
    return Report(f"Kernels: {path.name}", lines, notes)


def _notes(*, own: bool) -> Iterator[str]:
    count = stated(read_data())
    if own:
        yield "rows of shapes that constants were fitted on are left out (split by shape)"
        yield "left out: expected, with constants fitted without the device"
        yield f"{EXCHANGED}: the shapes fitted on, with constants fitted to the others"
    yield f"{count} constants of the law, those by judgement among them"
    yield "L40S, RTX PRO 6000 and L4 all-reduce through the host: not described by the law"


def _run_notes(groups: Mapping[str, Kernels], calibration: Calibration) -> Iterator[str]:
    """The median over runs, one framework on one GPU, of each run's median error."""
    for law, rows in groups.items():
        error = np.abs(predicted(rows, calibration) / rows.measured - 1)
        runs = np.char.add(np.char.add(rows.gpu, "/"), rows.framework)
        found = [float(np.median(error[runs == run])) for run in sorted(set(runs))]
        over = f"the median over {len(found)} runs of their median error is"
        yield f"{law}: {over} {np.median(found):.1%}"


def _lines(groups: Mapping[str, Kernels], calibration: Calibration) -> Iterator[Line]:
    parts: list[tuple[Kernels, Prediction]] = []
    for law, rows in groups.items():
        told = Prediction(rows, calibration)
        parts.append((rows, told))
        gpus = sorted(set(rows.gpu))
        for gpu in gpus:
            yield from told.lines(law, str(gpu), rows.gpu == gpu)
        if law.startswith("gemm"):
            yield from _wide_lines(told)
        if len(gpus) > 1:
            yield from told.lines(law, "all", np.ones(len(rows), bool))
    yield from _overall(parts)


def _wide(rows: Kernels) -> Rows:
    """Which products are as wide as layers of models are."""
    return np.array([min(map(int, str(shape).split("x"))) >= WIDE for shape in rows.shape])


def _wide_lines(told: Prediction) -> Iterator[Line]:
    """Scores of products as wide as layers of models are, per device and in all."""
    rows, wide = told.rows, _wide(told.rows)
    for gpu in sorted(set(rows.gpu)):
        yield from told.lines(rows.law, f"{gpu}, {WIDER}", wide & (rows.gpu == gpu))
    yield from told.lines(rows.law, f"all, {WIDER}", wide)


class Prediction:
    """What each method says of the rows of one class."""

    def __init__(self, rows: Kernels, calibration: Calibration) -> None:
        self.rows = rows
        self.expected = predicted(rows, calibration)
        self.methods: dict[str, Array] = {
            "expected": self.expected,
            "roofline": np.asarray(rows.ideal),
            "llm-viewer-like": np.asarray(rows.viewer),
        }
        low, high = band_of(rows, calibration)
        self.band = self.expected * low, self.expected * high

    def lines(self, law: str, group: str, keep: Rows) -> Iterator[Line]:
        """Scores of the rows that a mask keeps."""
        for method, values in self.methods.items():
            band = (self.band[0][keep], self.band[1][keep]) if method == "expected" else None
            yield Line(law, group, method, score(values[keep], self.rows.measured[keep], band))


def band_of(rows: Kernels, calibration: Calibration) -> tuple[Array, Array]:
    """Ends of the band of each row over its expected value. [1]"""
    devices = load_devices()
    names, place = np.unique(rows.device, return_inverse=True)
    ends = []
    for name in names:
        device = devices.get(str(name))
        found = calibration.band(rows.law, device) if device else calibration.left_out[rows.law]
        ends.append((found.low, found.high))
    table = np.array(ends)[place]
    return table[:, 0], table[:, 1]


def _overall(parts: list[tuple[Kernels, Prediction]]) -> Iterator[Line]:
    measured = np.concatenate([rows.measured for rows, _ in parts])
    low = np.concatenate([told.band[0] for _, told in parts])
    high = np.concatenate([told.band[1] for _, told in parts])
    for method in parts[0][1].methods:
        values = np.concatenate([told.methods[method] for _, told in parts])
        band = (low, high) if method == "expected" else None
        yield Line("all", "all", method, score(values, measured, band))


def _left_out_lines(groups: Mapping[str, Kernels]) -> list[Line]:
    """Scores on each device with constants that were fitted without it, and over those with HBM."""
    held = {law: held_out(rows) for law, rows in groups.items()}
    parts: dict[tuple[str, str], list[tuple[Array, Array]]] = {}
    for law, gpu, rows, without in without_each(fitted_half(groups), held, read_data()):
        both = predicted(rows, without), rows.measured
        for group in (gpu,) if gpu in GDDR else (gpu, WITH_HBM):
            parts.setdefault((law, group), []).append(both)
    found = []
    for (law, group), told in sorted(parts.items()):
        if group != WITH_HBM or len(told) > 1:
            said, measured = (np.concatenate(column) for column in zip(*told, strict=True))
            found.append(Line(law, group, "left out", score(said, measured)))
    return found


def _exchanged_lines(groups: Mapping[str, Kernels]) -> Iterator[Line]:
    """Scores with constants fitted to the other half of the shapes."""
    first = fitted_half(groups)
    others = {law: held_out(rows) for law, rows in groups.items() if law != "link"}
    found = calibration_from(fit({**others, "link": first["link"]}, read_data()))
    for law in others:
        rows = first[law]
        told = predicted(rows, found)
        parts = {"all": np.ones(len(rows), bool)}
        if law.startswith("gemm"):
            parts[f"all, {WIDER}"] = _wide(rows)
        for group, keep in parts.items():
            yield Line(law, group, EXCHANGED, score(told[keep], rows.measured[keep]))


def below_bound(groups: Mapping[str, Kernels]) -> dict[str, tuple[int, int]]:
    """Rows of products and attention below the ideal roofline, and all such rows, by GPU. [1]"""
    found: dict[str, tuple[int, int]] = {}
    for law, rows in groups.items():
        if not law.startswith(BOUNDED):
            continue
        below = rows.measured < rows.ideal
        for gpu in sorted(set(rows.gpu)):
            keep = rows.gpu == gpu
            under, count = found.get(str(gpu), (0, 0))
            found[str(gpu)] = (under + int(below[keep].sum()), count + int(keep.sum()))
    return found


def bound_notes(groups: Mapping[str, Kernels]) -> Iterator[str]:
    """How often the bound is broken, per GPU, and why."""
    for gpu, (under, count) in sorted(below_bound(groups).items()):
        most = MOST_BELOW[gpu in GDDR]
        verdict = "holds" if under <= most * count else "does not hold"
        with_cache = ", with its cache level" if gpu in GDDR else ""
        yield (
            f"bound on {gpu}{with_cache}: {under} of {count:,} products and attention kernels lie "
            f"below it ({under / count:.2%}; aim {most:.1%}): {verdict}"
        )
