"""The roofline engine as files for a browser: programs, and the numbers they run on.

`assets/engine/<structure>.js` is the traced cost model of a structure, printed from the very graph
that Python runs. `data.json` holds devices, laws, bands, settings and effects; `models/<id>.json`
a model's numbers, and what effects that rebuild it make of it. No formula of the cost model is
written here or in the page's scripts; what they read off its numbers (what fits, what binds, bands)
a test holds against Python, to the last bit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from roofline.bands import COLLECTIVES
from roofline.calibrated import load_calibration
from roofline.catalog import load_devices, load_models
from roofline.deployment import Deployment, Execution, Numerics, Workload
from roofline.device import Device
from roofline.effects.base import Effect
from roofline.inputs import (
    DEVICE_NUMBERS,
    LAW_NUMBERS,
    NEUTRAL_LAWS,
    SETTINGS,
    Structure,
    device_values,
    model_values,
    structure_of,
)
from roofline.model import Model
from roofline.program import OPERATOR_NUMBERS, traced
from roofline.ranges import ANY_AMOUNT, RANGES
from roofline.totals import TOTAL_NAMES
from site_builder.atlas import Atlas
from site_builder.explorer.configs import families
from site_builder.explorer.effects import (
    PAPERS,
    Choice,
    Variant,
    choices,
    step,
    variant_key,
    variant_of,
    variants,
)
from site_builder.explorer.finder_data import beside

FOLDER = "assets/engine/"
_NEUTRAL = (Workload(), Numerics(), Execution())


def engine_files(atlas: Atlas) -> Iterator[tuple[str, bytes]]:
    """Path below the site and content of every file of the engine, in a fixed order."""
    found = list(choices(atlas))
    yield FOLDER + "data.json", _json(shared_data())
    kinds = ("techniques.json", False), ("papers.json", True)
    varied = variants(found)
    place = {key: index for index, key in enumerate(varied)}
    for name, is_paper in kinds:
        shown = [c for c in found if (c.group == PAPERS) is is_paper]
        yield FOLDER + name, _json([_choice(atlas, c, place) for c in shown])
    structures: dict[str, Structure] = {}
    for model in load_models().values():
        content, used = model_data(model, varied)
        structures.update(used)
        yield f"{FOLDER}models/{model.id}.json", _json(content)
    for family in families():
        structures[structure_id(family.structure)] = family.structure
    for name, structure in sorted(structures.items()):
        yield f"{FOLDER}{name}.js", program_module(structure).encode("ascii")


def _json(data: Any) -> bytes:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


_LETTER = {"softmax": "a", "latent": "l", "state": "r", "none": "n", "dense": "d", "experts": "e"}


def structure_id(structure: Structure) -> str:
    """Name of a structure: per group the letters of its mixer and feed-forward part.

    a is softmax attention, l latent, r recurrent; d dense, e experts; s marks shared experts, w
    routed ones of their own width and i an indexer of the cache; n is none.
    """
    return "-".join(
        _LETTER[g.attention]
        + _LETTER[g.ffn]
        + "s" * g.has_shared
        + "w" * g.has_latent
        + "i" * g.has_index
        for g in structure
    )


@lru_cache(maxsize=512)
def program_module(structure: Structure) -> str:
    """JavaScript module of a structure: the function and the labels of its operators."""
    program = traced(structure)
    labels = [[o.phase, o.name, o.kind, o.group] for o in program.labels]
    text = json.dumps(labels, separators=(",", ":"))
    module = f"export {program.javascript('run')}\nexport const labels={text};\n"
    program.forget()
    return module


def model_data(
    model: Model, varied: Mapping[str, tuple[Effect, ...]]
) -> tuple[dict[str, Any], dict[str, Structure]]:
    """A model's numbers and variants, and the structures that they run on, by name."""
    used: dict[str, Structure] = {}
    device = next(iter(load_devices().values()))
    made = []
    for key, effects in varied.items():
        variant = _variant(key, effects, model, device)
        if variant.refusal:
            made.append({"refusal": variant.refusal})
        else:
            numbers = {} if variant.model is model else _numbers(variant.model, used)
            knobs: dict[str, Any] = {"knobs": variant.knobs} if variant.knobs else {}
            made.append({**numbers, **knobs})
    own = _numbers(model, used)
    head = {"id": model.id, "name": model.name, "parameters": model.parameters}
    return {**head, **own, "variants": made}, used


_variants: dict[tuple[str, str], Variant] = {}


def _variant(key: str, effects: tuple[Effect, ...], model: Model, device: Device) -> Variant:
    """What effects make of a model, computed once for equal effects."""
    if (key, model.id) not in _variants:
        _variants[key, model.id] = variant_of(effects, model, device)
    return _variants[key, model.id]


def _numbers(model: Model, used: dict[str, Structure]) -> dict[str, Any]:
    structure = structure_of(model)
    name = structure_id(structure)
    used[name] = structure
    return {"structure": name, "values": [_whole(v) for v in model_values(model)]}


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def shared_data() -> dict[str, Any]:
    """What does not depend on the model."""
    return {
        "settings": [[name, _neutral(name), *_limits(name)] for name in SETTINGS],
        "totals": TOTAL_NAMES,
        "operator": OPERATOR_NUMBERS,
        "deviceNumbers": DEVICE_NUMBERS,
        "laws": load_calibration().unmeasured,
        "bands": {"measured": _bands(measured=True), "unmeasured": _bands(measured=False)},
        "collectives": sorted(COLLECTIVES),
        "neutralLaws": [NEUTRAL_LAWS[name] for name in LAW_NUMBERS],
        "devices": [device_data(device) for device in load_devices().values()],
        "models": {model.id: model.name for model in load_models().values()},
        "families": [family.as_data(structure_id(family.structure)) for family in families()],
    }


def _bands(*, measured: bool) -> dict[str, tuple[float, float]]:
    """Ends of the band over the expected time, by class, of devices measured or not. [1]"""
    calibration = load_calibration()
    known = calibration.residuals if measured else {**calibration.residuals, **calibration.left_out}
    return {kind: (found.low, found.high) for kind, found in known.items()}


def _neutral(name: str) -> float:
    return next(float(getattr(part, name)) for part in _NEUTRAL if name in part.__slots__)


def _limits(name: str) -> list[float | None]:
    low, high = RANGES.get(name, ANY_AMOUNT)
    return [low, None if high == float("inf") else high]


def device_data(device: Device) -> dict[str, Any]:
    """A device's numbers, with integer and with floating-point peaks, and its laws if measured."""
    calibration = load_calibration()
    data: dict[str, Any] = {
        "id": device.id,
        "name": device.name,
        "int": device_values(device, floating=False, host_link=0.0),
        "float": device_values(device, floating=True, host_link=0.0),
    }
    pairs = zip(calibration.laws(device), calibration.unmeasured, strict=True)
    own = {i: law for i, (law, default) in enumerate(pairs) if law != default}
    if own:
        data["laws"] = own
    if calibration.measured(device):
        data["measured"] = True
    return data


def _choice(atlas: Atlas, choice: Choice, place: dict[str, int]) -> dict[str, Any]:
    data: dict[str, Any] = {"id": choice.id, "name": choice.name, "group": choice.group}
    if choice.id in atlas.library.techniques:
        data |= beside(atlas, atlas.library.techniques[choice.id])
    if choice.left_out:
        return {**data, "leftOut": choice.left_out}
    data["steps"] = [step(effect) for effect in choice.effects]
    return {**data, "variant": place[variant_key(choice.variant)]} if choice.variant else data


def query(d: Deployment) -> str:
    """The address of a deployment in the explorer."""
    numbers = {
        "tp": d.execution.tensor,
        "batch": d.workload.batch,
        "prompt": d.workload.prompt_tokens,
        "output": d.workload.output_tokens,
    }
    parts = [f"model={d.model.id}", f"device={d.device.id}"]
    parts += [f"{k}={v:.0f}" for k, v in numbers.items() if (k, v) != ("tp", 1)]
    return "&".join(parts)
