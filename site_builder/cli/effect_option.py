"""Effects written on a command line: `quantize:weight_bits=4,group_size=128`."""

from __future__ import annotations

import difflib
from typing import Any, get_args

import click
from pydantic import TypeAdapter, ValidationError

from roofline.effects import AnyEffect

_ADAPTER: TypeAdapter[AnyEffect] = TypeAdapter(AnyEffect)
_CLASSES = {
    get_args(member.model_fields["type"].annotation)[0]: member
    for member in get_args(get_args(AnyEffect)[0])
}


def effect_types() -> list[str]:
    """Types of effects, sorted."""
    return sorted(_CLASSES)


def _value(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def parse_effect(text: str) -> AnyEffect:
    """The effect that TYPE:NAME=VALUE,... names.

    Args:
        text: Such as `evict-kv:share_kept=0.2`.

    Raises:
        click.UsageError: Unknown type or parameter, or a value out of range; says which are known.
    """
    kind, _, rest = text.partition(":")
    if kind not in _CLASSES:
        near = difflib.get_close_matches(kind, _CLASSES, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(effect_types())}"
        raise click.UsageError(f"unknown effect {kind!r}; {hint}")
    values: dict[str, Any] = {"type": kind}
    for part in filter(None, rest.split(",")):
        name, equals, value = part.partition("=")
        if not equals:
            raise click.UsageError(f"{part!r} in --effect {text!r} is not NAME=VALUE")
        values[name.strip()] = _value(value.strip())
    try:
        return _ADAPTER.validate_python(values)
    except ValidationError as error:
        raise click.UsageError(_explained(kind, error)) from error


def _explained(kind: str, error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][-1]) if first["loc"] else ""
    known = sorted(set(_CLASSES[kind].model_fields) - {"type", "source", "note"})
    if first["type"] == "extra_forbidden":
        return f"{kind} has no parameter {name!r}; it takes {', '.join(known)}"
    if first["type"] == "missing":
        return f"{kind} needs {name}; it takes {', '.join(known)}"
    return f"{kind}: {name} {first['msg'].lower().replace('input', '').strip()}"
