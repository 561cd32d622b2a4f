"""What values the settings of a deployment may take, checked when one is made."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter

Range = tuple[float, float]

ONE_UP: Range = (1.0, math.inf)
SHARE: Range = (0.0, 1.0)
PART: Range = (math.ulp(0.0), 1.0)
BELOW_ONE: Range = (0.0, 1 - 2**-53)
POSITIVE: Range = (math.ulp(0.0), math.inf)
ANY_AMOUNT: Range = (0.0, math.inf)
BITS: Range = (math.ulp(0.0), 64.0)

RANGES: Mapping[str, Range] = (
    dict.fromkeys(("batch", "prompt_tokens", "output_tokens"), ONE_UP)
    | dict.fromkeys(("tensor", "pipeline", "expert", "sequence", "data", "block_batches"), ONE_UP)
    | dict.fromkeys(("verified_tokens", "accepted_tokens", "output_parts"), ONE_UP)
    | dict.fromkeys(("prompt_ratio", "output_ratio"), POSITIVE)
    | dict.fromkeys(("weight_bits", "activation_bits", "kv_bits", "attention_bits"), BITS)
    | dict.fromkeys(("embedding_bits", "stream_bits", "comm_bits"), BITS)
    | dict.fromkeys(("kv_tokens_kept", "kv_tokens_read", "prefill_tokens_read"), ONE_UP)
    | dict.fromkeys(("weights_kept", "weights_computed", "layers_kept", "layers_run"), PART)
    | dict.fromkeys(("ffn_density", "attention_density", "kv_share_kept", "occupancy"), PART)
    | dict.fromkeys(("kv_share_read", "prefill_share_read"), PART)
    | dict.fromkeys(("weights_on_device", "kv_on_device", "sparse_layers", "comm_hidden"), SHARE)
    | dict.fromkeys(("fused_attention", "fused_elementwise", "host_attention"), SHARE)
    | dict.fromkeys(("floating", "disaggregated", "prefix_shared_read", "cascade_share"), SHARE)
    | dict.fromkeys(("prefix_hit", "paging_waste", "outlier_share"), BELOW_ONE)
    | dict.fromkeys(("bandwidth_factor", "attention_bandwidth_factor"), POSITIVE)
    | dict.fromkeys(("compute_factor", "capacity_factor", "prefill_devices"), POSITIVE)
    | dict.fromkeys(("gemm_speedup", "attention_speedup", "elementwise_speedup"), POSITIVE)
    | {"expert_speedup": POSITIVE}
)
"""Setting to the smallest and largest value it may have; any amount from zero where absent."""


def _words(low: float, high: float) -> str:
    at_least = "above 0" if low == math.ulp(0.0) else f"at least {low:g}"
    if math.isinf(high):
        return at_least
    return f"{at_least} and " + ("below 1" if high == BELOW_ONE[1] else f"at most {high:g}")


def refuse_outside(part: object, names: tuple[str, ...]) -> None:
    """Check settings by name.

    Args:
        part: Has them as attributes.
        names: Of the settings, at least two.

    Raises:
        ValueError: One is out of its range or no number; says what it may be.
    """
    read, limits = _limits(names)
    for name, value, (low, high) in zip(names, read(part), limits, strict=True):
        if not low <= value <= high:
            raise ValueError(f"{name} must be {_words(low, high)}, got {value:g}")


@cache
def _limits(names: tuple[str, ...]) -> tuple[Callable[[object], tuple[float, ...]], list[Range]]:
    """What reads settings, and their ranges; every deployment of a sweep asks."""
    return attrgetter(*names), [RANGES.get(name, ANY_AMOUNT) for name in names]
