from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from roofline.calibrated import load_calibration
from roofline.deployment import Deployment, Workload
from roofline.frameworks import Loop, load_frameworks
from roofline.measured_serving import Point
from roofline.serving_fit import as_yaml, fit_loops, folds, quantiles, refit, served

TRUTH = Loop(1.0, 0.6, 0.0, 0.03, 2.0, 0.06)


@pytest.fixture(scope="module")
def points(models, devices):
    """Points that follow the loop exactly, with known constants."""
    found = []
    for i, clients in enumerate([1, 4, 16, 64] * 10):
        work = Workload(clients, 500 + 100 * i, 100 + 50 * (i % 7))
        d = Deployment(models["llama-3-8b"], devices["nvidia-h100-sxm"], work)
        found.append(Point(f"c{i // 4}", "moe", "llama", "h100", "bf16", "vllm", d, 1.0, 1.0))
    loops = served(found, load_calibration())
    tpot, ttft = loops.many.tpot(TRUTH), loops.many.ttft(TRUTH)
    exact = [replace(p, tpot=a, ttft=b) for p, a, b in zip(found, tpot, ttft, strict=True)]
    return served(exact, load_calibration())


def test_known_constants_are_found_again(points):
    loop = fit_loops(points, load_frameworks().like("another"))["moe"]
    assert loop.prompts == pytest.approx(TRUTH.prompts, rel=0.05)
    assert points.many.tpot(loop) == pytest.approx(points.tpot, rel=0.02)
    assert points.many.ttft(loop) == pytest.approx(points.ttft, rel=0.03)


def test_points_of_a_configuration_stay_together(points):
    parts = folds(points)
    assert set(parts) <= set(range(5))
    configs = points.names("config")
    assert all(len(set(parts[configs == c])) == 1 for c in set(configs))


def test_a_band_holds_four_fifths():
    measured = np.arange(1.0, 102.0)
    assert quantiles(measured, np.full(101, 51.0)) == pytest.approx((11 / 51, 91 / 51))


def test_refitted_constants_are_written_as_data(points):
    known = load_frameworks()
    found = refit(points, points, known, "made points", date(2026, 11, 21))
    assert found.frameworks["vllm"].loops["dense"] == known.frameworks["vllm"].loops["dense"]
    text = as_yaml(found)
    assert 'fitted: {source: "made points", day: 2026-11-21}\n' in text
    assert "  sglang:\n    name: SGLang\n    prompts_first: true\n" in text
    assert (
        "  step:\n    dense: 1.02\n  first:\n    dense: 80\n    moe: 100\n  queue: 0.06\n" in text
    )
    assert "    moe:\n      prompts: 0.6\n      first: 30.0\n      prefill: 2.0\n" in text
