import numpy as np
import pytest

from roofline.calibrated import load_calibration
from roofline.deployment import Deployment, Execution, Numerics, Workload
from roofline.frameworks import Loop, load_frameworks
from roofline.serving import loop_tpot, loop_ttft, serve, serve_rows, serve_sweep
from roofline.serving_steps import Steps

CALIBRATION, FRAMEWORKS = load_calibration(), load_frameworks()
STEPS = Steps(11.0, 0.008, 0.010, 0.05, 0.2, 0.04, 0.1)


@pytest.fixture
def served(models, devices):
    return Deployment(
        models["qwen3-235b-a22b"],
        devices["nvidia-h200"],
        Workload(64, 1024, 512),
        Numerics(weight_bits=8, activation_bits=8, kv_bits=8, floating=1),
        Execution(tensor=4, expert=4),
    )


def test_a_token_takes_a_step_and_the_prompts_of_the_others():
    # 10 ms + 10 others x 100 ms / 500 tokens
    assert loop_tpot(Loop(), STEPS, 500) == pytest.approx(0.012)
    # 0.9 x 10 ms + 0.5 x 2 ms + 1 ms
    assert loop_tpot(Loop(0.9, 0.5, 1e-3), STEPS, 500) == pytest.approx(0.011)


def test_a_first_token_takes_a_step_of_the_others_the_queue_and_the_prompt():
    # 60 ms + 10 ms x 10 / 11 + 200 ms x (1.5 + 0.05 x 10)
    loop = Loop(first=0.06, prefill=1.5, queue=0.05)
    ready = 0.46 + 0.01 * 10 / 11
    assert loop_ttft(loop, STEPS, 500, 0.0) == pytest.approx(ready)
    # 11 more clients than run wait for 11 / 11 of 500 tokens of 12 ms
    assert loop_ttft(loop, STEPS, 500, 11.0) == pytest.approx(ready + 6.0)


def test_a_request_by_itself_waits_for_nobody():
    alone = STEPS._replace(running=1.0)
    assert loop_ttft(Loop(first=0.06), alone, 500, 0.0) == pytest.approx(0.06 + 0.2)


def test_a_time_to_first_token_needs_a_named_framework(served):
    plain = serve(served, CALIBRATION, FRAMEWORKS)
    assert plain.ttft is None
    assert plain.ttft_band is None
    named = serve(served, CALIBRATION, FRAMEWORKS, "vllm")
    assert named.ttft > 0
    assert named.ttft_band[0] < named.ttft < named.ttft_band[1]


def test_bound_and_band_lie_around_what_is_expected(served):
    for framework in (None, "vllm", "trtllm", "sglang"):
        e = serve(served, CALIBRATION, FRAMEWORKS, framework)
        assert e.tpot.ideal < e.tpot_band[0] < e.tpot.expected < e.tpot_band[1]
        assert e.throughput == pytest.approx(64 / e.tpot.expected)


def test_routing_brackets_the_expectation(served):
    e = serve(served, CALIBRATION, FRAMEWORKS)
    low, high = e.tpot_by_routing
    assert low < e.tpot.expected < high


def test_a_dense_model_has_no_routing(served, models):
    assert serve(served.with_model(models["llama-3-8b"]), CALIBRATION, FRAMEWORKS).kind == "dense"
    dense = serve(served.with_model(models["llama-3-8b"]), CALIBRATION, FRAMEWORKS)
    assert dense.tpot_by_routing is None


def test_more_clients_than_fit_wait(served):
    e = serve(served.with_workload(batch=4096, prompt_tokens=16384), CALIBRATION, FRAMEWORKS)
    assert e.running + e.waiting == 4096
    assert 0 < e.running < 4096


def test_many_at_once_equal_one_by_one(served):
    clients = [1, 7, 64, 900]
    many = serve_sweep(served, CALIBRATION, {"batch": clients}, "sglang")
    some = [served.with_workload(batch=c) for c in clients]
    rows = serve_rows(some, CALIBRATION, "sglang")
    loop = FRAMEWORKS.find("sglang").loops["moe"]
    for place, batch in enumerate(clients):
        one = serve(served.with_workload(batch=batch), CALIBRATION, FRAMEWORKS, "sglang")
        assert many.tpot(loop)[place] == rows.tpot(loop)[place] == one.tpot.expected
        assert many.ttft(loop)[place] == pytest.approx(one.ttft)
        assert many.tpot_ideal[place] == one.tpot.ideal


def test_rows_of_unlike_structures_are_refused(served, models):
    other = served.with_model(models["llama-3-8b"])
    with pytest.raises(
        ValueError, match=r"^models of 2 structures; serve one structure at a time$"
    ):
        serve_rows([served, other], CALIBRATION)


def test_a_sweep_of_one_setting_has_one_value_each(served):
    many = serve_sweep(served, CALIBRATION, {"output_tokens": np.array([100.0, 1000.0])})
    assert many.tpot(Loop()).shape == (2,)
    assert many.clients.tolist() == [64, 64]
