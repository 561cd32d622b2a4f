"""Reported results as rows of a table: value, comparison, setting and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from roofline.catalog import load_devices, load_models
from roofline.device import Device
from roofline.model import Model
from site_builder.reported import Computed, Refused, remark_of
from site_builder.svg import significant
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
    expected: str = ""
    remark: str = ""
    is_beyond: bool = False


def rows(entry: Entry, compared: Sequence[Computed | Refused], library: Library) -> list[ResultRow]:
    """The rows of an entry: those that are computed first, else in the order of its file.

    Args:
        entry: The entry.
        compared: What is computed for each of its results, in their order.
        library: The base, for the names of metrics.
    """
    pairs = zip(entry.results, compared, strict=True)
    made = [row_of(result, found, library) for result, found in pairs]
    return sorted(made, key=lambda row: not row.bound)


def row_of(result: Result, found: Computed | Refused, library: Library) -> ResultRow:
    """A result with what is computed for it as a row of a table."""
    metric = library.metrics.get(result.metric)
    return ResultRow(
        metric=metric.name if metric else result.metric,
        value=("up to " if result.up_to else "") + quantity(result.value, result.unit),
        baseline=_baseline(result),
        setting=", ".join(_setting(result)),
        source=_place(result),
        doubt=result.doubt,
        bound=_rounded(found.bound, result.unit) if isinstance(found, Computed) else "",
        expected=_expected(found, result.unit),
        remark=remark_of(found, result) if isinstance(found, Computed) else found.reason,
        is_beyond=isinstance(found, Computed) and found.is_beyond and result.unit != _RATIO,
    )


def _expected(found: Computed | Refused, unit: str) -> str:
    if isinstance(found, Refused) or found.expected is None:
        return ""
    return _rounded(found.expected, unit)


def _rounded(value: float, unit: str) -> str:
    written = significant(value, 3)
    return f"{written}×" if unit == _RATIO else f"{written}\u202f{unit}"


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
        yield _name(load_models(), result.model)
    if result.device:
        many = f"{result.num_devices} × " if result.num_devices and result.num_devices > 1 else ""
        yield many + _name(load_devices(), result.device)
    named = (("batch", result.batch), ("prompt", result.prompt_tokens))
    for name, value in (*named, ("output", result.output_tokens)):
        if value is not None:
            yield f"{name} {value:,}"
    if result.data:
        yield result.data
    bits = (("weights", result.weight_bits), ("activations", result.activation_bits))
    for name, width in (*bits, ("KV", result.kv_bits)):
        if width is not None:
            yield f"{name} {width:g} bit"
    if result.conditions:
        yield result.conditions


def _name(known: Mapping[str, Model | Device], name: str) -> str:
    """The name of what the engine has, else what the paper calls it."""
    return known[name].name if name in known else name


def _place(result: Result) -> str:
    if result.read_from is ReadFrom.FULL_TEXT or str(result.read_from) in result.source.lower():
        return result.source
    return f"{result.source} ({result.read_from})"
