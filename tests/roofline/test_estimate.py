"""Estimates: worked numbers, limits, published closed forms, and phases that add up."""

from __future__ import annotations

import pytest

from roofline import Deployment, Execution, Workload, estimate, load_devices, load_models


def deployed(model, workload, device="nvidia-h100-sxm", **execution):
    return Deployment(
        load_models()[model], load_devices()[device], workload, execution=Execution(**execution)
    )


# -- worked by hand on the toy model ------------------------------------------------------------


def test_decode_of_the_toy_model_by_hand(toy, find):
    e = estimate(toy)
    # batch 4; mean context 8 + 5 / 2 = 10.5; widths 64, q 64, k and v 32 each, ffn 128
    qkv = find(e, "decode", "qkv_proj")
    assert qkv.count == 2
    assert qkv.cost.flops == 2 * 4 * 64 * 128
    assert qkv.cost.weights == 64 * 128 * 2
    assert (qkv.cost.read, qkv.cost.written) == (4 * 64 * 2, 4 * 64 * 2)
    assert qkv.cost.kv_written == 4 * 64 * 2
    attention = find(e, "decode", "attention")
    assert attention.cost.kv_read == 4 * 10.5 * 2 * 32 * 2
    assert attention.cost.flops == 4 * 10.5 * 4 * 64
    head = find(e, "decode", "lm_head")
    assert head.cost.flops == 2 * 4 * 64 * 100
    assert head.ideal_time == head.cost.bytes / 1e11  # far below the ridge of 10 FLOP/B


def test_prefill_of_the_toy_model_by_hand(toy, find):
    e = estimate(toy)
    attention = find(e, "prefill", "attention")
    assert attention.cost.flops == 4 * 36 * 4 * 64  # 8 x 9 / 2 pairs a request
    assert attention.cost.kv_read == 4 * 8 * 2 * 32 * 2
    assert find(e, "prefill", "gate_up_proj").cost.flops == 2 * 32 * 64 * 256
    assert find(e, "prefill", "lm_head").cost.flops == 2 * 4 * 64 * 100


def test_times_from_passes(toy):
    e = estimate(toy)
    prefill, step = e.prefill.ideal_time, e.decode.ideal_time
    assert e.ttft.ideal == prefill
    assert e.tpot.ideal == step
    assert e.request_latency.ideal == pytest.approx(prefill + 4 * step)
    assert e.throughput.ideal == pytest.approx(4 * 5 / (prefill + 4 * step))
    # each of 3 other requests is prefilled once while one decodes 5 tokens
    assert e.steady_tpot.ideal == pytest.approx(step + 3 * (prefill / 4) / 5)
    # and the device is busy with its own prefill too
    assert e.steady_throughput.ideal == pytest.approx(4 / (step + 4 * (prefill / 4) / 5))


def test_parts_add_up(toy):
    for phase in (estimate(toy).prefill, estimate(toy).decode):
        total = sum(o.count * o.ideal_time for o in phase.operators)
        assert phase.ideal_time == pytest.approx(total)
        assert sum(phase.time_by_bound.values()) == pytest.approx(total)
        assert phase.bytes == pytest.approx(sum(o.count * o.cost.bytes for o in phase.operators))


def test_energy_and_price_per_token(toy):
    e = estimate(toy)
    assert e.energy_per_token.ideal == pytest.approx(100 / e.steady_throughput.ideal)
    assert e.cost_per_token.ideal == pytest.approx(3.6 / 3600 / e.steady_throughput.ideal)


def test_without_calibration_nothing_is_expected(toy):
    e = estimate(toy)
    assert e.ttft.expected is None
    assert all(o.expected_time is None for o in e.decode.operators)


# -- limits -------------------------------------------------------------------------------------


def test_a_large_batch_meets_the_compute_roof():
    e = estimate(deployed("llama-3-8b", Workload(1_000_000, 1, 2)))
    products = [o for o in e.decode.operators if o.kind == "gemm"]
    assert {o.bound for o in products} == {"compute"}
    flops = sum(o.count * o.cost.flops for o in products)
    time = sum(o.count * o.ideal_time for o in products)
    assert flops / time == pytest.approx(load_devices()["nvidia-h100-sxm"].peak_16)


def test_a_single_request_reads_weights_at_full_bandwidth():
    model, device = load_models()["llama-3-8b"], load_devices()["nvidia-h100-sxm"]
    e = estimate(deployed("llama-3-8b", Workload(1, 1, 2)))
    table = model.vocab * model.hidden  # one row of it is read
    bound = 2 * (model.parameters - table) / device.bandwidth
    assert e.tpot.ideal == pytest.approx(bound, rel=1e-3)
    assert e.decode.bound == "memory"


def test_without_context_attention_costs_nothing_that_grows():
    empty = estimate(deployed("llama-3-8b", Workload(1, 1, 2))).decode
    long = estimate(deployed("llama-3-8b", Workload(1, 100_001, 2))).decode
    cached = load_models()["llama-3-8b"].kv_bytes_per_token()
    assert long.bytes - empty.bytes == pytest.approx(100_000 * cached)


# -- published closed forms ---------------------------------------------------------------------


def test_llama_3_8b_caches_128_kib_per_token():
    # grattafiori2024llama, table 3: 32 layers, 8 key-value heads of 128; 2 x 2 B each
    assert load_models()["llama-3-8b"].kv_bytes_per_token() == 131_072


def test_deepseek_v3_caches_576_values_per_token_and_layer():
    # liu2024deepseek, section 4.2: latent 512 and rotary key 64 in 61 layers
    assert load_models()["deepseek-v3"].kv_bytes_per_token() == 61 * 576 * 2 == 70_272


def test_mixtral_runs_12_9_billion_of_46_7_billion_parameters():
    # jiang2024mixtral, section 3: 47B parameters, 13B active
    model = load_models()["mixtral-8x7b"]
    assert model.parameters == 46_702_792_704
    assert model.active_parameters == 12_879_925_248


def test_opt_175b_cache_is_several_times_its_weights():
    # sheng2023flexgen, section 3: batch 512, prompt 512, output 32 need 1.2 TB of cache, 3.8 times
    # the 325 GB of weights
    e = estimate(deployed("opt-175b", Workload(512, 512, 32)))
    assert e.memory.kv_cache == pytest.approx(1.2 * 1024**4, rel=0.03)
    assert e.memory.weights == pytest.approx(325 * 1024**3, rel=0.01)
    assert e.memory.kv_cache / e.memory.weights == pytest.approx(3.8, abs=0.1)


def test_flops_per_token_are_twice_the_active_parameters():
    # kaplan2020scaling, section 2.1: 2 N per token, attention over the context aside
    model = load_models()["llama-2-7b"]
    e = estimate(deployed("llama-2-7b", Workload(1, 1, 2)))
    products = sum(o.count * o.cost.flops for o in e.decode.operators if o.kind == "gemm")
    matrices = model.parameters - model.vocab * model.hidden
    assert products == pytest.approx(2 * matrices, rel=1e-3)


@pytest.mark.parametrize("name", sorted(load_models()))
def test_a_step_of_a_huge_batch_reads_every_weight_once(name):
    # learned positions and the like are looked up, not read whole
    model = load_models()[name]
    e = estimate(deployed(name, Workload(100_000, 64, 2)))
    read = sum(o.count * o.cost.weights for o in e.decode.operators if o.name != "embedding")
    width = model.embedding_dim or model.hidden
    table = 0 if model.tied_embeddings else model.vocab * width
    looked_up = max(model.extra_parameters - 2 * model.hidden, 0)
    assert read == pytest.approx(2 * (model.parameters - table - looked_up), rel=1e-5)


@pytest.mark.parametrize("name", sorted(load_models()))
def test_every_model_can_be_estimated(name):
    e = estimate(deployed(name, Workload(2, 512, 64)))
    assert 0 < e.tpot.ideal < e.ttft.ideal * 100
    assert e.memory.weights > 0
    assert e.memory.kv_cache >= 0


# -- architectures ------------------------------------------------------------------------------


def test_a_recurrent_model_reads_the_same_at_any_context():
    short = estimate(deployed("falcon-mamba-7b", Workload(1, 128, 2))).decode
    long = estimate(deployed("falcon-mamba-7b", Workload(1, 100_000, 2))).decode
    assert short.bytes == long.bytes


def test_latent_attention_is_absorbed_in_decode_and_expanded_in_prefill(find):
    model = load_models()["deepseek-v3"]
    a = model.groups[0].attention
    e = estimate(deployed("deepseek-v3", Workload(1, 1000, 2)))
    # every head attends over the latent and rotary key; values are the latent itself
    decode = find(e, "decode", "attention").cost
    assert decode.flops == 1001 * a.heads * 2 * (576 + 512)
    prefill = find(e, "prefill", "attention").cost
    assert prefill.flops == 1000 * 1001 / 2 * a.heads * 2 * (192 + 128)
    assert prefill.kv_read == 0


def test_alternating_windows_are_groups_of_their_own():
    e = estimate(deployed("gemma-2-9b", Workload(1, 30_000, 2)))
    read = {o.group: o.cost.kv_read for o in e.decode.operators if o.name == "attention"}
    assert sorted(read.values()) == [4096 * 8 * 512 * 2, 30_001 * 8 * 512 * 2]


def test_images_before_a_prompt_are_prompt_tokens(toy):
    from dataclasses import replace

    seen = replace(toy, model=replace(toy.model, prefix_tokens=8))
    longer = toy.with_workload(prompt_tokens=16)
    assert estimate(seen).ttft == estimate(longer).ttft


def test_routed_experts_may_have_bits_of_their_own(toy_experts):
    dense = estimate(toy_experts)
    own = estimate(toy_experts.with_numerics(expert_bits=4.25))
    parts = {o.name: o.cost.weights for o in dense.decode.operators}
    changed = {o.name for o in own.decode.operators if o.cost.weights != parts[o.name]}
    assert changed == {"experts"}
    experts = next(o for o in own.decode.operators if o.name == "experts")
    assert experts.cost.weights == pytest.approx(parts["experts"] * 4.25 / 16)
    assert own.memory.weights < dense.memory.weights
