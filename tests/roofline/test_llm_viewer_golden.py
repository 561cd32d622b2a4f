"""LLM-Viewer's numbers, from our operator functions under its conventions.

Its conventions are arguments here: no causal mask, 5 FLOP per score, 7 per normalised value, bytes
of activations alike everywhere, the INT8 peak only where weights, activations and cache all have at
most 8 bits, norms without weights. Fields that LLM-Viewer gets wrong are not compared; they are in
`test_known_errors.py`.

Set ATLAS_LLM_VIEWER_GOLDEN to compare with another file of the same form.
"""

from __future__ import annotations

import gzip
import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from roofline import operators as op
from roofline import unfused
from roofline.operators import Cost
from roofline.symbols import FLOATS
from roofline.timing import Times, ideal_time

GOLDEN = Path(__file__).parents[1] / "data" / "llm_viewer.jsonl.gz"
FIELDS = ("OPs", "load_weight", "load_act", "store_act", "load_kv_cache", "store_kv_cache")
DERIVED = ("memory_access", "arithmetic_intensity", "performance", "bound", "inference_time")
ALL = (*FIELDS, *DERIVED)
TOLERANCE = 1e-9


def golden_rows() -> list[dict[str, Any]]:
    path = Path(os.environ.get("ATLAS_LLM_VIEWER_GOLDEN", GOLDEN))
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class Deployed:
    """A row's input: widths, bytes per value, and how many tokens each phase handles."""

    def __init__(self, row: dict[str, Any], phase: str) -> None:
        given, dims = row["input"], row["input"]["model_dims"]
        self.hidden, self.vocab = dims["hidden_size"], dims["vocab_size"]
        self.heads, self.kv_heads = dims["num_attention_heads"], dims["num_key_value_heads"]
        self.layers, self.inner = dims["num_hidden_layers"], dims["intermediate_size"]
        # it divides the hidden width by the heads, whatever head_dim the configuration gives
        self.head_dim = self.hidden // self.heads
        self.gated = dims["family"] != "opt"
        self.batch, self.context = given["batchsize"], given["seqlen"]
        self.new = self.context if phase == "prefill" else 1
        self.bits = (given["w_bit"], given["a_bit"], given["kv_bit"])
        self.weight, self.activation, self.cached = (b / 8 for b in self.bits)
        self.fused = given["use_flashattention"]
        hardware = given["hardware_params"]
        self.bandwidth = hardware["bandwidth"]
        self.peak = hardware["INT8" if max(self.bits) <= 8 else "FP16"]

    @property
    def tokens(self) -> int:
        return self.batch * self.new

    @property
    def pairs(self) -> int:
        return self.tokens * self.context  # no causal mask


def projection(d: Deployed, width_in: int, width_out: int) -> Cost:
    return op.linear(
        d.tokens, width_in, width_out, weight_bytes=d.weight, activation_bytes=d.activation
    )


def into_cache(d: Deployed, cost: Cost) -> Cost:
    values = cost.written / d.activation
    return cost._replace(written=0.0, kv_written=values * d.cached)


def wise(d: Deployed, flops: float) -> Cost:
    return op.elementwise(
        d.tokens * d.hidden,
        flops_per_value=flops,
        reads=1,
        writes=1,
        activation_bytes=d.activation,
    )


def attention(d: Deployed) -> dict[str, Cost]:
    rows, cached = d.tokens, d.batch * d.context
    if d.fused:
        cost = op.fused_attention(
            rows,
            d.pairs,
            cached,
            heads=d.heads,
            kv_heads=d.kv_heads,
            head_dim=d.head_dim,
            value_dim=d.head_dim,
            activation_bytes=d.activation,
            kv_bytes=d.cached,
            softmax_flops=5,
        )
        return {"fused_attention": cost}
    widths = {
        "heads": d.heads,
        "kv_heads": d.kv_heads,
        "activation_bytes": d.activation,
        "kv_bytes": d.cached,
    }
    return {
        "qk_matmul": unfused.scores(rows, d.pairs, d.pairs, cached, head_dim=d.head_dim, **widths),
        "sv_matmul": unfused.weighted_values(
            rows, d.pairs, d.pairs, cached, value_dim=d.head_dim, **widths
        ),
        "softmax": unfused.softmax(
            d.pairs, d.pairs, heads=d.heads, flops_per_score=5, activation_bytes=d.activation
        ),
    }


def layers_of(d: Deployed) -> dict[str, Cost]:
    kv_width = d.kv_heads * d.head_dim
    found = {
        "q_proj": projection(d, d.hidden, d.hidden),
        "k_proj": into_cache(d, projection(d, d.hidden, kv_width)),
        "v_proj": into_cache(d, projection(d, d.hidden, kv_width)),
        "out_proj": projection(d, d.hidden, d.hidden),
        "up_proj": projection(d, d.hidden, d.inner),
        "down_proj": projection(d, d.inner, d.hidden),
        "attn_norm": wise(d, 7),
        "mlp_norm": wise(d, 7),
        "attn_add": wise(d, 1),
        "mlp_add": wise(d, 1),
        **attention(d),
    }
    if d.gated:
        found["gate_proj"] = projection(d, d.hidden, d.inner)
    return found


def fields_of(cost: Cost, d: Deployed) -> dict[str, Any]:
    """Our cost under LLM-Viewer's names."""
    times = Times(cost.flops / d.peak, cost.bytes / d.bandwidth, 0.0, 0.0)
    intensity = cost.flops / cost.bytes
    turning = d.peak / d.bandwidth
    return {
        "OPs": cost.flops,
        "load_weight": cost.weights,
        "load_act": cost.read,
        "store_act": cost.written,
        "load_kv_cache": cost.kv_read,
        "store_kv_cache": cost.kv_written,
        "memory_access": cost.bytes,
        "arithmetic_intensity": intensity,
        "performance": min(d.peak, intensity * d.bandwidth),
        "bound": "compute" if intensity >= turning else "memory",
        "inference_time": ideal_time(FLOATS, times),
    }


def compared(layer: str, phase: str, d: Deployed) -> tuple[str, ...]:
    """Fields of a layer in which LLM-Viewer is right under its own conventions."""
    grouped = d.kv_heads != d.heads
    if layer == "fused_attention":
        cache = phase == "decode" and not grouped
        return ("OPs", "load_act", *(["load_kv_cache"] if cache else []))
    if layer in ("attn_add", "mlp_add"):
        return ("OPs", "store_act")
    if layer == "qk_matmul" and phase == "prefill" and grouped:
        return tuple(f for f in FIELDS if f != "load_act")
    return ALL


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, str):
        return bool(ours == theirs)
    return math.isclose(ours, theirs, rel_tol=TOLERANCE)


def mismatches(row: dict[str, Any]) -> Iterator[str]:
    for phase in ("prefill", "decode"):
        d = Deployed(row, phase)
        for layer, cost in layers_of(d).items():
            ours, theirs = fields_of(cost, d), row[phase][layer]
            for name in compared(layer, phase, d):
                if not same(ours[name], theirs[name]):
                    yield f"{row['id']} {phase} {layer} {name}: {ours[name]} != {theirs[name]}"


def test_every_layer_field_that_llm_viewer_gets_right():
    rows = golden_rows()
    assert rows
    assert [problem for row in rows for problem in mismatches(row)][:10] == []


def test_totals_that_llm_viewer_gets_right():
    for row in golden_rows():
        for phase in ("prefill", "decode"):
            d, total = Deployed(row, phase), row["total"][phase]
            layers = layers_of(d).values()
            head = d.hidden * d.vocab * d.weight
            cache = 2 * d.layers * d.batch * d.context * d.kv_heads * d.head_dim * d.cached
            written = d.layers * sum(c.kv_written for c in layers)
            assert total["store_kv_cache"] == pytest.approx(written, rel=TOLERANCE)
            assert total["memory_consumption_kv_cache"] == pytest.approx(cache, rel=TOLERANCE)
            if not d.fused:
                read = d.layers * sum(c.kv_read for c in layers)
                assert total["load_kv_cache"] == pytest.approx(read, rel=TOLERANCE)
            if d.gated:
                weights = d.layers * sum(c.weights for c in layers) + head
                assert total["load_weight"] == pytest.approx(weights, rel=TOLERANCE)


def test_weights_of_the_output_head():
    for row in golden_rows():
        d = Deployed(row, "decode")
        head = op.linear(
            d.batch, d.hidden, d.vocab, weight_bytes=d.weight, activation_bytes=d.activation
        )
        assert row["decode"]["lm_head"]["load_weight"] == pytest.approx(head.weights, rel=TOLERANCE)
