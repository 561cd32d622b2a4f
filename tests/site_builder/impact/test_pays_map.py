"""The map of where a technique pays, cell by cell against single estimates."""

import pytest

from roofline.calibrated import load_calibration
from roofline.effects.compression import Quantize
from roofline.effects.decoding import MixtureOfExperts, Speculate
from roofline.estimate import estimate
from roofline.impact import apply_effects, without_effects
from site_builder.impact.pays_map import BATCHES, LATENCY, PROMPTS, STEADY, TPOT, TTFT, pays_map

KV4 = Quantize(type="quantize", kv_bits=4, kv_group_size=64)


DRAFTED = Speculate(type="speculate", draft_tokens=4, acceptance=0.7, draft_cost=0.1)


@pytest.mark.parametrize("effect", [KV4, DRAFTED])
def test_each_cell_is_the_single_estimate_to_the_last_bit(effect):
    found = pays_map([effect], "serving-h100", ["decode"])
    assert found.metric is TPOT
    assert len(found.cells) == len(BATCHES) * len(PROMPTS)
    for cell in found.cells[::7]:
        d = found.deployment.with_workload(
            batch=float(cell.batch), prompt_tokens=float(cell.prompt)
        )
        pair = (without_effects(d, [effect]), cell.before), (apply_effects(d, [effect]), cell.after)
        for deployment, state in pair:
            one = estimate(deployment, load_calibration())
            assert (one.tpot.ideal, one.tpot.expected) == (state.ideal, state.expected)
            assert (one.memory.fits, one.decode.bound) == (state.fits, state.bound)


def test_smaller_caches_pay_more_where_caches_are_larger():
    found = pays_map([KV4], "serving-h100", ["decode"])
    gains = {(cell.batch, cell.prompt): cell.gain for cell in found.cells}
    assert gains[16, 8192] > gains[16, 1024] > gains[1, 512]


def test_kinds_are_told_by_what_fits_and_by_the_gain():
    found = pays_map([KV4], "serving-h100", ["decode"])
    only = found.of("only")
    assert only
    assert all(cell.after.fits and not cell.before.fits for cell in only)
    assert all(not cell.after.fits for cell in found.of("none"))
    assert all(cell.gain >= 1.05 for cell in found.of("pays"))
    assert all(0.95 < cell.gain < 1.05 for cell in found.of("same"))


@pytest.mark.parametrize(
    ("phases", "metric"),
    [(["decode"], TPOT), (["prefill"], TTFT), (["prefill", "decode"], LATENCY)],
)
def test_the_phases_choose_what_is_compared(phases, metric):
    quarter = Quantize(type="quantize", weight_bits=4, activation_bits=4)
    assert pays_map([quarter], "serving-h100", phases).metric is metric


def test_throughput_stands_in_where_only_it_gains():
    """Caches of 4 bits leave prefill as it is, and let more requests run at once."""
    assert pays_map([KV4], "serving-h100", ["prefill"]).metric is STEADY
    as_before = Quantize(type="quantize", kv_bits=16)
    assert pays_map([as_before], "serving-h100", ["prefill"]).metric is TTFT


def test_an_effect_that_applies_nowhere_has_no_map():
    routed = MixtureOfExperts(type="mixture-of-experts", experts=8, top_k=2)
    assert pays_map([routed], "moe-h200", ["decode"]) is None
