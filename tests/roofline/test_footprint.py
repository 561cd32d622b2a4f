"""Memory by part, worked by hand, and the largest batch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roofline import Deployment, Execution, Workload, estimate, load_devices, load_models


def deployed(model, device="nvidia-h100-sxm", work=(1, 1000, 24), **execution):
    return Deployment(
        load_models()[model],
        load_devices()[device],
        Workload(*work),
        execution=Execution(**execution),
    )


def test_the_toy_model_by_hand(toy):
    e = estimate(toy)
    # two layers of 64 x (64 + 32 + 32) + 64 x 64 + 3 x 64 x 128 weights and 128 of norms
    layer = 64 * 128 + 64 * 64 + 3 * 64 * 128 + 128
    assert e.memory.weights == 2 * (2 * layer + 2 * 100 * 64 + 64)
    # 4 requests of 13 tokens, 2 layers of 2 heads, 16 wide keys and values in 2 B
    assert e.memory.kv_cache == 4 * 13 * 2 * 2 * 32 * 2
    # a prefill of 8 tokens: 64 of stream, 256 in and 128 out of the activation
    assert e.memory.activations == 8 * (64 + 256 + 128) * 2
    assert e.memory.capacity == 1e9
    assert e.memory.fits


def test_windows_bound_the_cache():
    whole = estimate(deployed("gemma-2-9b", work=(1, 30_000, 1)))
    # half of 42 layers hold 4,096 tokens, half all 30,001
    assert whole.memory.kv_cache == 21 * (4096 + 30_001) * 8 * 512 * 2


def test_latents_are_held_by_every_tensor_parallel_device():
    one, eight = (estimate(deployed("deepseek-v3", tensor=t)).memory for t in (1.0, 8.0))
    assert one.kv_cache == eight.kv_cache == 1024 * 61 * 576 * 2


def test_recurrent_state_does_not_grow_and_keeps_its_format():
    d = deployed("falcon-mamba-7b")
    long = d.with_workload(prompt_tokens=100_000).with_numerics(kv_bits=4)
    state = load_models()["falcon-mamba-7b"].state_values * 2
    assert estimate(d).memory.kv_cache == estimate(long).memory.kv_cache == state


def test_caches_shared_by_layers_count_once():
    base = deployed("llama-3-8b")
    shared = replace(
        base.model,
        groups=tuple(
            replace(g, attention=replace(g.attention, layers_per_cache=2))
            for g in base.model.groups
        ),
    )
    halves = estimate(base.with_model(shared)), estimate(base)
    assert halves[0].memory.kv_cache == halves[1].memory.kv_cache / 2


def test_wasted_reservations_shrink_the_batch():
    tight, wasteful = (
        estimate(deployed("llama-3-8b", "nvidia-a100-40gb", paging_waste=w)) for w in (0.0, 0.75)
    )
    assert tight.max_batch == pytest.approx(4 * wasteful.max_batch, abs=4)


def test_offloaded_weights_leave_the_device():
    base = deployed("llama-3-8b")
    half = estimate(base.with_execution(weights_on_device=0.5)).memory.weights
    m = base.model
    layers = m.parameters - m.embedding_parameters - m.extra_parameters
    assert estimate(base).memory.weights - half == layers  # half of 2 B each


def test_nothing_fits_a_device_smaller_than_the_weights():
    e = estimate(deployed("llama-3-70b", "nvidia-rtx-4090"))
    assert e.max_batch == 0
    assert not e.memory.fits


def test_experts_are_spread_over_expert_parallel_devices():
    alone, spread = (
        estimate(deployed("mixtral-8x7b", data=8, expert=e)).memory.weights for e in (1.0, 8.0)
    )
    experts = 32 * 8 * 3 * 4096 * 14336 * 2
    assert alone - spread == pytest.approx(experts * 7 / 8)


def test_largest_batch_of_llama_3_8b_on_an_a100():
    # 80 GB less 16.06 GB of weights, over 1,280 tokens of 131,072 B: a few hundred requests
    e = estimate(deployed("llama-3-8b", "nvidia-a100-80gb", work=(1, 1024, 256)))
    free = e.memory.capacity - e.memory.weights
    each = 1280 * 131_072
    assert 0.98 * free / each < e.max_batch <= free / each
