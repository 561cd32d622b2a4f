"""Schema errors in our words: what is wrong, the value quoted, the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from taxonomy.problem import Problem, nearest, quoted, suggestion
from taxonomy.source import Location, Source

PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "write lower-case words joined by hyphens",
    r"^[a-z]+[0-9]{4}[a-z0-9]+$": "write surname, year and first telling title word, "
    "such as 'sheng2023flexgen'",
    r"^\S(.*\S)?$": "write one line, without a space at either end",
    r"^https://[^\s/?#@\\]+(/[^\s\\<>\"]*)?$": "write an https address, "
    "such as 'https://github.com/owner/name'",
    r"^\d{4}\.\d{4,5}$": 'write the arXiv identifier without version, such as "2303.06865"',
    r"^[a-z-]+(\.[A-Z]{2})?$": "write an arXiv category, such as cs.LG",
    r"^10\.\d{4,9}/[^\s\"<>{}\\]+$": 'write the bare DOI, such as "10.1145/3600006.3613165"',
    r"^[A-Za-z0-9_-]{6,20}$": "write the id in the forum's address, after 'id='",
    r"^[A-Za-z0-9.-]{5,40}$": 'write the Anthology id, such as "2024.acl-long.1"',
    r"^\d+(--\d+)?$": 'write the first and last page as "12--34"',
    r"^[a-z_]+(\|[a-z_]+)*$": "write a field of a result, or some joined by |, "
    "such as 'batch|data'",
    r"^[0-9A-Za-z-]+$": "write digits, letters and hyphens",
}
"""Each pattern of the schema in words; a test checks that none is missing."""

MOST_PROBLEMS = 50
"""Problems of one record that are written out: a hostile file could hold a hundred thousand."""

_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "date_type": "a date such as 2026-11-22, without quotes",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
}

_BOUNDS = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}


def schema_problems(
    error: ValidationError, source: Source, location: Location, fields: Mapping[str, object]
) -> Iterator[Problem]:
    """Every error of one record as a problem of its file.

    Args:
        error: What the schema refused.
        source: The file of the record.
        location: Where in the file the record stands.
        fields: Names of the record's keys, for suggestions.
    """
    details = error.errors(include_url=False)
    if len(details) > MOST_PROBLEMS:
        words = f"{len(details) - MOST_PROBLEMS} more problems here; mend the first ones"
        yield source.problem(location, words)
        details = details[:MOST_PROBLEMS]
    meant = set()
    for detail in details:
        where = location + tuple(detail["loc"])
        if detail["type"] == "extra_forbidden":
            near = _nearest_key(detail, fields)
            meant.add(near)
            yield source.problem(where, _unknown_key(detail, near), on_key=True)
        elif detail["type"] != "missing":
            yield source.problem(where, worded(detail, source.printed(where)))
    yield from _missing(details, source, location, meant)


def _missing(
    details: list[ErrorDetails], source: Source, location: Location, meant: set[str]
) -> Iterator[Problem]:
    """One problem for all keys that one mapping lacks; a misspelt key is named once already."""
    lacking: dict[Location, list[str]] = {}
    for detail in details:
        where = location + tuple(detail["loc"])
        if detail["type"] == "missing" and not source.has(where) and where[-1] not in meant:
            lacking.setdefault(where[:-1], []).append(quoted(where[-1]))
    for where, names in lacking.items():
        words = "key {} is missing; add it" if len(names) == 1 else "keys {} are missing; add them"
        yield source.problem(where, words.format(", ".join(names)))


def _nearest_key(detail: ErrorDetails, fields: Mapping[str, object]) -> str:
    known = fields if len(detail["loc"]) == 1 else ()
    return nearest(str(detail["loc"][-1]), known)


def _unknown_key(detail: ErrorDetails, near: str) -> str:
    remedy = f"did you mean '{near}'?" if near else "delete it, or see schema/entry.schema.json"
    return f"unknown key {quoted(detail['loc'][-1])}; {remedy}"


def worded(detail: ErrorDetails, printed: str = "") -> str:
    """One schema error, other than a missing or unknown key, in our words."""
    kind = detail["type"]
    if kind in _TYPES:
        return _wrong_type(detail, printed)
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return (
            f"{_name(detail)} is {quoted(detail['input'])}; it must be {words} {_ctx(detail, key)}"
        )
    return _BY_TYPE.get(kind, _other)(detail)


def _name(detail: ErrorDetails) -> str:
    names = [step for step in detail["loc"] if isinstance(step, str)]
    return quoted(names[-1]) if names else "this record"


def _ctx(detail: ErrorDetails, key: str) -> Any:
    value = detail.get("ctx", {}).get(key)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return quoted("true" if value is True else "false" if value is False else value)


def _wrong_type(detail: ErrorDetails, printed: str) -> str:
    value, kind = detail["input"], detail["type"]
    written = quoted(printed or value)[1:-1]
    wanted = f"{_name(detail)} is {_shown(value)}, but must be {_TYPES[kind]}"
    if isinstance(value, dict | list):
        return wanted if kind != "string_type" else f"{wanted}; put the text in quotes"
    if kind == "string_type":
        return f'{wanted}; put it in quotes: "{written}"'
    if kind == "list_type":
        return f"{wanted}; write [{written}]"
    if isinstance(value, str) and kind in {"int_type", "float_type", "date_type", "bool_type"}:
        return f"{wanted}; write the bare value, without quotes or words"
    return f"{wanted}; see its description in schema/entry.schema.json"


def _pattern(detail: ErrorDetails) -> str:
    remedy = PATTERNS.get(_ctx(detail, "pattern"), "see schema/entry.schema.json")
    return f"{_name(detail)} is {quoted(detail['input'])}; {remedy}"


def _choices(detail: ErrorDetails) -> str:
    listed = str(_ctx(detail, "expected")).replace("' or '", "', '")
    allowed = [part.strip("'") for part in listed.split(", ")]
    near = suggestion(str(detail["input"]), allowed)
    return f"unknown {_name(detail)[1:-1]} {quoted(detail['input'])}{near or '; write one of '}" + (
        "" if near else ", ".join(allowed)
    )


def _unknown_effect(detail: ErrorDetails) -> str:
    tags = str(_ctx(detail, "expected_tags")).replace("'", "").split(", ")
    tag = str(_ctx(detail, "tag"))
    near = suggestion(tag, tags)
    return f"unknown effect type {quoted(tag)}{near or '; write one of ' + ', '.join(tags)}"


def _effect_without_type(detail: ErrorDetails) -> str:
    return "an effect without 'type'; name one, such as 'type: quantize'"


def _too_long(detail: ErrorDetails) -> str:
    limit = _ctx(detail, "max_length")
    if detail["type"] == "too_long":
        length = len(detail["input"])
        return f"{_name(detail)} has {length} items; at most {limit}, keep the chief ones"
    return f"{_name(detail)} has {len(detail['input'])} characters; at most {limit}, shorten it"


def _too_short(detail: ErrorDetails) -> str:
    if detail["type"] == "too_short":
        return f"{_name(detail)} is an empty list; name at least {_ctx(detail, 'min_length')}"
    return f"{_name(detail)} is empty; fill it in, or leave the key out where it is optional"


def _not_finite(detail: ErrorDetails) -> str:
    return f"{_name(detail)} is {quoted(detail['input'])}; write a finite number"


def _other(detail: ErrorDetails) -> str:
    words = detail["msg"][:1].lower() + detail["msg"][1:]
    return f"{_name(detail)}: {words.removeprefix('value error, ')}"


_BY_TYPE: dict[str, Callable[[ErrorDetails], str]] = {
    "string_pattern_mismatch": _pattern,
    "enum": _choices,
    "literal_error": _choices,
    "union_tag_invalid": _unknown_effect,
    "union_tag_not_found": _effect_without_type,
    "string_too_long": _too_long,
    "too_long": _too_long,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "finite_number": _not_finite,
}
