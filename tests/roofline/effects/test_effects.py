"""Each effect: what it turns, what that buys, and when it refuses."""

from __future__ import annotations

import math
from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from roofline import (
    AnyEffect,
    Deployment,
    EffectConflict,
    Workload,
    apply_effects,
    estimate,
    impact,
    load_devices,
    load_models,
)

ADAPTER = TypeAdapter(AnyEffect)


def effect(kind, **values):
    return ADAPTER.validate_python({"type": kind, **values})


@pytest.fixture(scope="module")
def served():
    """Llama 3 8B on an A100, 32 requests of 1,024 + 256 tokens."""
    return Deployment(
        load_models()["llama-3-8b"], load_devices()["nvidia-a100-80gb"], Workload(32, 1024, 256)
    )


EXAMPLES = {
    "batch-gain": {"factor": 2.0},
    "cascade": {"model": "llama-3-2-1b", "share": 0.5},
    "change-device": {"device": "nvidia-h100-sxm"},
    "chunked-prefill": {"chunk_tokens": 512},
    "compress-prompt": {"ratio": 4.0},
    "contextual-sparsity": {"ffn_density": 0.1},
    "continuous-batching": {"occupancy_before": 0.4},
    "disaggregate": {},
    "distil": {"model": "llama-3-2-1b"},
    "early-exit": {"layers_run": 0.5},
    "evict-kv": {"share_kept": 0.2},
    "factorize": {"parameters_kept": 0.8},
    "fuse-attention": {},
    "fuse-operators": {},
    "kernel-efficiency": {"speedup": 1.5},
    "latent-kv": {"latent_dim": 512, "rope_dim": 64},
    "linear-attention": {},
    "mixture-of-experts": {"experts": 8, "top_k": 2, "expert_width": 0.25},
    "offload": {"policy": "weights-on-host", "host_bandwidth": 25e9},
    "overlap-communication": {"hidden_share": 0.5},
    "page-kv": {"waste_before": 0.6},
    "parallel-heads": {"heads": 4, "accepted_length": 2.5, "tree_tokens": 64},
    "parallel-output": {"parts": 4, "skeleton_tokens": 32},
    "parallelize": {"tensor": 4},
    "prune": {"sparsity": 0.5, "pattern": "n:m", "n": 2, "m": 4},
    "quantize": {"weight_bits": 4, "group_size": 128},
    "reuse-prefix": {"hit_ratio": 0.5},
    "share-kv-heads": {"kv_heads": 1},
    "share-kv-layers": {"layers_per_cache": 2},
    "shorten-output": {"ratio": 2.0},
    "sparse-attention": {"share_read": 0.25},
    "speculate": {"draft_tokens": 4, "acceptance": 0.8, "draft_cost": 0.05},
    "window": {"tokens": 512},
}
NEUTRAL_AT_FIRST = {
    "overlap-communication",  # one device communicates nothing
    "kernel-efficiency",  # bounds do not move
}
"""Examples that change no bound of the deployment above."""


def test_every_effect_has_an_example():
    kinds = {
        get_args(c.model_fields["type"].annotation)[0] for c in get_args(get_args(AnyEffect)[0])
    }
    assert kinds == set(EXAMPLES)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_every_effect_applies_and_changes_an_estimate(served, kind):
    found = impact(served, [effect(kind, **EXAMPLES[kind])])
    assert found.after.deployment != found.before.deployment or kind in {"page-kv"}
    if kind not in NEUTRAL_AT_FIRST:
        assert found.after.numbers != found.before.numbers


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_effects_leave_the_deployment_they_get_alone(served, kind):
    before = (served.model, served.device, served.workload, served.numerics, served.execution)
    apply_effects(served, [effect(kind, **EXAMPLES[kind])])
    assert before == (
        served.model, served.device, served.workload, served.numerics, served.execution,
    )  # fmt: skip


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
@pytest.mark.parametrize("name", ["deepseek-v3-2", "gemma-2-9b", "nemotron-h-56b", "mixtral-8x7b"])
def test_effects_leave_finite_numbers_on_other_architectures(served, name, kind):
    try:
        found = impact(served.with_model(load_models()[name]), [effect(kind, **EXAMPLES[kind])])
    except EffectConflict as refused:
        pytest.skip(str(refused))
    assert all(math.isfinite(x) and x >= 0 for x in found.after.numbers)


# -- worked numbers -----------------------------------------------------------------------------


def read(estimated, phase, name):
    return next(o for o in getattr(estimated, phase).operators if o.name == name).cost


def test_quantised_weights_carry_their_scales(served):
    four = estimate(apply_effects(served, [effect("quantize", weight_bits=4, group_size=128)]))
    # 4 bits and 16 / 128 of a scale: 4.125 of 16 bits
    assert read(four, "decode", "out_proj").weights == 4096 * 4096 * 4.125 / 8
    assert read(four, "decode", "lm_head").weights == 4096 * 128_256 * 2


def test_quantised_embeddings_only_where_it_says_so(served):
    every = effect("quantize", weight_bits=4, keeps_embeddings=False)
    head = read(estimate(apply_effects(served, [every])), "decode", "lm_head")
    assert head.weights == 4096 * 128_256 / 2


def test_outliers_stay_in_sixteen_bits(served):
    mixed = effect("quantize", weight_bits=4, outlier_share=0.01)
    weights = read(estimate(apply_effects(served, [mixed])), "decode", "out_proj").weights
    assert weights == pytest.approx(4096 * 4096 * (0.99 * 4 + 0.01 * 16) / 8)


def test_two_of_four_sparsity_halves_work_and_keeps_an_index(served):
    pruned = effect("prune", sparsity=0.5, pattern="n:m", n=2, m=4)
    before, after = served, apply_effects(served, [pruned])
    dense, sparse = (read(estimate(d), "decode", "out_proj") for d in (before, after))
    assert sparse.flops == dense.flops / 2
    assert sparse.weights == dense.weights * 0.5 * (16 + 2) / 16  # two bits per kept value


def test_unstructured_sparsity_pays_a_bitmap_and_computes_everything(served):
    pruned = effect("prune", sparsity=0.6, pattern="unstructured")
    dense, sparse = (
        read(estimate(d), "decode", "out_proj") for d in (served, apply_effects(served, [pruned]))
    )
    assert sparse.flops == dense.flops
    assert sparse.weights == pytest.approx(dense.weights * (0.4 * 16 + 1) / 16)


def test_pruned_layers_are_gone(served):
    after = estimate(apply_effects(served, [effect("prune", sparsity=0.25, pattern="layer")]))
    assert {o.count for o in after.decode.operators if o.group == 0} == {24}


def test_speculation_gains_the_expected_tokens(served):
    # leviathan2022fast, equation 1: (1 - 0.8^5) / (1 - 0.8) = 3.3616 tokens a pass
    guessed = effect("speculate", draft_tokens=4, acceptance=0.8, draft_cost=0.0)
    after = apply_effects(served, [guessed])
    assert after.execution.accepted_tokens == pytest.approx(3.3616)
    assert after.execution.verified_tokens == 5
    verified = estimate(after)
    assert verified.tpot.ideal == pytest.approx(verified.decode.ideal_time / 3.3616)


def test_a_draft_model_costs_its_own_steps(served):
    guessed = effect("speculate", draft_tokens=4, acceptance=0.8, draft_model="llama-3-2-1b")
    after = apply_effects(served, [guessed])
    draft = estimate(served.with_model(load_models()["llama-3-2-1b"])).decode.ideal_time
    target = estimate(after).decode.ideal_time
    assert after.execution.draft_cost == pytest.approx(draft / target)
    assert estimate(after).memory.weights > estimate(served).memory.weights + 2e9


def test_a_batch_reads_the_union_of_its_tokens_neurons(served):
    sparse = effect("contextual-sparsity", ffn_density=0.1)
    for batch in (1, 2, 32):
        d = served.with_workload(batch=batch)
        dense, used = (
            read(estimate(x), "decode", "down_proj") for x in (d, apply_effects(d, [sparse]))
        )
        assert used.weights == pytest.approx(dense.weights * (1 - 0.9**batch))
        assert used.flops == pytest.approx(dense.flops * 0.1)


def test_a_serial_outline_limits_parallel_parts(served):
    # 256 tokens in 4 parts after 64 serial ones: 256 / (64 + 64) = 2 tokens a step
    parts = effect("parallel-output", parts=4, skeleton_tokens=64)
    e = estimate(apply_effects(served, [parts]))
    assert e.tpot.ideal == pytest.approx(e.decode.ideal_time / 2)


def test_latent_cache_per_token(served):
    after = apply_effects(served, [effect("latent-kv", latent_dim=512, rope_dim=64)])
    assert after.model.kv_bytes_per_token() == 32 * 576 * 2


def test_a_window_with_sinks_reads_both(served):
    after = apply_effects(served, [effect("window", tokens=508, sinks=4)])
    assert read(estimate(after), "decode", "attention").kv_read == 32 * 512 * 8 * 256 * 2


def test_part_of_the_layers_can_be_changed(served):
    after = apply_effects(served, [effect("window", tokens=512, layers_share=0.75)])
    assert [(g.count, g.attention.window) for g in after.model.groups] == [(24, 512), (8, 0)]
    assert after.model.num_layers == 32


def test_double_sparsity_keeps_the_cache_and_reads_labels(served):
    # 1/16 of the tokens, found by labels of 1/16 of the channels in 4 bits: 128 / 16 / 2 = 4 B
    sparse = effect("sparse-attention", share_read=1 / 16, index_bytes_per_token=4)
    before, after = estimate(served), estimate(apply_effects(served, [sparse]))
    whole, part = (read(e, "decode", "attention").kv_read for e in (before, after))
    context = 1024 + 128
    assert part == pytest.approx(whole / 16 + 32 * context * 8 * 4)
    assert after.memory.kv_cache == before.memory.kv_cache


def test_evicted_tokens_leave_memory_too(served):
    before, after = (
        estimate(d) for d in (served, apply_effects(served, [effect("evict-kv", share_kept=0.2)]))
    )
    assert after.memory.kv_cache == pytest.approx(before.memory.kv_cache * 0.2)


def test_prefill_can_be_sparse_too(served):
    sparse = effect("sparse-attention", tokens_read=256, phase="prefill")
    after = estimate(apply_effects(served, [sparse]))
    pairs = 256 * 257 / 2 + (1024 - 256) * 256
    assert read(after, "prefill", "attention").flops == 32 * pairs * 4 * 128 * 32


def test_experts_on_the_host_leave_the_rest_on_the_device():
    d = Deployment(
        load_models()["mixtral-8x7b"], load_devices()["nvidia-rtx-4090"], Workload(1, 512, 128)
    )
    moved = effect("offload", policy="experts-on-host", host_bandwidth=25e9)
    after = estimate(apply_effects(d, [moved]))
    experts = 32 * 8 * 3 * 4096 * 14336
    rest = d.model.parameters - experts
    assert after.memory.weights == pytest.approx(2 * rest)
    # two of eight experts a token cross the link, and with them their part of the rest
    assert 0.1 < after.tpot.ideal < 1.3


def test_offloading_everything_is_bound_by_the_link(served):
    one = served.with_workload(batch=1)
    moved = effect("offload", policy="weights-on-host", host_bandwidth=25e9)
    after = estimate(apply_effects(one, [moved]))
    layers = one.model.parameters - one.model.embedding_parameters - one.model.extra_parameters
    assert after.tpot.ideal == pytest.approx(2 * layers / 25e9)
    assert after.decode.bound == "communication"


def test_the_linear_program_makes_an_oversized_model_fit():
    d = Deployment(load_models()["opt-30b"], load_devices()["nvidia-t4"], Workload(1, 512, 32))
    found = impact(d, [effect("offload")])
    assert not found.before.memory.fits
    assert found.after.memory.fits
    assert found.after.deployment.workload.batch > 1


def test_chunks_hide_a_prefill_behind_decoding(served):
    found = impact(served, [effect("chunked-prefill", chunk_tokens=512)])
    assert found.after.tpot == found.before.tpot  # nothing to gain for a single batch
    assert found.after.steady_tpot.ideal < found.before.steady_tpot.ideal
    # but a mixed step takes no less than its decode, nor than the work it carries
    e = found.after
    work = sum(o.count * o.compute_time for p in (e.prefill,) for o in p.operators) / 256
    assert e.steady_tpot.ideal > max(e.tpot.ideal, work)


def test_tiny_chunks_read_weights_too_often(served):
    small, large = (
        estimate(apply_effects(served, [effect("chunked-prefill", chunk_tokens=n)]))
        for n in (16, 512)
    )
    assert small.steady_tpot.ideal > large.steady_tpot.ideal
    assert small.ttft.ideal > large.ttft.ideal


def test_disaggregation_removes_interruptions_and_doubles_devices(served):
    found = impact(served, [effect("disaggregate")])
    assert found.after.steady_tpot == found.after.tpot
    assert found.after.deployment.num_devices == 2 * found.before.deployment.num_devices
    # the cache crosses the link before the first token
    cache = 32 * 1024 * 131_072 / load_devices()["nvidia-a100-80gb"].link
    assert found.after.ttft.ideal - found.before.ttft.ideal == pytest.approx(cache)


def test_paging_and_batching_are_measured_against_what_they_replace(served):
    paged = impact(served, [effect("page-kv", waste_before=0.6)])
    assert paged.after.max_batch / paged.before.max_batch == pytest.approx(2.5, rel=0.02)
    filled = impact(served, [effect("continuous-batching", occupancy_before=0.5)])
    assert 1 < filled.throughput_gain.ideal <= 2


def test_fused_attention_is_measured_against_scores_in_memory(served):
    long = served.with_workload(prompt_tokens=8192, batch=1)
    found = impact(long, [effect("fuse-attention")])
    assert found.prefill_speedup.ideal > 1.2
    assert found.before.prefill.bytes > 3 * found.after.prefill.bytes


def test_kernels_move_expectations_not_bounds(served):
    found = impact(served, [effect("kernel-efficiency", speedup=1.5, operators=["gemm", "moe"])])
    assert found.decode_speedup.ideal == 1
    assert found.after.deployment.execution.gemm_speedup == 1.5
    assert found.after.deployment.execution.attention_speedup == 1


def test_a_device_that_computes_in_memory(served):
    near = effect("change-device", attention_bandwidth_factor=8)
    before, after = (estimate(d) for d in (served, apply_effects(served, [near])))
    times = [next(o for o in e.decode.operators if o.name == "attention") for e in (before, after)]
    assert times[0].memory_time == pytest.approx(8 * times[1].memory_time)


def test_a_compressor_reads_the_long_prompt_first(served):
    plain = impact(served, [effect("compress-prompt", ratio=4.0)])
    paid = impact(served, [effect("compress-prompt", ratio=4.0, compressor="llama-3-2-1b")])
    assert plain.prefill_speedup.ideal > paid.prefill_speedup.ideal > 1
    reading = estimate(served.with_model(load_models()["llama-3-2-1b"])).ttft.ideal
    assert paid.after.ttft.ideal - plain.after.ttft.ideal == pytest.approx(reading)


def test_named_operators_are_fused_in_part(served):
    some = effect("fuse-operators", operators=["ffn_norm", "ffn_add", "activation"])
    assert apply_effects(served, [some]).execution.fused_elementwise == 0.5


# -- stacking -----------------------------------------------------------------------------------


def test_effects_on_different_things_stack_in_any_order(served):
    stack = [
        effect("quantize", weight_bits=4, group_size=128),
        effect("quantize", kv_bits=8),
        effect("evict-kv", share_kept=0.5),
        effect("prune", sparsity=0.5, pattern="structured"),
        effect("parallelize", tensor=2),
    ]
    forward, backward = apply_effects(served, stack), apply_effects(served, stack[::-1])
    assert estimate(forward).numbers == estimate(backward).numbers


CONFLICTS = [
    (
        [("speculate", EXAMPLES["speculate"]), ("parallel-heads", EXAMPLES["parallel-heads"])],
        "speculate and parallel-heads both decide how tokens are guessed; leave one of the two out",
    ),
    (
        [("disaggregate", {}), ("chunked-prefill", {})],
        "disaggregate and chunked-prefill both decide how prefill shares a device with decode; "
        "leave one of the two out",
    ),
    (
        [("quantize", {"weight_bits": 4}), ("quantize", {"weight_bits": 8})],
        "quantize sets weight_bits to 8, but it is 4 already; leave one of the two out",
    ),
    (
        [("share-kv-heads", {"kv_heads": 1}), ("distil", {"model": "llama-3-2-1b"})],
        "distil replaces the model that share-kv-heads changed; put distil first",
    ),
    (
        [("latent-kv", {"latent_dim": 512}), ("linear-attention", {})],
        "latent-kv and linear-attention both decide what attention caches per token; "
        "leave one of the two out",
    ),
    (
        [("share-kv-heads", {"kv_heads": 8})],
        "share-kv-heads to 8 changes no layer of llama-3-8b: it is so already",
    ),
    (
        [("speculate", {"draft_tokens": 4})],
        "speculate needs acceptance or accepted_length; state one of them",
    ),
    (
        [("parallelize", {"expert": 4, "tensor": 4})],
        "parallelize spreads experts, but llama-3-8b has none",
    ),
    (
        [("offload", {"policy": "experts-on-host"})],
        "offload places experts on the host, but llama-3-8b has none",
    ),
    (
        [("mixture-of-experts", {"experts": 4, "top_k": 5})],
        "top_k 5 exceeds the 4 experts",
    ),
    (
        [("fuse-operators", {"operators": ["rope"]})],
        "fuse-operators names rope; element-wise operators are attention_norm, attention_add, "
        "ffn_norm, activation, ffn_add, final_norm",
    ),
]


@pytest.mark.parametrize(("stack", "message"), CONFLICTS, ids=[c[1][:40] for c in CONFLICTS])
def test_contradictions_are_refused_and_explained(served, stack, message):
    with pytest.raises(EffectConflict) as refused:
        apply_effects(served, [effect(kind, **values) for kind, values in stack])
    assert str(refused.value) == message


def test_unknown_names_are_refused(served):
    with pytest.raises(EffectConflict, match="distil cannot find its model"):
        apply_effects(served, [effect("distil", model="llama-9")])
    with pytest.raises(EffectConflict, match="change-device names 'abacus'"):
        apply_effects(served, [effect("change-device", device="abacus")])
    with pytest.raises(ValidationError, match="unknown kind rope; known are gemm"):
        effect("kernel-efficiency", speedup=2.0, operators=["rope"])
