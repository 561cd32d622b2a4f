"""Constants of serving frameworks: read from data, with what they were fitted on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

CONSTANTS = Path(__file__).parent / "calibration" / "serving.yaml"
MILLI = 1e-3

KINDS = ("dense", "moe")
"""Classes of models that constants are fitted for: all weights read in every step, or experts."""


class Loop(NamedTuple):
    """Constants of the closed loop of one framework, for one class of models.

    Attributes:
        step: Time of a decode step over its calibrated time. [1]
        prompts: Share of the prompts' time that falls between a request's tokens. [1]
        fixed: Time per token beside both. [s]
        first: Time to first token beside any prefill. [s]
        prefill: Time of a prefill over its calibrated time. [1]
        queue: Prefills that a request waits for, per other request that runs; as calibrated. [1]
    """

    step: float = 1.0
    prompts: float = 1.0
    fixed: float = 0.0
    first: float = 0.0
    prefill: float = 1.0
    queue: float = 0.0


OF_TOKENS = frozenset({"step", "prompts", "fixed"})
"""Fields of `Loop` that make the time per token; the others make the time to first token."""

FITTED: Mapping[str, tuple[str, ...]] = {
    "dense": ("prefill", "queue"),
    "moe": ("prompts", "first", "prefill", "queue"),
}
"""Class of models to the constants that are fitted for a framework which no file tells of."""

LOOP_SCALES = Loop(1.0, 1.0, MILLI, MILLI, 1.0, 1.0)
"""Units that the file writes the fields of `Loop` in. [s, 1]"""

Band = tuple[float, float]


@dataclass(frozen=True)
class Shared:
    """Constants that all frameworks share where theirs are not stated.

    Attributes:
        step: Class of models to the time of a decode step over its calibrated time. [1]
        first: Class of models to the time to first token beside any prefill. [s]
        queue: Prefills that a request waits for, per other request that runs, where prompts are
            read within decode steps. [1]
    """

    step: Mapping[str, float] = field(default_factory=dict)
    first: Mapping[str, float] = field(default_factory=dict)
    queue: float = 0.0

    @property
    def constants(self) -> int:
        """Constants that are stated here. [1]"""
        return len(self.step) + len(self.first) + 1


@dataclass(frozen=True)
class Framework:
    """A serving framework.

    Attributes:
        id: Name in data.
        name: Name as its makers write it.
        prompts_first: It reads the prompts that wait before it decodes on, rather than within
            decode steps.
        loops: Class of models to its constants.
        tpot_bands: Class of models to the 10 and 90 % quantiles of measured over expected. [1]
        ttft_bands: The same for the time to first token. [1]
        fitted: Class of models to the constants that are fitted; the others are `unfitted`.
        shared: What it shares with all frameworks.
    """

    id: str
    name: str
    prompts_first: bool
    loops: Mapping[str, Loop]
    tpot_bands: Mapping[str, Band]
    ttft_bands: Mapping[str, Band]
    fitted: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: FITTED)
    shared: Shared = field(default_factory=Shared)

    @property
    def prompts_between(self) -> float:
        """Share of the others' prompts between a request's tokens, by how it schedules. [1]

        Where prompts that wait are read first, requests that begin together read all their prompts
        one after another and then decode together: of the others' prompts, on average half are
        read before a request's first token and half after it.
        """
        return 0.5 if self.prompts_first else 1.0

    def unfitted(self, kind: str) -> Loop:
        """Constants where none of its own were fitted: how it schedules, and what all share.

        Args:
            kind: One of `KINDS`.
        """
        between, shared = self.prompts_between, self.shared
        return Loop(
            step=shared.step.get(kind, 1.0),
            prompts=between,
            first=shared.first.get(kind, 0.0),
            queue=1 - between if self.prompts_first else shared.queue,
        )


@dataclass(frozen=True)
class ServingCalibration:
    """All frameworks, and the bands of estimates without one.

    Attributes:
        frameworks: Framework by id.
        tpot_bands: Class of models to the 10 and 90 % quantiles of measured over expected
            without any fit. [1]
        source: What the constants were fitted on.
        day: When they were.
        shared: What all frameworks share.
    """

    frameworks: Mapping[str, Framework]
    tpot_bands: Mapping[str, Band]
    source: str
    day: date
    shared: Shared = field(default_factory=Shared)

    def find(self, name: str) -> Framework:
        """A framework by id.

        Raises:
            ValueError: There is none of that name; says which there are.
        """
        if name not in self.frameworks:
            known = ", ".join(sorted(self.frameworks))
            raise ValueError(f"unknown framework {name!r}; known are {known}")
        return self.frameworks[name]

    def like(self, name: str) -> Framework:
        """A framework by id, or one of which nothing is known."""
        unknown = Framework(name, name, False, {}, {}, {}, shared=self.shared)
        return self.frameworks.get(name, unknown)

    @property
    def constants(self) -> int:
        """Constants, those that all frameworks share among them. [1]"""
        own = sum(len(f.fitted[kind]) for f in self.frameworks.values() for kind in f.loops)
        return own + self.shared.constants


def _band(values: Any) -> Band:
    return float(values[0]), float(values[1])


def _bands(data: Mapping[str, Any]) -> dict[str, Band]:
    return {kind: _band(values) for kind, values in data.items()}


def _framework(name: str, data: Mapping[str, Any], shared: Shared) -> Framework:
    kinds = [kind for kind in KINDS if kind in data]
    bands = {
        quantity: _bands({kind: data[kind][f"{quantity}_band"] for kind in kinds})
        for quantity in ("tpot", "ttft")
    }
    fitted = {kind: tuple(n for n in Loop._fields if n in data[kind]) for kind in kinds}
    ahead = bool(data.get("prompts_first", False))
    plain = Framework(name, data["name"], ahead, {}, bands["tpot"], bands["ttft"], fitted, shared)
    scales = LOOP_SCALES._asdict()
    loops = {}
    for kind in kinds:
        values = {name: float(data[kind][name]) * scales[name] for name in fitted[kind]}
        loops[kind] = plain.unfitted(kind)._replace(**values)
    return replace(plain, loops=loops)


@lru_cache(maxsize=4)
def load_frameworks(path: Path = CONSTANTS) -> ServingCalibration:
    """The serving constants in a file; the shipped ones by default."""
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    plain, fitted = data["unfitted"], data["fitted"]
    first = {kind: float(value) * LOOP_SCALES.first for kind, value in plain["first"].items()}
    step = {kind: float(value) for kind, value in plain["step"].items()}
    shared = Shared(step, first, float(plain["queue"]))
    found = {name: _framework(name, own, shared) for name, own in data["frameworks"].items()}
    return ServingCalibration(
        found, _bands(plain["tpot_band"]), fitted["source"], fitted["day"], shared
    )
