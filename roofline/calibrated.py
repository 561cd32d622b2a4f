"""The calibrated law's constants: read from data, with factors per device and framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from roofline.device import Device
from roofline.inputs import LAW_FIELDS, LAW_KINDS, LAW_NUMBERS, LINK_FIELDS, NEUTRAL_LAWS

MICRO = 1e-6
CONSTANTS = Path(__file__).parent / "calibration" / "laws.yaml"
LIKE = "like"
"""Key of a class that takes what it does not state from another class."""

REFERENCE_CLOCK = 1.98e9
"""Boost clock of the device that times per launch and per step are stated for. [Hz]"""

IN_CYCLES: Mapping[str, float] = {
    **{f"{kind}_start": 1.0 for kind in LAW_KINDS},
    **{f"{kind}_serial": 1.0 for kind in LAW_KINDS if not kind.startswith("context")},
    "link_one_shot": 0.5,
    "link_step": 0.5,
}
"""Share of a constant that is a number of cycles of the device's clock, of those with any. [1]

A serial step of prefill attention is arithmetic, and is stated for a peak instead. Half of the time
to exchange a little lies in the link.
"""

EVERY = "all"
"""Name under which a factor holds for every class of kernels."""

SERVING = ("sglang", "trtllm", "vllm")
"""Frameworks whose kernels stand for those of an unnamed one."""


class Quantiles(NamedTuple):
    """Quantiles of measured over expected. [1]"""

    low: float
    middle: float
    high: float


Factors = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Calibration:
    """Constants of the law per class of operators, and how far measurements lie from it.

    Attributes:
        defaults: Constants by name, for devices that were not measured. [s, 1]
        devices: Measured device's id to the factors on constants that differ for it; with
            `/framework`, to those of a kernel that a framework runs on that device alone. [1]
        frameworks: Framework to the factors on constants that differ for it. [1]
        measuring: Framework to the factors that hold only where its kernels are timed by
            themselves: quantisation as a launch of its own, which serving fuses. [1]
        residuals: Class to the quantiles of measured over expected on shapes of measured devices
            that were not fitted on. [1]
        left_out: The same on devices that were not fitted on. [1]
        cache_speed: Bandwidth of a large cache before GDDR memory over that of the memory. [1]
    """

    defaults: Mapping[str, float]
    devices: Mapping[str, Factors]
    residuals: Mapping[str, Quantiles]
    frameworks: Mapping[str, Factors] = field(default_factory=dict)
    measuring: Mapping[str, Factors] = field(default_factory=dict)
    left_out: Mapping[str, Quantiles] = field(default_factory=dict)
    cache_speed: float = 1.0

    def of_framework(self, framework: str, device: str) -> Factors:
        """Factors of a framework's kernels, those that it runs on that device included. [1]"""
        anywhere = self.frameworks.get(framework, {})
        here = self.devices.get(f"{device}/{framework}", {})
        return {n: anywhere.get(n, 1.0) * here.get(n, 1.0) for n in {*anywhere, *here}}

    def between(self, device: str) -> Factors:
        """Factors where no framework is named: the geometric mean over those that serve. [1]"""
        known = [self.of_framework(name, device) for name in SERVING]
        names = {name for factors in known for name in factors}
        return {n: prod(f.get(n, 1.0) for f in known) ** (1 / len(known)) for n in names}

    @property
    def unmeasured(self) -> tuple[float, ...]:
        """Constants for a device that was not measured, in the order of `LAW_NUMBERS`."""
        return laws_of(self, "", "")

    def laws(self, device: Device, framework: str = "") -> tuple[float, ...]:
        """Constants for a device, in the order of `LAW_NUMBERS`.

        Args:
            device: The device; defaults hold where it was not measured.
            framework: Software that runs the kernels; none in particular where not known.
        """
        known = framework if framework in self.frameworks else ""
        return laws_of(self, device.id, known, cycle=pace(device.clock))

    def measured(self, device: Device) -> bool:
        """Whether the device's own kernels were measured."""
        return device.id in self.devices

    def band(self, kind: str, device: Device) -> Quantiles:
        """Quantiles of measured over expected for a class on a device. [1]"""
        known = self.residuals if self.measured(device) else self.left_out
        return known.get(kind) or self.residuals[kind]


def pace(clock: float) -> float:
    """Length of a cycle over the reference's; 1 where the clock is not known. [1]

    Args:
        clock: Boost clock; 0 for unknown. [Hz]
    """
    return REFERENCE_CLOCK / clock if clock else 1.0


def stretched(name: str, cycle: Any) -> Any:
    """What the length of a clock cycle multiplies a constant by. [1]

    Args:
        name: One of `LAW_NUMBERS`.
        cycle: Length of a cycle over the reference's, a number or an array. [1]
    """
    return 1 + IN_CYCLES.get(name, 0.0) * (cycle - 1)


@lru_cache(maxsize=1024)
def laws_of(
    calibration: Calibration,
    device: str,
    framework: str,
    *,
    cycle: float = 1.0,
    measuring: bool = False,
) -> tuple[float, ...]:
    """Constants for a device and a framework, as `LAW_NUMBERS`. [s, 1]

    Args:
        calibration: Constants and factors.
        device: Id of the device; defaults hold where it was not measured.
        framework: Software that runs the kernels; empty for none in particular.
        cycle: Length of the device's clock cycle over the reference's. [1]
        measuring: Whether kernels are timed by themselves.
    """
    own = calibration.devices.get(device, {})
    run = calibration.of_framework(framework, device) if framework else calibration.between(device)
    timed = calibration.measuring.get(framework, {}) if measuring else {}
    known, one = calibration.defaults, 1.0
    return tuple(
        known[n] * own.get(n, one) * run.get(n, one) * timed.get(n, one) * stretched(n, cycle)
        for n in LAW_NUMBERS
    )


def _laws(data: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Flat names and base units of a `laws` mapping."""
    flat: dict[str, float] = {}
    for kind in data:
        if kind not in LAW_KINDS:
            raise ValueError(f"unknown operator class {kind!r}; known are {', '.join(LAW_KINDS)}")
        stated = _whole(data, kind)
        for name in LAW_FIELDS:
            if name in stated:
                scale = MICRO if name in ("start", "serial", "block") else 1.0
                flat[f"{kind}_{name}"] = float(stated[name]) * scale
    return flat


def _whole(data: Mapping[str, Mapping[str, Any]], kind: str) -> dict[str, Any]:
    """What a class states, over what the class that it is like does."""
    values = data[kind]
    return {**(_whole(data, values[LIKE]) if LIKE in values else {}), **values}


def _link(values: Mapping[str, float]) -> dict[str, float]:
    shares = ("one_shot_share", "share")
    return {f"link_{n}": float(v) * (1.0 if n in shares else MICRO) for n, v in values.items()}


def _factors(data: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Factors by the names of constants.

    A class is named in full, by its beginning, or `all`; several that share a factor stand side by
    side: `gemm16 moe`.
    """
    flat: dict[str, float] = {}
    for parts, values in data.items():
        for name, factor in values.items():
            for constant in {c for part in parts.split() for c in _meant(part, name)}:
                flat[constant] = flat.get(constant, 1.0) * float(factor)
    return flat


def _meant(part: str, name: str) -> list[str]:
    if part == "link":
        return [n for n in LINK_FIELDS if n == f"link_{name}"]
    kinds = [k for k in LAW_KINDS if k != "elementwise"]
    return [f"{k}_{name}" for k in kinds if part == EVERY or k.startswith(part)]


def _quantiles(data: Mapping[str, Any]) -> dict[str, Quantiles]:
    return {k: Quantiles(*(float(q) for q in v)) for k, v in data.items()}


def calibration_from(data: Mapping[str, Any]) -> Calibration:
    """The calibration that the plain data of a file holds.

    Raises:
        ValueError: The data name a class that the engine does not have.
    """
    factors = {
        part: {name: _factors(own or {}) for name, own in data.get(part, {}).items()}
        for part in ("devices", "frameworks", "measuring")
    }
    return Calibration(
        defaults=NEUTRAL_LAWS | _laws(data["laws"]) | _link(data["link"]),
        residuals=_quantiles(data["residuals"]),
        left_out=_quantiles(data.get("left_out", {})),
        cache_speed=float(data.get("cache", {}).get("speed", 1.0)),
        **factors,
    )


@lru_cache(maxsize=4)
def load_calibration(path: Path = CONSTANTS) -> Calibration:
    """The calibration in a file; the shipped one by default.

    Raises:
        ValueError: The file names a class that the engine does not have.
    """
    return calibration_from(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
