"""Reading an untrusted `config.json`: every value is checked where it is used.

`Config` hands out whole numbers, switches and texts within limits, so that the architecture
functions compute on sound values only, and each fault is one line that names the field.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from roofline.units import FieldError, show

MAX_FILE = 4_000_000
"""Largest configuration read; real ones are some kilobytes. [B]"""

LARGEST = 10**9
"""Largest width, count or length accepted. [1]"""

MAX_LAYERS = 2000
"""Most layers accepted. [1]"""

Raw = Mapping[str, Any]


def read_config(source: str | PathLike[str] | Raw) -> dict[str, Any]:
    """Content of a configuration file, as a mapping with a `model_type`.

    Args:
        source: The file, or its content.

    Raises:
        ValueError: With one line that names the file and the fault.
    """
    if isinstance(source, Mapping):
        return _checked(source, "config")
    path = Path(source)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    if size > MAX_FILE:
        raise ValueError(f"{path}: larger than {MAX_FILE} bytes, so no model configuration")
    return _checked(_parsed(path), str(path))


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise ValueError(f"{place}: not JSON: {error.msg[:1].lower()}{error.msg[1:]}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not JSON: not UTF-8 text") from None
    except RecursionError:
        raise ValueError(f"{path}: nested too deeply") from None
    except ValueError:  # after its subclasses above: only the limit on digits is left
        raise ValueError(f"{path}: not JSON: a number is too long") from None


def _checked(data: Any, place: str) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise ValueError(f"{place}: must be a mapping of fields, got {show(data)}")
    if not isinstance(data.get("model_type"), str):
        raise ValueError(f"{place}: model_type is missing; it names the architecture")
    return {str(key): value for key, value in data.items()}


class Config:
    """A configuration whose values are checked when asked for.

    Args:
        data: Content of the file. [1]
    """

    def __init__(self, data: Raw) -> None:
        self.data = data

    @property
    def model_type(self) -> str:
        """Name of the architecture."""
        return str(self.data.get("model_type"))

    def has(self, name: str) -> bool:
        """Whether the field is there and not null.

        Args:
            name: Field.
        """
        return self.data.get(name) is not None

    def _find(self, names: Iterable[str]) -> tuple[str, Any]:
        names = tuple(names)
        for name in names:
            if self.has(name):
                return name, self.data[name]
        return names[0], None

    def whole(self, *names: str, default: int | None = None, low: int = 1) -> int:
        """A whole number.

        Args:
            names: Field, then other names that releases use for it.
            default: What its absence means; None where it must be there.
            low: Smallest value accepted. [1]
        """
        name, raw = self._find(names)
        if raw is None:
            if default is None:
                raise FieldError((name,), f"is missing; {self.model_type} needs it")
            return default
        if isinstance(raw, float) and raw.is_integer() and abs(raw) <= LARGEST:
            raw = int(raw)
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= LARGEST:
            problem = f"must be a whole number from {low} to {LARGEST}, got {show(raw)}"
            raise FieldError((name,), problem)
        return raw

    def flag(self, *names: str, default: bool) -> bool:
        """A switch.

        Args:
            names: Field, then other names for it.
            default: What its absence means.
        """
        name, raw = self._find(names)
        if raw is None:
            return default
        if not isinstance(raw, bool):
            raise FieldError((name,), f"must be true or false, got {show(raw)}")
        return raw

    def text(self, *names: str, default: str) -> str:
        """A short text.

        Args:
            names: Field, then other names for it.
            default: What its absence means.
        """
        name, raw = self._find(names)
        if raw is None:
            return default
        if not isinstance(raw, str) or len(raw) > 10_000:
            raise FieldError((name,), f"must be text, got {show(raw)}")
        return raw

    def numbers(self, name: str, length: int, *, low: int = 0) -> list[int] | None:
        """A list of whole numbers, one per layer; None where the field is absent.

        Args:
            name: Field.
            length: Entries it must have. [1]
            low: Smallest value accepted. [1]
        """
        raw = self.data.get(name)
        if raw is None:
            return None
        if not isinstance(raw, list) or len(raw) < length:
            raise FieldError((name,), f"must be a list of {length} numbers, got {show(raw)}")
        for item in raw[:length]:
            if isinstance(item, bool) or not isinstance(item, int) or not low <= item <= LARGEST:
                raise FieldError((name,), f"must hold whole numbers from {low}, got {show(item)}")
        return [int(item) for item in raw[:length]]

    def listed(self, name: str) -> bool:
        """Whether the field holds a list.

        Args:
            name: Field.
        """
        return isinstance(self.data.get(name), list)

    def any_numbers(self, name: str) -> list[int]:
        """A list of whole numbers of any length, empty where the field is absent.

        Args:
            name: Field.
        """
        raw = self.data.get(name)
        return self.numbers(name, len(raw)) or [] if isinstance(raw, list) else []

    def first(self, name: str, *, default: int) -> int:
        """A whole number, or the first of a list of equal ones.

        Args:
            name: Field.
            default: What its absence means.
        """
        if not self.listed(name):
            return self.whole(name, default=default)
        numbers = self.any_numbers(name)
        if len(set(numbers)) != 1:
            raise FieldError((name,), "must be one number for all layers")
        return numbers[0]

    def words(self, name: str, length: int, known: Iterable[str]) -> list[str] | None:
        """A list of words, one per layer; None where the field is absent.

        Args:
            name: Field.
            length: Entries it must have. [1]
            known: Words it may hold.
        """
        raw = self.data.get(name)
        if raw is None:
            return None
        if not isinstance(raw, list) or len(raw) < length:
            raise FieldError((name,), f"must be a list of {length} words, got {show(raw)}")
        known = sorted(known)
        for item in raw[:length]:
            if not isinstance(item, str) or item not in known:
                raise FieldError((name,), f"unknown entry {show(item)}; known: {', '.join(known)}")
        return raw[:length]

    def inner(self, name: str) -> Config:
        """A mapping within the configuration, empty where absent.

        Args:
            name: Field.
        """
        raw = self.data.get(name)
        if raw is None:
            raw = {}
        if not isinstance(raw, Mapping):
            raise FieldError((name,), f"must be a mapping, got {show(raw)}")
        return Config({"model_type": self.model_type, **raw})

    @property
    def layers(self) -> int:
        """Layers of the model. [1]"""
        names = ("num_hidden_layers", "n_layer", "n_layers", "num_layers")
        count = self.whole(*names)
        if count > MAX_LAYERS:
            field = self._find(names)[0]
            raise FieldError((field,), f"must be at most {MAX_LAYERS}, got {count}")
        return count
