"""Where a technique pays: its gain on one deployment over batch and prompt, computed.

The figure of a technique's page moves two points of one deployment. The map varies that
deployment's batch and prompt and asks the engine at each place, before and after, with the same
program on arrays; each cell equals the single estimate to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby
from operator import attrgetter

import numpy as np

from roofline.calibrated import load_calibration
from roofline.catalog import load_devices
from roofline.deployment import Deployment, Execution, Numerics, Workload
from roofline.effects.base import Effect, EffectConflict
from roofline.impact import apply_effects, without_effects
from roofline.inputs import SETTINGS
from roofline.reference import reference_deployments
from roofline.sweep import Sweep, sweep

BATCHES = tuple(2**power for power in range(9))
"""Batches of the map. [1]"""

PROMPTS = tuple(2**power for power in range(9, 18))
"""Prompt lengths of the map. [token]"""

SMALL_DEVICES = ("nvidia-rtx-4090", "nvidia-rtx-5090", "nvidia-rtx-a6000", "nvidia-a100-80gb")
"""Devices of growing memory, for what only pays where a model does not fit."""

CHANGES, LOSES = 1.05, 0.95
"""A gain from here up counts as one, and from here down as a loss. [1]"""


@dataclass(frozen=True)
class Metric:
    """What a map compares.

    Attributes:
        name: Total of the engine, without `_ideal` and `_expected`.
        words: What it is.
        unit: Its unit.
        is_rate: Whether more is better.
    """

    name: str
    words: str
    unit: str
    is_rate: bool = False


TPOT = Metric("tpot", "time per token", "s")
TTFT = Metric("ttft", "time to first token", "s")
LATENCY = Metric("latency", "time of a request", "s")
STEADY = Metric("steady_throughput", "throughput in steady state", "token/s", is_rate=True)


@dataclass(frozen=True)
class State:
    """A place of the map before or after the effects.

    Attributes:
        ideal: Bound of the metric.
        expected: What to expect of it.
        fits: Whether memory holds it.
        bound: What binds the phase that the metric tells of.
    """

    ideal: float
    expected: float
    fits: bool
    bound: str


@dataclass(frozen=True)
class Cell:
    """A place of the map."""

    batch: int
    prompt: int
    before: State
    after: State
    gain: float

    @property
    def kind(self) -> str:
        """`pays`, `loses`, `same`; or `only` or `none` where it fits only then, or never."""
        if not self.after.fits:
            return "none"
        if not self.before.fits:
            return "only"
        return "pays" if self.gain >= CHANGES else "loses" if self.gain <= LOSES else "same"


@dataclass(frozen=True)
class PaysMap:
    """A technique's gain over batch and prompt on one deployment.

    Attributes:
        reference: Identifier of the reference deployment whose batch and prompt are varied.
        metric: What is compared.
        cells: Places at which the effects apply, by prompt, then by batch.
    """

    reference: str
    metric: Metric
    cells: tuple[Cell, ...]

    @cached_property
    def deployment(self) -> Deployment:
        """The deployment that is varied."""
        return _reference(self.reference)

    def of(self, *kinds: str) -> list[Cell]:
        """The cells of some kinds."""
        return [cell for cell in self.cells if cell.kind in kinds]


def pays_map(effects: Sequence[Effect], reference: str, phases: Sequence[str]) -> PaysMap | None:
    """The map of some effects; None where they apply nowhere on it.

    Args:
        effects: Applied in order.
        reference: Identifier of a reference deployment, and `@device` where one other device is
            to run it.
        phases: Phases that they act on, which choose the metric; throughput in steady state stands
            in where that metric does not gain and it does.
    """
    places = _places(_reference(reference))
    applied = {at: d for at, place in enumerate(places) if (d := _after(place, effects))}
    if not applied:
        return None
    before = _before(reference, effects)
    after = dict(zip(applied, _computed(list(applied.values())), strict=True))
    maps = [
        PaysMap(
            reference, metric, tuple(_cell(metric, places[i], before[i], after[i]) for i in after)
        )
        for metric in _metrics(phases)
    ]
    return max(maps, key=_tells)


def _metrics(phases: Sequence[str]) -> tuple[Metric, ...]:
    own = {"decode": TPOT, "prefill": TTFT}.get(" ".join(phases), LATENCY)
    return (own, STEADY)


def _tells(found: PaysMap) -> int:
    return 2 if found.of("pays") else 1 if found.of("loses") else 0


def _reference(name: str) -> Deployment:
    """A reference deployment; with `@device` at its end, on one such device instead."""
    known, _, device = name.partition("@")
    found = next(r.deployment for r in reference_deployments() if r.id == known)
    if not device:
        return found
    return replace(found, device=load_devices()[device], execution=Execution())


@lru_cache(maxsize=16)
def _places(start: Deployment) -> tuple[Deployment, ...]:
    return tuple(
        start.with_workload(batch=float(batch), prompt_tokens=float(prompt))
        for prompt in PROMPTS
        for batch in BATCHES
    )


def _after(d: Deployment, effects: Sequence[Effect]) -> Deployment | None:
    try:
        return apply_effects(d, effects)
    except EffectConflict:
        return None


@dataclass(frozen=True)
class Place:
    """What the engine says of one deployment.

    Attributes:
        totals: Quantities of `roofline.totals.TOTAL_NAMES`.
        prefill: What binds prefill.
        decode: What binds decode.
        fits: Whether memory holds it.
    """

    totals: Mapping[str, float]
    prefill: str
    decode: str
    fits: bool


_started: dict[tuple[object, ...], list[Place]] = {}


def _before(reference: str, effects: Sequence[Effect]) -> list[Place]:
    """The places without the effects, which many maps share: computed once."""
    habits = (tuple(getattr(effect, "before", tuple)()) for effect in effects)
    key = (reference, *habits)
    if key not in _started:
        places = _places(_reference(reference))
        _started[key] = _computed([without_effects(place, effects) for place in places])
    return _started[key]


def _computed(deployments: Sequence[Deployment]) -> list[Place]:
    """What the engine says of deployments, those of one model and device in one sweep."""
    found: list[Place] = []
    for _, same in groupby(deployments, key=lambda d: (d.model, d.device)):
        alike = list(same)
        piece = _sweep(alike)
        columns = {name: column.tolist() for name, column in piece.totals.items()}
        bounds = zip(_bounds(piece, "prefill"), _bounds(piece, "decode"), strict=True)
        for at, (d, both) in enumerate(zip(alike, bounds, strict=True)):
            totals = {name: column[at] for name, column in columns.items()}
            needed = totals["weight_memory"] + totals["kv_memory"] + totals["activation_memory"]
            capacity = d.device.capacity * d.execution.capacity_factor
            found.append(Place(totals, *both, fits=needed <= capacity))
    return found


def _sweep(deployments: list[Deployment]) -> Sweep:
    rows = [_settings(d) for d in deployments]
    varied = {
        name: [row[at] for row in rows]
        for at, name in enumerate(SETTINGS)
        if name in ("batch", "prompt_tokens") or len({row[at] for row in rows}) > 1
    }
    return sweep(deployments[0], varied, load_calibration())


_read = attrgetter(
    *(f"workload.{name}" for name in Workload.__slots__),
    *(f"numerics.{name}" for name in Numerics.__slots__),
    *(f"execution.{name}" for name in Execution.__slots__),
)


def _settings(d: Deployment) -> list[float]:
    return [float(value) for value in _read(d)]


_BOUNDS = ("compute", "memory", "communication")


def _bounds(piece: Sweep, phase: str) -> Iterator[str]:
    """The resource that takes most of a phase's ideal time, as `PhaseEstimate.bound` says."""
    split = np.zeros((len(_BOUNDS), piece.size))
    for at, label in enumerate(piece.operators):
        if label.phase == phase:
            _add(split, piece, at)
    yield from (_BOUNDS[place] for place in split.argmax(axis=0))


def _add(split: np.ndarray[tuple[int, int], np.dtype[np.float64]], piece: Sweep, at: int) -> None:
    names = ("compute_time", "memory_time", "link_time", "ideal_time", "count")
    compute, memory, link, ideal, count = (piece.operator(at, name) for name in names)
    by_link = (link >= compute) & (link >= memory)
    time = count * ideal
    split[2] += np.where(by_link, time, 0.0)
    split[0] += np.where(~by_link & (compute > memory), time, 0.0)
    split[1] += np.where(~by_link & (compute <= memory), time, 0.0)


def _cell(metric: Metric, place: Deployment, before: Place, after: Place) -> Cell:
    was, now = _state(metric, before), _state(metric, after)
    gain = now.expected / was.expected if metric.is_rate else was.expected / now.expected
    work = place.workload
    return Cell(int(work.batch), int(work.prompt_tokens), was, now, gain)


def _state(metric: Metric, place: Place) -> State:
    bound = place.prefill if metric is TTFT else place.decode
    ideal, expected = (place.totals[f"{metric.name}_{how}"] for how in ("ideal", "expected"))
    return State(ideal, expected, place.fits, bound)
