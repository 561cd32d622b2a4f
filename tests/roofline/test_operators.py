"""Counts of single operators, worked out by hand."""

from __future__ import annotations

import inspect
import re

import pytest

from roofline import mixed, operators, timing, unfused
from roofline import operators as op
from roofline.operators import Cost
from roofline.symbols import FLOATS

CITED_MODULES = (operators, unfused, timing, mixed)


def test_decode_reads_all_weights_for_a_single_token():
    # 4096 x 4096 in 16 bits: w is 2 * 4096**2 = 33_554_432 B; one row in, one row out, 8_192 B each
    cost = op.linear(1, 4096, 4096, weight_bytes=2, activation_bytes=2)
    assert cost == Cost(flops=33_554_432, weights=33_554_432, read=8_192, written=8_192)
    assert cost.bytes == 33_570_816


def test_many_tokens_near_the_compute_roof():
    # intensity of a square product nears d / b as rows grow: 4096 FLOP/B with 2 B a value
    cost = op.linear(10**9, 4096, 4096, weight_bytes=2, activation_bytes=2)
    assert cost.flops / cost.bytes == pytest.approx(2 * 4096 / 4, rel=1e-4)


def test_a_product_may_write_wider_values_than_it_reads():
    cost = op.linear(2, 8, 4, weight_bytes=1, activation_bytes=1, output_bytes=2)
    assert (cost.read, cost.written) == (16, 16)


@pytest.mark.parametrize(
    ("new", "past", "window", "pairs"),
    [
        (4, 0, 100, 10),  # 1 + 2 + 3 + 4
        (4, 0, 4, 10),
        (4, 0, 2, 7),  # 1 + 2 + 2 + 2
        (2, 3, 100, 9),  # 4 + 5
        (3, 5, 4, 12),  # window full from the start
        (3, 2, 4, 11),  # 3 + 4 + 4
    ],
)
def test_causal_pairs_are_a_triangle_cut_by_the_window(new, past, window, pairs):
    assert op.causal_pairs(FLOATS, new, past, window) == pairs
    assert pairs == sum(min(past + i, window) for i in range(1, new + 1))


def test_fused_attention_moves_each_tensor_once():
    # 1 query on 10 keys, 4 heads of width 8 on 2 key-value heads, 2 B a value
    cost = op.fused_attention(
        1, 10, 10, heads=4, kv_heads=2, head_dim=8, value_dim=8, activation_bytes=2, kv_bytes=2
    )
    assert cost == Cost(flops=4 * 10 * 32, read=64, written=64, kv_read=10 * 2 * 16 * 2)


def test_unfused_attention_moves_the_matrix_four_times():
    # 2 x 3 scores of 4 heads in 2 B are 48 B: written, read, written, read
    shared = {"heads": 4, "activation_bytes": 2}
    keys = {"kv_heads": 2, "kv_bytes": 2}
    parts = (
        unfused.scores(2, 6, 6, 3, head_dim=8, **shared, **keys),
        unfused.softmax(6, 6, flops_per_score=5, **shared),
        unfused.weighted_values(2, 6, 6, 3, value_dim=8, **shared, **keys),
    )
    q = o = 2 * 4 * 8 * 2
    assert sum(p.read + p.written for p in parts) == 4 * 48 + q + o
    assert sum(p.kv_read for p in parts) == 3 * 2 * 16 * 2
    assert [p.flops for p in parts] == [2 * 6 * 8 * 4, 5 * 6 * 4, 2 * 6 * 8 * 4]


@pytest.mark.parametrize(("tokens", "hit"), [(1, 2.0), (2, 3.5), (3, 4.625)])
def test_distinct_experts_of_a_few_tokens(tokens, hit):
    # 8 experts, 2 a token: 8 (1 - 0.75^T)
    assert op.distinct_experts(FLOATS, 8, 2, tokens) == hit


@pytest.mark.parametrize("tokens", [5, 17, 64, 1000, 65_535, 10**9])
def test_distinct_experts_follow_the_closed_form(tokens):
    expected = 256 * (1 - (1 - 8 / 256) ** tokens)
    assert op.distinct_experts(FLOATS, 256, 8, tokens) == pytest.approx(expected, rel=1e-13)


def test_expert_layer_reads_the_experts_hit_and_computes_the_rows_routed():
    cost = op.expert_layer(
        FLOATS,
        2,
        hidden=4,
        intermediate=8,
        matrices=3,
        experts=8,
        top_k=2,
        local_share=1,
        weight_bytes=2,
        activation_bytes=2,
    )
    assert cost.weights == 3.5 * 3 * 4 * 8 * 2
    assert cost.flops == 2 * (2 * 2) * 3 * 4 * 8


def test_embedding_is_a_gather():
    assert op.gather(3, 16, weight_bytes=2, activation_bytes=2) == Cost(weights=96, written=96)


def test_state_moves_once_a_pass_whatever_its_length():
    short = op.state_update(2, 2, state=100, state_bytes=2)
    long = op.state_update(2, 2000, state=100, state_bytes=2)
    assert short.bytes == long.bytes == 2 * 2 * 100 * 2
    assert long.flops == 1000 * short.flops


@pytest.mark.parametrize(("devices", "share"), [(1, 0), (2, 1), (4, 1.5), (8, 1.75)])
def test_ring_all_reduce_sends_twice_all_but_the_own_share(devices, share):
    assert op.all_reduce(1000, devices) == 1000 * share


def test_an_all_reduce_is_a_reduce_scatter_and_an_all_gather():
    assert op.all_reduce(1000, 8) == 2 * op.all_gather(1000, 8)
    assert op.all_to_all(1000, 4) == 750


def public_functions():
    for module in CITED_MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield pytest.param(function, id=name)


@pytest.mark.parametrize("function", list(public_functions()))
def test_documented_parameters_match_the_signature(function):
    text = inspect.getdoc(function) or ""
    block = re.search(r"Args:\n(.*?)(\n\n|\Z)", text, re.S)
    documented = re.findall(r"^    (\w+): ", block.group(1), re.M) if block else []
    assert documented == list(inspect.signature(function).parameters)


@pytest.mark.parametrize("function", [p for p in public_functions() if p.values[0].__module__ in (
    "roofline.operators", "roofline.unfused")])  # fmt: skip
def test_every_count_documents_its_units(function):
    text = inspect.getdoc(function) or ""
    block = re.search(r"Args:\n(.*?)(\n\n|\Z)", text, re.S)
    assert block
    entries = re.split(r"\n(?=    \w+: )", block.group(1))
    assert [entry for entry in entries if not re.search(r"\[[^\]]+\]", entry)] == []


@pytest.mark.parametrize(("spread", "hit"), [(0.0, 2.0), (1.0, 8 * (1 - 0.75**9)), (1e4, 8.0)])
def test_routing_between_all_alike_and_every_expert_hit(spread, hit):
    cost = op.expert_layer(
        FLOATS,
        9.0,
        hidden=4,
        intermediate=2,
        matrices=3,
        experts=8,
        top_k=2,
        local_share=1,
        weight_bytes=1,
        activation_bytes=2,
        spread=spread,
    )
    assert cost.weights == pytest.approx(hit * 3 * 4 * 2)
    assert cost.flops == 2 * 18 * 3 * 4 * 2  # every token computes its two experts in any case
