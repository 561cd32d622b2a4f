"""The calibrated law's constants: read from data, overridden per device, with their residuals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from roofline.device import Device
from roofline.inputs import LAW_FIELDS, LAW_KINDS, LAW_NUMBERS, NEUTRAL_LAWS

MICRO = 1e-6
CONSTANTS = Path(__file__).parent / "calibration" / "laws.yaml"

Quantiles = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Calibration:
    """Constants of the law per class of operators, and how far measurements lie from it.

    Attributes:
        defaults: Constants by name, for devices that were not measured. [s, 1]
        devices: Device id to the constants that differ for it. [s, 1]
        residuals: Class to the 10, 50 and 90 % quantiles of measured over expected. [1]
    """

    defaults: Mapping[str, float]
    devices: Mapping[str, Mapping[str, float]]
    residuals: Mapping[str, Quantiles]

    def laws(self, device: Device) -> tuple[float, ...]:
        """Constants for a device, in the order of `LAW_NUMBERS`."""
        return _laws(self, device.id)

    def measured(self, device: Device) -> bool:
        """Whether the device's own kernels were measured."""
        return device.id in self.devices


@lru_cache(maxsize=1024)
def _laws(calibration: Calibration, device: str) -> tuple[float, ...]:
    own = calibration.devices.get(device, {})
    return tuple(own.get(name, calibration.defaults[name]) for name in LAW_NUMBERS)


def _constants(laws: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Flat names and base units of a `laws` mapping."""
    flat = {}
    for kind, values in laws.items():
        if kind not in LAW_KINDS:
            raise ValueError(f"unknown operator class {kind!r}; known are {', '.join(LAW_KINDS)}")
        for name in LAW_FIELDS:
            if name in values:
                scale = MICRO if name in ("start", "serial") else 1.0
                flat[f"{kind}_{name}"] = float(values[name]) * scale
    return flat


def _link(values: Mapping[str, float]) -> dict[str, float]:
    shares = ("one_shot_share", "share")
    return {f"link_{n}": float(v) * (1.0 if n in shares else MICRO) for n, v in values.items()}


@lru_cache(maxsize=4)
def load_calibration(path: Path = CONSTANTS) -> Calibration:
    """The calibration in a file; the shipped one by default.

    Raises:
        ValueError: The file names a class that the engine does not have.
    """
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    defaults = NEUTRAL_LAWS | _constants(data["laws"]) | _link(data["link"])
    devices = {
        name: _constants({k: v for k, v in laws.items() if k != "link"})
        | _link(laws.get("link", {}))
        for name, laws in data["devices"].items()
    }
    residuals = {k: (float(v[0]), float(v[1]), float(v[2])) for k, v in data["residuals"].items()}
    return Calibration(defaults, devices, residuals)
