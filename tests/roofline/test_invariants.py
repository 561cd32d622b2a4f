"""What must hold for every deployment, checked on random ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roofline import Deployment, Execution, Numerics, Workload, estimate, load_devices, load_models

MODELS = ("llama-3-8b", "mixtral-8x7b", "deepseek-v3", "gemma-2-9b", "falcon-mamba-7b")
DEVICES = ("nvidia-a100-80gb", "nvidia-h100-sxm")
BITS = st.sampled_from((2.0, 3.0, 4.0, 6.0, 8.0, 16.0))


@st.composite
def deployments(draw):
    return Deployment(
        load_models()[draw(st.sampled_from(MODELS))],
        load_devices()[draw(st.sampled_from(DEVICES))],
        Workload(
            draw(st.integers(1, 512)), draw(st.integers(1, 50_000)), draw(st.integers(2, 2_000))
        ),
        Numerics(weight_bits=draw(BITS), activation_bits=16, kv_bits=draw(BITS)),
        Execution(
            tensor=draw(st.sampled_from((1.0, 2.0, 4.0, 8.0))),
            fused_attention=draw(st.sampled_from((0.0, 1.0))),
            chunk_tokens=draw(st.sampled_from((0.0, 512.0))),
            prefix_hit=draw(st.sampled_from((0.0, 0.5))),
        ),
    )


TIMES = ("ttft", "tpot", "request_latency", "steady_tpot")
RATES = ("throughput", "steady_throughput")


def never_faster(slower, faster):
    for name in TIMES:
        assert getattr(slower, name).ideal >= getattr(faster, name).ideal * (1 - 1e-12), name
    for name in RATES:
        assert getattr(slower, name).ideal <= getattr(faster, name).ideal * (1 + 1e-12), name


@settings(max_examples=60, deadline=None)
@given(deployments(), st.floats(0.1, 1.0))
def test_no_bound_falls_when_a_resource_shrinks(d, factor):
    whole = estimate(d)
    for knob in ("bandwidth_factor", "attention_bandwidth_factor", "compute_factor"):
        never_faster(estimate(d.with_execution(**{knob: factor})), whole)
    smaller = estimate(d.with_execution(capacity_factor=factor))
    assert smaller.max_batch <= whole.max_batch
    never_faster(smaller, whole)
    slow_link = replace(
        d, device=replace(d.device, id="slow", link=(d.device.link or 1e9) * factor)
    )
    never_faster(estimate(slow_link), whole)


@settings(max_examples=60, deadline=None)
@given(deployments(), BITS, BITS)
def test_more_bits_never_move_fewer_bytes(d, one, other):
    low, high = sorted((one, other))
    for knob in ("weight_bits", "kv_bits", "activation_bits", "stream_bits", "embedding_bits"):
        fewer = estimate(d.with_numerics(**{knob: low}))
        more = estimate(d.with_numerics(**{knob: high}))
        assert fewer.prefill.bytes <= more.prefill.bytes
        assert fewer.decode.bytes <= more.decode.bytes
        assert fewer.memory.total <= more.memory.total * (1 + 1e-12)
        assert fewer.max_batch >= more.max_batch


@settings(max_examples=60, deadline=None)
@given(deployments())
def test_phases_and_parts_add_up(d):
    e = estimate(d)
    for phase in (e.prefill, e.decode):
        total = sum(o.count * o.ideal_time for o in phase.operators)
        assert phase.ideal_time == pytest.approx(total, rel=1e-9)
        for o in phase.operators:
            assert o.ideal_time == max(o.compute_time, o.memory_time, o.link_time)
            assert min(o.cost) >= 0
    tokens = d.workload.output_tokens - 1
    assert e.request_latency.ideal == pytest.approx(e.ttft.ideal + tokens * e.tpot.ideal)
    assert e.memory.total == pytest.approx(
        e.memory.weights + e.memory.kv_cache + e.memory.activations
    )


@settings(max_examples=40, deadline=None)
@given(deployments(), st.integers(1, 64), st.integers(1, 64))
def test_a_larger_batch_is_slower_per_token_and_faster_in_all(d, one, other):
    small, large = sorted((one, other))
    a, b = (estimate(d.with_workload(batch=x)) for x in (small, large))
    assert b.tpot.ideal >= a.tpot.ideal * (1 - 1e-12)
    assert b.throughput.ideal >= a.throughput.ideal * (1 - 1e-9)


@settings(max_examples=40, deadline=None)
@given(deployments())
def test_the_largest_batch_fits_and_one_more_does_not(d):
    most = estimate(d).max_batch
    if 0 < most < 100_000:
        assert estimate(d.with_workload(batch=most)).memory.total <= d.device.capacity * (1 + 1e-9)
        assert not estimate(d.with_workload(batch=most + 1)).memory.fits


@settings(max_examples=40, deadline=None)
@given(deployments())
def test_one_device_communicates_nothing(d):
    alone = d.with_execution(tensor=1.0)
    e = estimate(alone)
    assert all(o.cost.communicated == 0 for o in (*e.prefill.operators, *e.decode.operators))
    # so that its links do not matter
    unlinked = replace(alone, device=replace(d.device, id="unlinked", link=1.0, network=1.0))
    assert estimate(unlinked).numbers == e.numbers


@settings(max_examples=40, deadline=None)
@given(deployments(), st.sampled_from((2.0, 4.0)))
def test_tensor_parallel_devices_share_the_work_of_products(d, degree):
    one = estimate(d.with_execution(tensor=1.0)).decode
    many = estimate(d.with_execution(tensor=degree)).decode
    names = ("gate_up_proj", "out_proj", "experts", "lm_head")
    shared = {(o.group, o.name): o for o in many.operators if o.name in names}
    for o in one.operators:
        if o.name in names:
            assert shared[o.group, o.name].cost.flops == pytest.approx(o.cost.flops / degree)
            assert shared[o.group, o.name].cost.weights == pytest.approx(o.cost.weights / degree)


@settings(max_examples=40, deadline=None)
@given(deployments(), st.floats(0.05, 1.0))
def test_keeping_or_reading_less_of_the_cache_never_costs_more(d, share):
    whole = estimate(d)
    for knob in ("kv_share_kept", "kv_share_read", "prefill_share_read"):
        less = estimate(d.with_execution(**{knob: share}))
        never_faster(whole, less)
        assert less.memory.kv_cache <= whole.memory.kv_cache


@settings(max_examples=40, deadline=None)
@given(deployments())
def test_fused_attention_never_moves_more(d):
    fused, unfused = (estimate(d.with_execution(fused_attention=x)) for x in (1.0, 0.0))
    never_faster(unfused, fused)
    assert fused.prefill.bytes <= unfused.prefill.bytes


@settings(max_examples=40, deadline=None)
@given(deployments(), st.integers(1, 200))
def test_distinct_experts_stay_between_top_k_and_all(d, batch):
    mixture = replace(d, model=load_models()["mixtral-8x7b"]).with_workload(batch=batch)
    e = estimate(mixture.with_numerics(weight_bits=16))
    experts = next(o for o in e.decode.operators if o.name == "experts")
    one = 3 * 4096 * 14336 * 2 / d.execution.tensor
    assert 2 * one * (1 - 1e-12) <= experts.cost.weights <= 8 * one * (1 + 1e-12)
