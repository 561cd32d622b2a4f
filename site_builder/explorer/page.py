"""What the explorer's and the finder's pages hold before their scripts run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from roofline.catalog import load_devices, load_models
from roofline.device import Device
from roofline.model import Model
from roofline.reference import reference_deployments
from site_builder.explorer.data import FOLDER, query

Thing = TypeVar("Thing", Model, Device)
MODEL, DEVICE = "llama-3-8b", "nvidia-h100-sxm"


@dataclass(frozen=True)
class Preset:
    """A reference deployment as a link into the explorer."""

    name: str
    query: str


def page_values() -> dict[str, object]:
    """The variables of both pages' templates."""
    return {
        "engine": FOLDER,
        "models": _grouped(load_models(), lambda model: model.family or "Other"),
        "devices": _grouped(load_devices(), lambda device: device.vendor or "Other"),
        "model": MODEL,
        "device": DEVICE,
        "presets": [Preset(r.name, query(r.deployment)) for r in reference_deployments()],
    }


def _grouped(
    things: Mapping[str, Thing], heading: Callable[[Thing], str]
) -> dict[str, list[Thing]]:
    """Things below their headings, both sorted as readers look for them."""
    found: dict[str, list[Thing]] = {}
    for thing in sorted(things.values(), key=lambda thing: thing.name.lower()):
        found.setdefault(heading(thing), []).append(thing)
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))
