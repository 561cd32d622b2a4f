"""A result names what its numbers hang on: a baseline, a setting that could be repeated.

Passes: `baseline_value: 1` with `baseline: DeepSpeed`; `setting_complete: true` with all that its
metric needs, such as model, device, batch and a length for a time, model and data for a perplexity.
Fails: `baseline_value` without `baseline`; `setting_complete: true` for a time without `batch`; the
same result written twice; a metric that needs a field which no result has.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.entry import Result
from taxonomy.library import Library
from taxonomy.problem import Problem, quoted


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each result whose setting does not bear it."""
    yield from _unknown_needs(library)
    for paper in library.papers:
        seen: set[Result] = set()
        for index, result in enumerate(paper.record.results):
            for field, words in _wrong(result, library):
                yield paper.problem(("results", index, field), words)
            if result in seen:
                words = "the same result is written twice; delete one"
                yield paper.problem(("results", index), words)
            seen.add(result)


def _wrong(result: Result, library: Library) -> Iterator[tuple[str, str]]:
    if result.baseline is None and result.baseline_value is not None:
        yield "baseline_value", "baseline_value without a name; name it in 'baseline'"
    if result.setting_complete and (lacking := _lacking(result, library)):
        words = f"setting_complete, but without {', '.join(lacking)}; add them or write false"
        yield "setting_complete", words


def _lacking(result: Result, library: Library) -> list[str]:
    """What the metric of a result needs and the result does not state."""
    metric = library.metrics.get(result.metric)
    return [
        need.replace("|", " or ")
        for need in (metric.needs if metric else ())
        if all(getattr(result, name, None) is None for name in need.split("|"))
    ]


def _unknown_needs(library: Library) -> Iterator[Problem]:
    for read in library.vocabulary.get("metrics", ()):
        for index, need in enumerate(read.record.needs):
            for name in need.split("|"):
                if name not in Result.model_fields:
                    words = f"a result has no field {quoted(name)}; see taxonomy/entry.py"
                    yield read.problem(("needs", index), words)
