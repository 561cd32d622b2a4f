from dataclasses import replace

import pytest

from roofline.calibrated import load_calibration
from roofline.deployment import Deployment, Workload
from roofline.estimate import estimate
from roofline.inputs import input_names, input_values, structure_of
from roofline.serving import serving_parts
from roofline.serving_steps import serving_steps
from roofline.symbols import FLOATS

CALIBRATION = load_calibration()


@pytest.fixture(params=["llama-3-8b", "mixtral-8x7b", "glm-5", "qwen3-next-80b-a3b"])
def deployment(request, models, devices):
    model = models[request.param]
    base = Deployment(model, devices["nvidia-b300"], Workload(4, 1000, 100))
    return base.with_execution(tensor=8)


def test_a_step_and_a_prefill_are_those_of_an_estimate(deployment):
    parts = serving_parts(deployment, CALIBRATION)
    whole = estimate(deployment, CALIBRATION)
    alone = estimate(deployment.with_workload(batch=1), CALIBRATION)
    assert parts.running == 4
    assert parts.step_ideal == whole.decode.ideal_time
    assert parts.step == whole.decode.expected_time
    assert parts.prefill == alone.prefill.expected_time


def test_a_prompt_read_in_a_step_costs_less_than_a_prefill_by_itself(deployment):
    parts = serving_parts(deployment, CALIBRATION)
    assert 0 < parts.prompt < parts.prefill
    assert 0 <= parts.prompt_ideal < parts.prefill_ideal


def test_the_traced_loop_gives_the_bits_of_the_formulas(deployment):
    values = input_values(deployment, CALIBRATION.laws(deployment.device))
    structure = structure_of(deployment.model)
    named = dict(zip(input_names(len(structure)), values, strict=True))
    assert serving_parts(deployment, CALIBRATION) == serving_steps(structure, named, FLOATS)


def test_requests_beyond_the_memory_do_not_run(models, devices):
    small = replace(devices["nvidia-h100-sxm"], capacity=40e9)
    d = Deployment(models["llama-3-8b"], small, Workload(512, 8192, 1024))
    most = estimate(d).max_batch
    assert 0 < most < 512
    assert serving_parts(d, CALIBRATION).running == most


def test_where_nothing_fits_all_are_taken_to_run(models, devices):
    tiny = replace(devices["nvidia-h100-sxm"], capacity=1e9)
    d = Deployment(models["llama-3-8b"], tiny, Workload(8, 1024, 128))
    assert serving_parts(d, CALIBRATION).running == 8
