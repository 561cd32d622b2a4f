"""The one order of keys in a data file: that of the fields of its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import get_args

from pydantic import BaseModel

from roofline.effects import AnyEffect
from taxonomy.entry import Check, Entry, Identifiers, ReferenceList, Relation, Result
from taxonomy.source import Location
from taxonomy.terms import Formula, Technique

_NESTED: dict[str, type[BaseModel]] = {
    "ids": Identifiers,
    "results": Result,
    "relations": Relation,
    "checked": Check,
    "formulas": Formula,
}
_HOLDERS = (Entry, Technique, ReferenceList)
_EFFECTS: dict[str, type[BaseModel]] = {
    get_args(effect.model_fields["type"].annotation)[0]: effect
    for effect in get_args(get_args(AnyEffect)[0])
}
_LAST = ("source", "note")


@cache
def key_order(model: type[BaseModel]) -> tuple[str, ...]:
    """Names of the keys of a record, in the order in which files write them."""
    names = list(model.model_fields)
    if model in _EFFECTS.values():
        inner = [name for name in names if name not in ("type", *_LAST)]
        return ("type", *inner, *_LAST)
    return tuple(names)


def mappings(
    model: type[BaseModel], data: object, location: Location = ()
) -> Iterator[tuple[Location, Mapping[str, object], tuple[str, ...]]]:
    """Each mapping of a record's data with its place and the order of its keys."""
    if not isinstance(data, dict):
        return
    yield location, data, key_order(model)
    for name, value in data.items():
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            nested = _nested(model, name, item)
            if nested is not None:
                step = (name, index) if isinstance(value, list) else (name,)
                yield from mappings(nested, item, location + step)


def _nested(model: type[BaseModel], name: str, item: object) -> type[BaseModel] | None:
    if model not in _HOLDERS or not isinstance(item, dict):
        return None
    if name == "effect":
        return _EFFECTS.get(str(item.get("type")))
    return _NESTED.get(name)


def out_of_order(written: Mapping[str, object], order: tuple[str, ...]) -> tuple[str, str] | None:
    """The first key that stands too late, and the key that it belongs before."""
    rank = _ranks(order)
    latest = ""
    for name in written:
        if name not in rank:
            continue
        if latest and rank[name] < rank[latest]:
            return name, next(other for other in written if rank.get(other, -1) > rank[name])
        latest = name
    return None


@cache
def _ranks(order: tuple[str, ...]) -> dict[str, int]:
    return {name: index for index, name in enumerate(order)}
