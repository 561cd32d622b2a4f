"""A result names what its numbers hang on: a baseline, a setting that can be modelled.

Passes: `baseline_value: 1` with `baseline: DeepSpeed`; `setting_complete: true` with model,
device, batch and a length.
Fails: `baseline_value` without `baseline`; `setting_complete: true` without `batch`; the same
result written twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.entry import Result
from taxonomy.library import Library
from taxonomy.problem import Problem

_NEEDED = ("model", "device", "batch")


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each result whose setting does not bear it."""
    for paper in library.papers:
        seen: set[Result] = set()
        for index, result in enumerate(paper.record.results):
            for field, words in _wrong(result):
                yield paper.problem(("results", index, field), words)
            if result in seen:
                words = "the same result is written twice; delete one"
                yield paper.problem(("results", index), words)
            seen.add(result)


def _wrong(result: Result) -> Iterator[tuple[str, str]]:
    if result.baseline is None and result.baseline_value is not None:
        yield "baseline_value", "baseline_value without a name; name it in 'baseline'"
    if result.setting_complete:
        lacking = [name for name in _NEEDED if getattr(result, name) is None]
        if result.prompt_tokens is None and result.output_tokens is None:
            lacking.append("prompt_tokens or output_tokens")
        if lacking:
            words = f"setting_complete, but without {', '.join(lacking)}; add them or write false"
            yield "setting_complete", words
