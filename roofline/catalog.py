"""The models and devices that come with the package, one YAML file each."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from roofline.architecture import Architecture
from roofline.device import Device
from roofline.hf_config import architecture_from_config
from roofline.model import Model
from roofline.units import FieldError, read_names, read_quantity, read_text, show
from roofline.yaml_files import placed, read_mapping

_HERE = Path(__file__).parent
_TEXTS = ("id", "name", "family", "released", "url", "source", "note")
_KEYS = (*_TEXTS, "aliases", "published_parameters", "config")

Thing = TypeVar("Thing", Model, Device)


@cache
def load_models() -> Mapping[str, Model]:
    """Models that come with the package, by id, sorted."""
    return _load(_HERE / "models", read_model)


@cache
def load_devices() -> Mapping[str, Device]:
    """Devices that come with the package, by id, sorted."""
    return _load(_HERE / "devices", Device.from_yaml)


def model_ids() -> frozenset[str]:
    """Ids of the models that come with the package, without reading their files."""
    return _ids(_HERE / "models")


def device_ids() -> frozenset[str]:
    """Ids of the devices that come with the package, without reading their files."""
    return _ids(_HERE / "devices")


def _ids(folder: Path) -> frozenset[str]:
    return frozenset(path.stem for path in folder.glob("*.yaml"))


def _load(folder: Path, read: Callable[[Path], Thing]) -> Mapping[str, Thing]:
    things = {}
    for path in sorted(folder.glob("*.yaml"), key=lambda path: path.stem):
        thing = read(path)
        if thing.id != path.stem:
            raise ValueError(f"{path}:1:1: id {thing.id!r} is not the name of the file")
        things[thing.id] = thing
    return MappingProxyType(things)


def find_model(name: str) -> Model:
    """The model with this id or alias.

    Args:
        name: Its id, or another name that the literature uses.

    Raises:
        ValueError: With the nearest ids.
    """
    return _find(load_models(), name, "model")


def find_device(name: str) -> Device:
    """The device with this id or alias.

    Args:
        name: Its id, or a name that data files of others use.

    Raises:
        ValueError: With the nearest ids.
    """
    return _find(load_devices(), name, "device")


def _find(things: Mapping[str, Thing], name: str, kind: str) -> Thing:
    aliases = {alias: thing.id for thing in things.values() for alias in thing.aliases}
    found = things.get(aliases.get(name, name))
    if found is not None:
        return found
    near = difflib.get_close_matches(name, things, n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ValueError(f"unknown {kind} {show(name)}{hint}")


def read_model(path: Path) -> Model:
    """The model that a YAML file describes: its configuration, and where that comes from.

    Args:
        path: The file; see `roofline/models` for examples.

    Raises:
        ValueError: With one line that names file, place, fault and remedy.
    """
    data = read_mapping(path)
    try:
        return _model(data)
    except FieldError as error:
        raise placed(path, error) from None


def _model(data: Mapping[str, Any]) -> Model:
    for key in data:
        if key not in _KEYS:
            raise FieldError((key,), f"unknown key; known are {', '.join(_KEYS)}")
    texts: dict[str, Any] = {key: read_text(data.get(key, ""), (key,)) for key in _TEXTS}
    for key in ("id", "name", "source"):
        if not texts[key]:
            raise FieldError((key,), "is missing")
    shape = _shape(data.get("config"))
    published = data.get("published_parameters")
    count = published and read_quantity(published, "parameters", ("published_parameters",))
    return Model(
        **texts,
        aliases=read_names(data.get("aliases", []), ("aliases",)),
        **{f.name: getattr(shape, f.name) for f in fields(Architecture)},
        model_type=data["config"]["model_type"],
        published_parameters=int(count.base) if count else None,
        published_source=count.source if count else "",
    )


def _shape(config: Any) -> Architecture:
    if not isinstance(config, Mapping):
        raise FieldError(("config",), "must be a mapping with the fields of config.json")
    try:
        return architecture_from_config(config)
    except FieldError as error:
        raise FieldError(("config", *error.field), error.problem) from None
