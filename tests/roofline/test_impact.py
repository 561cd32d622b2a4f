"""Impact: the same metrics before and after, over the reference deployments."""

from __future__ import annotations

import pytest

from roofline import EffectConflict, estimate, impact, reference_deployments
from roofline.effects.attention import FuseAttention, ReusePrefix
from roofline.effects.compression import Quantize
from roofline.effects.decoding import Speculate
from roofline.effects.serving import PageKv

FOUR_BITS = Quantize(type="quantize", weight_bits=4, group_size=128)


def test_no_effect_changes_nothing(toy):
    same = impact(toy, [])
    assert same.decode_speedup.ideal == same.prefill_speedup.ideal == same.memory_ratio == 1


def test_quotients_are_above_one_where_things_get_better(toy):
    found = impact(toy, [FOUR_BITS])
    assert found.decode_speedup.ideal == found.before.tpot.ideal / found.after.tpot.ideal > 1
    assert found.memory_ratio > 1
    assert found.throughput_gain.ideal > 1


def test_what_binds_is_told_for_both_phases(toy):
    # 16-bit weights keep the toy's memory busiest; at 4 bits its element-wise units are
    assert impact(toy, [FOUR_BITS]).bounds["decode"] == ("memory", "compute")


def test_capacity_turns_into_throughput():
    base = next(r.deployment for r in reference_deployments() if r.id == "serving-a100")
    found = impact(base, [PageKv(type="page-kv", waste_before=0.5)])
    assert found.decode_speedup.ideal == 1
    assert found.throughput_at_capacity.ideal > 1


def test_effects_stack_on_what_the_stack_replaces(toy):
    both = impact(toy, [FuseAttention(type="fuse-attention"), FOUR_BITS])
    assert both.before.deployment.execution.fused_attention == 0
    assert both.after.deployment.execution.fused_attention == 1


@pytest.mark.parametrize("reference", reference_deployments(), ids=lambda r: r.id)
def test_four_bit_weights_help_every_decode_and_no_bound_is_broken(reference):
    d = reference.deployment
    try:
        found = impact(d, [FOUR_BITS])
    except EffectConflict:
        pytest.fail(f"{reference.id} refuses quantised weights")
    assert 1 < found.decode_speedup.ideal < 16 / 4.125


def test_reference_deployments_span_what_people_run():
    references = reference_deployments()
    deployments = [r.deployment for r in references]
    assert len({r.id for r in references}) == len(references) >= 6
    assert any(d.model.is_mixture for d in deployments)
    assert any(d.workload.batch == 1 for d in deployments)
    assert any(d.workload.prompt_tokens > 100_000 for d in deployments)
    assert {d.device.id for d in deployments} >= {
        "nvidia-rtx-4090", "nvidia-a100-80gb", "nvidia-h100-sxm", "nvidia-b200",
    }  # fmt: skip
    assert any(r.shown_first for r in references)


@pytest.mark.parametrize("reference", reference_deployments(), ids=lambda r: r.id)
def test_reference_deployments_fit(reference):
    e = estimate(reference.deployment)
    assert e.memory.fits
    assert e.max_batch >= reference.deployment.workload.batch


def test_speculation_pays_at_a_small_batch_and_not_at_a_large_one():
    base = next(r.deployment for r in reference_deployments() if r.id == "chat-a100")
    guess = Speculate(type="speculate", draft_tokens=4, acceptance=0.7, draft_cost=0.1)
    assert impact(base, [guess]).decode_speedup.ideal > 1.9
    crowded = base.with_workload(batch=512)
    assert impact(crowded, [guess]).decode_speedup.ideal < 1


def test_a_prefix_hit_saves_prefill_only(toy):
    found = impact(toy, [ReusePrefix(type="reuse-prefix", hit_ratio=0.5)])
    assert found.prefill_speedup.ideal > 1
    assert found.decode_speedup.ideal == 1
