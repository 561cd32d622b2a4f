"""Quantities as data files write them: a value, its unit and its source; base units inside."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_DECIMAL = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}
_BINARY = {"Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40}

UNITS: Mapping[str, Mapping[str, float]] = {
    "rate": {f"{p}{unit}": f for unit in ("FLOP/s", "OP/s") for p, f in _DECIMAL.items()},
    "bytes": {f"{p}B": f for p, f in (_DECIMAL | _BINARY).items()},
    "bandwidth": {f"{p}B/s": f for p, f in (_DECIMAL | _BINARY).items()},
    "power": {"W": 1.0, "kW": 1e3},
    "clock": {"MHz": 1e6, "GHz": 1e9, "Hz": 1.0},
    "price": {"USD/h": 1.0},
    "purchase": {"USD": 1.0},
    "devices": {"device": 1.0},
    "parameters": {"parameter": 1.0},
    "year": {"year": 1.0},
}
"""Dimension to its units, each with its size in the base unit (the one of size 1)."""

_SHORT = reprlib.Repr()
"""Cuts nested values while it writes them: YAML aliases can nest a small file without end."""

_KEYS = ("value", "unit", "source", "note", "date")


class FieldError(ValueError):
    """A value in a data file is wrong.

    Attributes:
        field: Keys that lead to the value, outermost first.
        problem: What is wrong and what to write.
    """

    def __init__(self, field: tuple[str, ...], problem: str) -> None:
        super().__init__(f"{'.'.join(field)}: {problem}" if field else problem)
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class Quantity:
    """A number with its unit and where it comes from.

    Attributes:
        value: Number in the unit of the file.
        unit: Unit of the file.
        base: The same in base units.
        source: Where it was read.
        note: Remark on it.
        date: Day on which it held (prices), ISO form.
    """

    value: float
    unit: str
    base: float
    source: str = ""
    note: str = ""
    date: str = ""


def read_quantity(raw: Any, dimension: str, field: tuple[str, ...]) -> Quantity:
    """The quantity that a mapping of value, unit, source, note and date describes.

    Args:
        raw: The mapping.
        dimension: Key of `UNITS` that the unit must belong to.
        field: Where the mapping stands in its file, for messages.

    Raises:
        FieldError: If a key is missing or unknown, or a value cannot be what it should.
    """
    if not isinstance(raw, Mapping):
        example = next(iter(UNITS[dimension]))
        raise FieldError(
            field, f"{show(raw)} is not a quantity; write {{value: 1, unit: {example}}}"
        )
    for key in raw:
        if key not in _KEYS:
            raise FieldError(field, f"unknown key {show(key)}; known are {', '.join(_KEYS)}")
    unit = read_unit(raw.get("unit"), dimension, (*field, "unit"))
    value = read_number(raw.get("value"), (*field, "value"))
    texts = {key: read_text(raw.get(key, ""), (*field, key)) for key in _KEYS[2:]}
    return Quantity(value, unit, value * UNITS[dimension][unit], **texts)


def read_unit(raw: Any, dimension: str, field: tuple[str, ...]) -> str:
    """A unit of the dimension.

    Args:
        raw: What the file says.
        dimension: Key of `UNITS`.
        field: Where it stands, for messages.
    """
    if not isinstance(raw, str) or raw not in UNITS[dimension]:
        raise FieldError(
            field, f"{show(raw)} is not a unit here; use {', '.join(UNITS[dimension])}"
        )
    return raw


def read_number(raw: Any, field: tuple[str, ...]) -> float:
    """A finite number above zero.

    Args:
        raw: What the file says.
        field: Where it stands, for messages.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise FieldError(field, f"{show(raw)} is not a number")
    if isinstance(raw, int) and abs(raw) > 10**30:
        raise FieldError(field, "is too large")
    if not math.isfinite(raw) or raw <= 0:
        raise FieldError(field, f"must be above 0 and finite, got {raw}; leave out what is unknown")
    return float(raw)


def read_text(raw: Any, field: tuple[str, ...]) -> str:
    """One line of text, or nothing.

    Args:
        raw: What the file says.
        field: Where it stands, for messages.
    """
    if not isinstance(raw, str):
        raise FieldError(field, f"{show(raw)} is not text; put it in quotes")
    if "\n" in raw:
        raise FieldError(field, "must be one line")
    return raw


def read_names(raw: Any, field: tuple[str, ...]) -> tuple[str, ...]:
    """A list of names.

    Args:
        raw: What the file says.
        field: Where it stands, for messages.
    """
    if not isinstance(raw, list) or not all(isinstance(name, str) for name in raw):
        raise FieldError(field, f"must be a list of names, got {show(raw)}")
    return tuple(raw)


def show(raw: Any) -> str:
    """A value for a message: quoted, and cut where it is long.

    Args:
        raw: Any value.
    """
    if raw is None:
        return "nothing"
    try:
        text = _SHORT.repr(raw) if isinstance(raw, list | dict) else repr(raw)
    except ValueError:  # an integer of very many digits
        return "an unprintable value"
    return text if len(text) <= 60 else f"{text[:57]}..."
