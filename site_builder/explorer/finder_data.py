"""What the finder says of a technique beside its computed gain: what papers report, and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from site_builder.atlas import Atlas
from site_builder.pages.technique_papers import code_of, own_papers
from taxonomy.terms import Technique

TARGETS = {
    "tpot": "decode-speedup",
    "ttft": "prefill-speedup",
    "latency": "end-to-end-speedup",
    "throughput": "throughput-gain",
}
"""What a reader wants improved, to the metric of results that says so."""

_TRAINING = re.compile(r"\b(?:up|re)?train|\bfine-tuning|\bhealing|\bteacher")


def beside(atlas: Atlas, term: Technique) -> dict[str, object]:
    """Counts, ranges of reported gains, costs and whether training is among them."""
    reported = {target: _reported(atlas, term, target) for target in TARGETS}
    found = {
        "level": atlas.way_down_to(term.id)[0].id,
        "papers": len(atlas.on_technique(term.id)),
        "code": len(code_of(atlas, term)),
        "costs": term.costs,
        "trains": needs_training(term),
        "reported": {target: gains for target, gains in reported.items() if gains},
    }
    return {name: value for name, value in found.items() if value}


def needs_training(term: Technique) -> bool:
    """Whether a cost of a technique is training or tuning of a model."""
    return any(_TRAINING.search(cost) for cost in term.costs)


def _reported(atlas: Atlas, term: Technique, target: str) -> list[float]:
    """How many gains its papers report for a target, the least, the median and the largest."""
    gains = sorted(_gains(atlas, term, TARGETS[target]))
    return [len(gains), gains[0], round(median(gains), 4), gains[-1]] if gains else []


def _gains(atlas: Atlas, term: Technique, metric: str) -> Iterator[float]:
    for entry in own_papers(atlas, term):
        for result in entry.results:
            if result.metric == metric and result.unit == "x" and not result.doubt:
                yield result.value
