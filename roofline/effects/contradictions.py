"""Effects that do not stack: two that decide the same thing, or one that would undo another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from roofline.effects.base import Effect, EffectConflict

DECIDES: Mapping[str, str] = {
    "cascade": "which requests reach the model",
    "chunked-prefill": "how prefill shares a device with decode",
    "disaggregate": "how prefill shares a device with decode",
    "factorize": "the rank of weights",
    "latent-kv": "what attention caches per token",
    "linear-attention": "what attention caches per token",
    "offload": "where weights and cache live",
    "parallel-heads": "how tokens are guessed",
    "parallelize": "the degrees of parallelism",
    "share-kv-heads": "what attention caches per token",
    "share-kv-layers": "how many layers share a cache",
    "speculate": "how tokens are guessed",
    "window": "the window of attention",
}
"""Type of an effect to what it decides alone.

Knobs that are set twice are refused where they are turned; what is listed here turns different
knobs, or multiplies them, and still cannot hold together.
"""

REBUILDS = frozenset(
    {
        "latent-kv",
        "linear-attention",
        "mixture-of-experts",
        "share-kv-heads",
        "share-kv-layers",
        "window",
    }
)
"""Effects that rebuild the model, lost if another model replaces it afterwards."""


def decided(effect: Effect) -> str | None:
    """What an effect decides alone, in words; None where others may decide it too.

    Args:
        effect: The effect.
    """
    if effect.name == "prune":
        layers = getattr(effect, "pattern", "") == "layer"
        return "which layers are left" if layers else "which weights are left"
    return DECIDES.get(effect.name)


def refuse_contradictions(effects: Iterable[Effect]) -> None:
    """Check a stack before it is applied.

    Args:
        effects: The stack, in order.

    Raises:
        EffectConflict: Two effects decide the same, or one would undo another; says which.
    """
    owners: dict[str, str] = {}
    rebuilt: list[str] = []
    for effect in effects:
        what = decided(effect)
        if what in owners:
            raise EffectConflict(
                f"{owners[what]} and {effect.name} both decide {what}; leave one of the two out"
            )
        if what:
            owners[what] = effect.name
        if effect.name in REBUILDS:
            rebuilt.append(effect.name)
        if effect.name == "distil" and rebuilt:
            raise EffectConflict(
                f"distil replaces the model that {rebuilt[0]} changed; put distil first"
            )
