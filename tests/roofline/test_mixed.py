"""Steps that decode some requests and prefill a chunk of others."""

from __future__ import annotations

import pytest

from roofline import Deployment, Execution, Workload, estimate, load_devices, load_models


def served(chunk, batch=32, prompt=1024, output=256):
    return estimate(
        Deployment(
            load_models()["llama-3-8b"],
            load_devices()["nvidia-a100-80gb"],
            Workload(batch, prompt, output),
            execution=Execution(chunk_tokens=chunk),
        )
    )


def test_a_mixed_step_by_hand_on_the_toy_model(toy):
    e = estimate(toy.with_execution(chunk_tokens=32))
    # one token a pass of five: a fifth of the prefill of 32 tokens arrives per step, 6.4 tokens
    total = 0.0
    prefill = {o.name: o for o in e.prefill.operators}
    for o in e.decode.operators:
        p = prefill[o.name]
        if o.name == "attention":
            total += o.count * o.ideal_time + p.count * p.ideal_time / 5
            continue
        weights = o.count * o.cost.weights
        others = o.count * o.cost.bytes - weights
        others += (p.count * p.cost.bytes - p.count * p.cost.weights) / 5
        once = max(weights, p.count * p.cost.weights)
        compute = o.count * o.compute_time + p.count * p.compute_time / 5
        total += max(compute, (others + once) / 1e11)
    assert e.steady_tpot.ideal == pytest.approx(total)


def test_a_mixed_step_is_bounded_by_its_parts():
    e = served(512)
    share = 1 / 256
    assert e.steady_tpot.ideal >= e.tpot.ideal
    assert e.steady_tpot.ideal <= e.tpot.ideal + share * e.prefill.ideal_time * (1 + 1e-12)


def test_without_arrivals_to_speak_of_nothing_is_mixed():
    e = served(512, prompt=1, output=100_000)
    assert e.steady_tpot.ideal == pytest.approx(e.tpot.ideal, rel=1e-3)


def test_chunks_too_small_for_the_arrivals_repeat_the_step():
    # 32 x 8192 / 64 tokens arrive per step; chunks of 512 take eight steps to swallow them
    few, many = (served(c, prompt=8192, output=64) for c in (4096, 512))
    assert many.steady_tpot.ideal > few.steady_tpot.ideal


def test_chunks_read_the_earlier_cache_again():
    whole, halves = (
        next(o for o in served(c, batch=1).prefill.operators if o.name == "attention").cost
        for c in (0, 512)
    )
    # two chunks of 512: the second reads the first's keys and values again
    assert halves.kv_read == whole.kv_read * 1.5
    assert halves.flops == whole.flops
