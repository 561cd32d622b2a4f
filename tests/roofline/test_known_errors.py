"""Errors of other tools that we do not make, one test each.

LLM-Viewer's are numbered as found in its commit 472f71f; those of GenZ 0.0.16, llm-analysis 0.2.2
and InferSim follow.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from roofline import Execution, Numerics, Workload, estimate, load_devices, load_models
from roofline import operators as op
from roofline.deployment import Deployment

LLAMA, LLAMA_70B = "llama-2-7b", "llama-2-70b"


def deployed(model, prompt=2048, batch=1, output=2, device="nvidia-a100-80gb", **execution):
    return Deployment(
        load_models()[model],
        load_devices()[device],
        Workload(batch, prompt, output),
        execution=Execution(**execution),
    )


def operator(estimated, phase, name):
    return next(o for o in getattr(estimated, phase).operators if o.name == name)


# -- LLM-Viewer ---------------------------------------------------------------------------------


def test_1_fused_attention_writes_head_dim_per_query_not_a_row_of_scores():
    cost = operator(estimate(deployed(LLAMA)), "prefill", "attention").cost
    assert cost.written == 2048 * 4096 * 2


def test_2_fused_attention_writes_its_output_once():
    cost = operator(estimate(deployed(LLAMA)), "decode", "attention").cost
    assert cost.written == cost.read == 4096 * 2


def test_3_fused_attention_reads_the_cache_per_key_value_head():
    fused = operator(estimate(deployed(LLAMA_70B, batch=64)), "decode", "attention")
    unfused = operator(
        estimate(deployed(LLAMA_70B, batch=64, fused_attention=0)), "decode", "attention"
    )
    # 8 key-value heads of 128 wide keys and values in 2 B, 2049 tokens, 64 requests
    assert fused.cost.kv_read == unfused.cost.kv_read == 64 * 2049 * 8 * 256 * 2
    assert fused.ideal_time < unfused.ideal_time


def test_4_keys_and_values_are_read_once_per_pass_whatever_the_tile():
    cost = operator(estimate(deployed(LLAMA, prompt=8192)), "prefill", "attention").cost
    assert cost.kv_read == 8192 * 32 * 256 * 2


def test_5_queries_are_as_wide_as_all_heads():
    cost = operator(estimate(deployed(LLAMA_70B)), "prefill", "attention").cost
    assert cost.read == 2048 * 8192 * 2


def test_6_the_activation_is_as_wide_as_the_feed_forward_block():
    cost = operator(estimate(deployed(LLAMA)), "prefill", "activation").cost
    assert cost.written == 2048 * 11008 * 2
    assert cost.read == 2 * cost.written  # gate and up


def test_7_residual_additions_read_both_operands():
    cost = operator(estimate(deployed(LLAMA)), "prefill", "ffn_add").cost
    assert cost.read == 2 * cost.written


def test_8_the_output_head_counts_two_flops_for_every_request():
    cost = operator(estimate(deployed(LLAMA, batch=16)), "decode", "lm_head").cost
    assert cost.flops == 2 * 16 * 4096 * 32000
    assert cost.written == 16 * 32000 * 2


def test_9_opt_has_no_gate():
    cost = operator(estimate(deployed("opt-6-7b")), "decode", "gate_up_proj").cost
    assert cost.weights == 4096 * 16384 * 2


def test_10_prefill_counts_the_causal_triangle():
    cost = operator(estimate(deployed(LLAMA)), "prefill", "attention").cost
    assert cost.flops == 4 * 128 * 32 * (2048 * 2049 / 2)


def test_11_each_product_runs_at_the_wider_of_its_own_operands():
    def prefill(weight, activation, kv):
        d = replace(
            deployed(LLAMA), numerics=Numerics(weight, activation_bits=activation, kv_bits=kv)
        )
        return estimate(d).prefill

    full, eight = prefill(16, 16, 16), prefill(8, 8, 8)
    eight_but_cache, four_weights = prefill(8, 8, 16), prefill(4, 16, 16)
    # the cache's format does not slow the products down, as it does there
    assert eight_but_cache.ideal_time < 1.02 * eight.ideal_time
    # weights of 4 bits are dequantised: the products stay at the 16-bit peak
    assert four_weights.ideal_time == pytest.approx(full.ideal_time, rel=0.01)


def test_11_group_scales_are_read_with_the_weights():
    d = deployed(LLAMA)
    scaled = d.with_numerics(weight_bits=4, weight_overhead_bits=16 / 64)
    bare = d.with_numerics(weight_bits=4)
    name = ("decode", "gate_up_proj")
    read = [operator(estimate(x), *name).cost.weights for x in (scaled, bare)]
    assert read[0] / read[1] == 4.25 / 4


def test_12_memory_holds_embedding_head_and_norms():
    for name in (LLAMA, "llama-3-8b", "opt-6-7b"):
        model = load_models()[name]
        weights = estimate(deployed(name)).memory.weights
        assert weights == 2 * model.parameters


def test_12_activations_are_the_live_maximum_not_a_sum():
    # prefill of 2048 tokens: the stream, and gate, up and product of the activation
    held = estimate(deployed(LLAMA)).memory.activations
    assert held == 2048 * (4096 + 3 * 11008) * 2


def test_13_an_explicit_head_width_is_used():
    model = load_models()["qwen3-32b"]
    attention = model.groups[0].attention
    assert attention.head_dim != model.hidden / attention.heads
    cost = operator(estimate(deployed("qwen3-32b")), "decode", "attention").cost
    assert cost.read == attention.heads * attention.head_dim * 2


def test_14_a_generation_adds_up_to_its_phases():
    e = estimate(deployed(LLAMA, prompt=1024, output=256))
    assert e.request_latency.ideal == pytest.approx(e.ttft.ideal + 255 * e.tpot.ideal)
    names = [(o.group, o.name) for o in e.decode.operators]
    assert len(names) == len(set(names))
    assert e.memory.total < 20e9


def test_15_every_setting_changes_something():
    fewer = estimate(deployed(LLAMA, kv_share_kept=0.5))
    assert operator(fewer, "decode", "attention").cost.kv_read == pytest.approx(
        0.5 * operator(estimate(deployed(LLAMA)), "decode", "attention").cost.kv_read
    )


def test_16_bandwidths_are_those_of_data_sheets():
    devices = load_devices()
    assert devices["nvidia-h100-sxm"].bandwidth == pytest.approx(3.35e12, rel=0.01)
    for device in devices.values():
        assert device.peak_of(8, floating=False) >= device.peak_16


def test_also_element_wise_work_does_not_run_on_matrix_units(toy):
    e = estimate(toy)
    norm = operator(e, "prefill", "attention_norm")
    assert norm.compute_time == norm.cost.flops / 1e11  # the toy device's fp32 peak


# -- others -------------------------------------------------------------------------------------


def test_genz_bandwidth_is_decimal():
    # 2.039e12 B/s is not 2^30-based: reading 1 GB of weights takes 1e9 / bandwidth
    o = operator(estimate(deployed(LLAMA)), "decode", "lm_head")
    assert o.memory_time == o.cost.bytes / load_devices()["nvidia-a100-80gb"].bandwidth


def test_genz_an_embedding_is_no_product_of_vocabulary_by_width():
    cost = operator(estimate(deployed(LLAMA)), "prefill", "embedding").cost
    assert cost.flops == 0
    assert cost.weights == 2048 * 4096 * 2


def test_genz_and_llm_analysis_logits_are_of_the_last_token_only():
    cost = operator(estimate(deployed(LLAMA, batch=3)), "prefill", "lm_head").cost
    assert cost.flops == 2 * 3 * 4096 * 32000


def test_genz_and_infersim_decode_reads_the_expected_distinct_experts():
    one, many = (
        operator(estimate(deployed("mixtral-8x7b", batch=b)), "decode", "experts").cost.weights
        for b in (1, 64)
    )
    expert = 3 * 4096 * 14336 * 2
    assert one == 2 * expert  # not all eight
    assert many == pytest.approx(8 * (1 - 0.75**64) * expert)  # not two


def test_genz_weights_activations_and_cache_have_bits_of_their_own(toy):
    base = estimate(toy).decode
    for name, quantity in (("weight_bits", "weights"), ("kv_bits", "kv_read")):
        changed = estimate(toy.with_numerics(**{name: 8})).decode
        for before, after in zip(base.operators, changed.operators, strict=True):
            others = {"weights", "kv_read", "read", "written"} - {quantity}
            assert all(getattr(before.cost, o) == getattr(after.cost, o) for o in others)


def test_genz_a_window_bounds_what_attention_reads():
    groups = load_models()["gpt-oss-20b"].groups
    windowed = next(i for i, g in enumerate(groups) if g.attention.window == 128)
    e = estimate(deployed("gpt-oss-20b", prompt=32_000, device="nvidia-h100-sxm"))
    attention = [o for o in e.decode.operators if o.name == "attention"]
    read = {o.group: o.cost.kv_read for o in attention}
    assert read[windowed] == 128 * 8 * 128 * 2
    assert max(read.values()) == 32_001 * 8 * 128 * 2


def test_genz_deepseek_caches_latents_not_heads():
    cost = operator(estimate(deployed("deepseek-v3")), "decode", "attention").cost
    assert cost.kv_read == 2049 * (512 + 64) * 2


def test_genz_energy_is_power_times_time(toy):
    e = estimate(toy)
    assert e.energy_per_token.ideal == pytest.approx(100 / e.steady_throughput.ideal)


def test_llm_analysis_decode_attention_grows_with_context():
    short, long = (
        operator(estimate(deployed(LLAMA, prompt=p)), "decode", "attention").cost
        for p in (1023, 2047)
    )
    assert long.flops == 2 * short.flops


def test_llm_analysis_a_step_writes_one_token_to_the_cache():
    cost = operator(estimate(deployed(LLAMA)), "decode", "qkv_proj").cost
    assert cost.kv_written == 32 * 256 * 2


def test_llm_analysis_experts_compute_for_top_k():
    cost = operator(estimate(deployed("mixtral-8x7b", batch=64)), "decode", "experts").cost
    assert cost.flops == 2 * 64 * 2 * 3 * 4096 * 14336


def test_llm_analysis_the_output_head_moves_bytes():
    cost = operator(estimate(deployed(LLAMA)), "decode", "lm_head").cost
    assert cost.weights == 4096 * 32000 * 2


def test_infersim_constants_are_not_added_to_bounds(toy):
    # with everything shrunk, nothing is left: no 30 ms, no 5 ms
    fast = toy.with_execution(bandwidth_factor=1e9, compute_factor=1e9)
    assert estimate(fast).ttft.ideal < 1e-12
    assert op.all_reduce(1000, 1) == 0
