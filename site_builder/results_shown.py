"""Reported results as rows of a table: value, comparison, setting and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taxonomy.entry import Entry, ReadFrom, Result
from taxonomy.library import Library

_RATIO = "x"


@dataclass(frozen=True)
class ResultRow:
    """One reported number, in words."""

    metric: str
    value: str
    baseline: str
    setting: str
    source: str
    doubt: str | None
    bound: str = ""
    remark: str = ""


def rows(entry: Entry, library: Library) -> list[ResultRow]:
    """The rows of an entry, in the order of its file."""
    return [_row(result, library) for result in entry.results]


def _row(result: Result, library: Library) -> ResultRow:
    metric = library.metrics.get(result.metric)
    return ResultRow(
        metric=metric.name if metric else result.metric,
        value=("up to " if result.up_to else "") + quantity(result.value, result.unit),
        baseline=_baseline(result),
        setting=", ".join(_setting(result)),
        source=_place(result),
        doubt=result.doubt,
    )


def quantity(value: float, unit: str) -> str:
    """A value as printed with its unit: 2.3×, 54 %, 1.12 token/s."""
    written = f"{value:,.10g}"
    return f"{written}×" if unit == _RATIO else f"{written}\u202f{unit}"


def _baseline(result: Result) -> str:
    if result.baseline is None:
        return ""
    if result.baseline_value is None:
        return result.baseline
    return f"{result.baseline}: {quantity(result.baseline_value, result.unit)}"


def _setting(result: Result) -> Iterator[str]:
    if result.model:
        yield result.model
    if result.device:
        many = f"{result.num_devices} × " if result.num_devices and result.num_devices > 1 else ""
        yield many + result.device
    named = (("batch", result.batch), ("prompt", result.prompt_tokens))
    for name, value in (*named, ("output", result.output_tokens)):
        if value is not None:
            yield f"{name} {value:,}"
    bits = (("weights", result.weight_bits), ("activations", result.activation_bits))
    for name, width in (*bits, ("KV", result.kv_bits)):
        if width is not None:
            yield f"{name} {width:g} bit"
    if result.conditions:
        yield result.conditions


def _place(result: Result) -> str:
    if result.read_from is ReadFrom.FULL_TEXT or str(result.read_from) in result.source.lower():
        return result.source
    return f"{result.source} ({result.read_from})"
