"""An effect has the parameters without which it changes nothing, and one of each alternative.

Passes: `{type: quantize, weight_bits: 4}`.
Fails: `{type: quantize}`; `{type: speculate, draft_tokens: 4}`, which says nothing on acceptance;
`{type: evict-kv, tokens_kept: 512, share_kept: 0.2}`, which says it twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem
from taxonomy.rules.effects_of import Holder, holders

_SOME_OF = {
    "quantize": ("weight_bits", "activation_bits", "attention_bits", "kv_bits"),
    "speculate": ("acceptance", "accepted_length"),
    "sparse-attention": ("tokens_read", "share_read"),
    "evict-kv": ("tokens_kept", "share_kept"),
}
"""Of these parameters an effect needs at least one."""

_ONE_OF = {
    "speculate": [("acceptance", "accepted_length"), ("draft_model", "draft_cost")],
    "sparse-attention": [("tokens_read", "share_read")],
    "evict-kv": [("tokens_kept", "share_kept")],
}
"""Of these parameters an effect takes at most one."""

_CHANGES = {
    "parallelize": ("tensor", "pipeline", "expert", "sequence", "data"),
    "change-device": (
        "device",
        "bandwidth_factor",
        "attention_bandwidth_factor",
        "compute_factor",
        "capacity_factor",
    ),
    "contextual-sparsity": ("ffn_density", "attention_density"),
}
"""Of these parameters an effect states at least one, as their defaults change nothing."""


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each effect that says too little or too much."""
    for holder in holders(library):
        for words in _wrong(holder):
            yield holder.read.problem(holder.location, words)


def _wrong(holder: Holder) -> Iterator[str]:
    effect, kind = holder.effect, holder.effect.type
    stated = {name for name in effect.model_fields_set if getattr(effect, name) is not None}
    for names in (_SOME_OF.get(kind, ()), _CHANGES.get(kind, ())):
        if names and not stated & set(names):
            yield f"effect '{kind}' changes nothing; give one of {', '.join(names)}"
    for pair in _ONE_OF.get(kind, []):
        if stated >= set(pair):
            yield f"effect '{kind}' has both {pair[0]} and {pair[1]}; keep the one that is stated"
    if effect.type == "prune":
        n, m = effect.n, effect.m
        if effect.pattern == "n:m" and (n is None or m is None or n >= m):
            yield "pruning 'n:m' needs n, the weights kept of every m; give both, n below m"
        elif n and m and n < m and abs(effect.sparsity - (1 - n / m)) > 0.001:
            yield f"sparsity {effect.sparsity} is not 1 - {n}/{m}; mend one"
