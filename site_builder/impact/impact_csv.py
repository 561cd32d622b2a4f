"""The numbers behind a technique's figure as CSV, in base units and with the setting in full."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from site_builder.impact.computed import Change, Figures

_HEAD = (
    "deployment",
    "setting",
    "state",
    "ttft_ideal_s",
    "ttft_expected_s",
    "tpot_ideal_s",
    "tpot_expected_s",
    "throughput_ideal_token_per_s",
    "memory_B",
    "max_batch",
    "prefill_bound",
    "decode_bound",
    "prefill_flops",
    "prefill_bytes",
    "decode_flops",
    "decode_bytes",
)


def impact_csv(changes: Iterable[Change]) -> str:
    """Two rows a deployment, before and after; a refused one has its reason instead of numbers."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    for change in changes:
        writer.writerows(_rows(change))
    return text.getvalue()


def _rows(change: Change) -> Iterator[list[object]]:
    names = [change.setting.name, change.setting.detail]
    yield [*names, "before", *_numbers(change.before)]
    if change.after is None:
        yield [*names, f"not computed: {change.refusal}"]
    else:
        yield [*names, "after", *_numbers(change.after)]


def _numbers(figures: Figures) -> Iterator[object]:
    yield from (figures.ttft, figures.ttft_expected, figures.tpot, figures.tpot_expected)
    yield from (figures.throughput, figures.memory, figures.max_batch)
    yield from (figures.prefill.bound, figures.decode.bound)
    for phase in (figures.prefill, figures.decode):
        yield from (phase.flops, phase.bytes)
