"""Constants of the law: classes that lean on others, factors per device and framework."""

from __future__ import annotations

import pytest

from roofline.calibrated import calibration_from, laws_of, load_calibration, pace, stretched
from roofline.catalog import load_devices
from roofline.inputs import LAW_NUMBERS

DATA = {
    "laws": {
        "gemm16": {"start": 2.0, "compute": 0.8, "memory": 0.9},
        "gemm8": {"like": "gemm16", "start": 5.0},
        "generation16": {"start": 8.0},
        "generation8": {"like": "generation16"},
        "gemm4": {"like": "gemm8", "compute": 0.5},
    },
    "link": {"one_shot": 4.0, "share": 0.7},
    "devices": {
        "measured": {"all": {"memory": 0.5}, "gemm8": {"memory": 0.5}},
        "plain": {},
        "plain/sglang": {"generation16": {"start": 27.0}},
    },
    "frameworks": {"vllm": {"generation": {"start": 8.0}}},
    "measuring": {"trtllm": {"gemm8": {"start": 2.0}}, "nccl": {"link": {"one_shot": 3.0}}},
    "residuals": {"gemm16": [0.8, 1.0, 1.2]},
}
TOY = calibration_from(DATA)


def constant(name: str, device: str = "", framework: str = "", *, measuring: bool = False) -> float:
    return laws_of(TOY, device, framework, measuring=measuring)[LAW_NUMBERS.index(name)]


def test_a_class_takes_what_it_does_not_state():
    assert constant("gemm8_start") == pytest.approx(5e-6)
    assert constant("gemm8_compute") == 0.8


def test_what_a_class_is_like_may_be_like_another():
    assert constant("gemm4_start") == pytest.approx(5e-6)
    assert constant("gemm4_memory") == 0.9
    assert constant("gemm4_compute") == 0.5


def test_factors_of_a_device_multiply():
    assert constant("gemm16_memory", "measured") == pytest.approx(0.45)
    assert constant("gemm8_memory", "measured") == pytest.approx(0.225)
    assert constant("gemm16_memory", "plain") == 0.9


def test_factors_of_a_framework_hold_for_classes_that_begin_so():
    assert constant("generation8_start", framework="vllm") == pytest.approx(64e-6)
    assert constant("generation8_start", framework="sglang") == pytest.approx(8e-6)


def test_no_framework_in_particular_is_the_geometric_mean():
    # factors 8, 1 and 1: their cube root is 2
    assert constant("generation16_start") == pytest.approx(16e-6)


def test_a_kernel_of_a_framework_on_one_device_has_factors_of_its_own():
    assert constant("generation16_start", "plain", "sglang") == pytest.approx(8e-6 * 27)
    assert constant("generation16_start", "measured", "sglang") == pytest.approx(8e-6)
    # factors 27 of SGLang there, 8 of vLLM and 1: their cube root is 6
    assert constant("generation16_start", "plain") == pytest.approx(48e-6)


def test_factors_of_measuring_hold_for_kernels_timed_by_themselves():
    assert constant("gemm8_start", framework="trtllm") == pytest.approx(5e-6)
    assert constant("gemm8_start", framework="trtllm", measuring=True) == pytest.approx(10e-6)
    assert constant("link_one_shot", framework="nccl", measuring=True) == pytest.approx(12e-6)


def test_starts_and_serial_steps_are_cycles_of_the_clock():
    fast, slow = (laws_of(TOY, "", "", cycle=cycle) for cycle in (1.0, 1.5))
    places = {name: LAW_NUMBERS.index(name) for name in LAW_NUMBERS}
    longer = {name for name, at in places.items() if slow[at] != fast[at]}
    assert longer == {"gemm16_start", "gemm8_start", "gemm4_start", "generation16_start",
                      "generation8_start", "link_one_shot"}  # fmt: skip
    assert slow[places["gemm16_start"]] == pytest.approx(3e-6)
    # half of an exchange lies in the link
    assert slow[places["link_one_shot"]] == pytest.approx(5e-6)


def test_a_serial_step_of_prefill_attention_is_arithmetic():
    assert stretched("gemm16_serial", 1.4) == stretched("context16_start", 1.4) == 1.4
    assert stretched("context16_serial", 1.4) == stretched("context16_block", 1.4) == 1


def test_an_unknown_clock_is_taken_for_the_reference():
    assert pace(0.0) == 1
    assert pace(1.41e9) == pytest.approx(1.98 / 1.41)


def test_a_named_framework_runs_its_own_kernels():
    known, device = load_calibration(), load_devices()["nvidia-h100-sxm"]
    at = LAW_NUMBERS.index("generation16_start")
    assert known.laws(device, "vllm")[at] > known.laws(device)[at]
    assert known.laws(device, "another") == known.laws(device)


def test_an_unknown_class_is_refused():
    with pytest.raises(ValueError, match="unknown operator class 'gemm32'"):
        calibration_from({**DATA, "laws": {"gemm32": {}}})


def test_a_device_without_factors_is_measured_all_the_same():
    known = load_calibration()
    devices = load_devices()
    assert known.measured(devices["nvidia-h100-sxm"])
    assert not known.measured(devices["nvidia-b200"])
