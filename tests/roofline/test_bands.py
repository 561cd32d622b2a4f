"""Bands around expected times, on numbers worked out by hand."""

from __future__ import annotations

import pytest
from conftest import TOY_DEVICE

from roofline import Deployment, estimate
from roofline.bands import Band, class_of, combined, inverted, mixed, of_phase, product_class
from roofline.calibrated import Calibration, Quantiles, load_calibration
from roofline.catalog import load_devices
from roofline.deployment import Numerics

TOY = Calibration(
    defaults={},
    devices={},
    residuals={"gemm16": Quantiles(0.7, 1.0, 1.3), "link": Quantiles(0.6, 1.0, 1.4)},
)


def test_classes_follow_formats():
    numbers = Numerics(weight_bits=4, activation_bits=8, kv_bits=8)
    assert class_of("gemm", "qkv_proj", numbers) == "gemm8"
    assert class_of("gemm", "lm_head", numbers) == "gemm16"
    assert class_of("generation-attention", "attention", numbers) == "generation8"
    assert class_of("context-attention", "attention", numbers) == "context16"
    assert class_of("all-to-all", "dispatch", numbers) == "link"
    assert class_of("scan", "state_update", numbers) == "elementwise"
    assert [product_class(b) for b in (16, 8, 4)] == ["gemm16", "gemm8", "gemm4"]


def test_classes_err_on_their_own():
    # 10 s -30/+30 % and 10 s -40/+40 %: deviations of 3 and 4 make 5
    assert combined({"gemm16": 10.0, "link": 10.0}, TOY, TOY_DEVICE) == Band(15.0, 25.0)


def test_operators_of_a_class_err_alike():
    numbers = Deployment.__new__(Deployment)
    object.__setattr__(numbers, "numerics", Numerics())
    object.__setattr__(numbers, "device", TOY_DEVICE)
    parts = [("gemm", "a", 4.0), ("gemm", "b", 6.0)]
    found = of_phase(parts, 20.0, TOY, numbers)  # a bubble doubles the pass
    assert found == pytest.approx(Band(14.0, 26.0))


def test_passes_are_mixed_by_their_time():
    found = mixed([(3.0, Band(0.8, 1.2)), (1.0, Band(0.4, 2.0)), (0.0, Band(0.0, 9.0))])
    assert found == pytest.approx(Band(0.7, 1.4))


def test_a_rate_is_lowest_where_its_time_is_longest():
    assert inverted(Band(0.8, 1.25)) == Band(0.8, 1.25)
    assert inverted(Band(0.0, 2.0)) == Band(0.5, float("inf"))


def test_energy_errs_as_the_time_per_token_in_steady_state_does(toy: Deployment):
    found = estimate(toy, load_calibration())
    time, energy = (found.expected_bands[name] for name in ("steady_tpot", "energy_per_token"))
    own = found.energy_per_token.expected or 0.0
    whole = found.steady_tpot.expected or 0.0
    assert (energy.low / own, energy.high / own) == pytest.approx(
        (time.low / whole, time.high / whole)
    )


def test_no_calibration_no_band(toy: Deployment):
    bare = estimate(toy)
    assert bare.expected_bands == {}
    assert bare.decode.expected_band is None
    assert bare.operator_band(bare.decode.operators[0]) is None


def test_every_expected_value_lies_in_its_band(toy: Deployment):
    found = estimate(toy, load_calibration())
    for name, band in found.expected_bands.items():
        assert band.low < getattr(found, name).expected < band.high
    for phase in (found.prefill, found.decode):
        assert phase.expected_band is not None
        assert phase.expected_band.low < (phase.expected_time or 0) < phase.expected_band.high
        for operator in phase.operators:
            if operator.expected_time:
                band = found.operator_band(operator)
                assert band is not None
                assert 0 < band.low < band.high


def test_a_measured_device_has_its_own_residuals():
    calibration, devices = load_calibration(), load_devices()
    own = calibration.band("gemm16", devices["nvidia-a100-80gb"])
    other = calibration.band("gemm16", devices["nvidia-b200"])
    assert own == calibration.residuals["gemm16"]
    assert other == calibration.left_out["gemm16"]
    assert other.high - other.low > own.high - own.low
