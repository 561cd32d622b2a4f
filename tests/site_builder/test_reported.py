from dataclasses import replace as replaced
from types import SimpleNamespace

import pytest

from roofline import Deployment, Numerics, Workload, estimate, load_devices, load_models
from site_builder.reported import Computed, Refused, computed, remark_of


@pytest.fixture
def entry(atlas):
    return atlas.library.entries["ada2021toy"]


def result_of(entry, **changes):
    return entry.results[1].model_copy(update=changes)


def test_a_complete_setting_is_computed_as_the_engine_computes_it(atlas, entry):
    found = computed(entry, entry.results[1], atlas.library)
    # The entry's effect: 4-bit cache in groups of 64, each with a 16-bit scale, 0.25 bit a value.
    alike = Deployment(
        load_models()["llama-2-7b"],
        load_devices()["nvidia-a100-80gb"],
        Workload(batch=64, prompt_tokens=512, output_tokens=128),
        Numerics(kv_bits=4, kv_overhead_bits=0.25),
    )
    assert isinstance(found, Computed)
    assert found.bound == pytest.approx(estimate(alike).throughput.ideal)
    assert found.share == pytest.approx(2100.5 / found.bound)
    assert found.expected < found.bound


def test_times_compare_the_other_way_round(atlas, entry):
    rate = computed(entry, entry.results[1], atlas.library)
    slow = computed(
        entry, result_of(entry, metric="generation-throughput", value=1.0), atlas.library
    )
    assert slow.share == pytest.approx(1 / rate.bound)


def test_a_report_beyond_the_bound_is_flagged(atlas, entry):
    found = computed(entry, result_of(entry, value=1e9), atlas.library)
    assert found.is_beyond
    assert remark_of(found, entry.results[1]).startswith("the report is beyond the bound")
    assert not replaced(found, share=0.5, is_beyond=False).is_beyond


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"metric": "perplexity"}, "the engine does not compute this metric"),
        ({"setting_complete": False}, "the setting is not stated well enough"),
        ({"device": "NVIDIA A9000"}, "the model or the device has no file here"),
        ({"batch": None}, "batch or prompt length is not stated"),
        ({"kv_bits": 2}, "the result states 2-bit cache, the entry's effect gives 4 bits"),
        ({"weight_bits": 4}, "the result states 4-bit weights, the entry's effect gives 16 bits"),
        ({"batch": 100_000}, "the deployment does not fit the device as the engine places it"),
        ({"unit": "%"}, "the unit is not one that can be compared"),
    ],
)
def test_unlike_settings_are_refused_with_the_reason(atlas, entry, changes, reason):
    assert computed(entry, result_of(entry, **changes), atlas.library) == Refused(reason)


def test_a_gain_needs_an_effect(atlas, entry):
    survey = entry.model_copy(update={"effect": []})
    result = result_of(entry, metric="decode-speedup", unit="x", kv_bits=None, weight_bits=None)
    refused = computed(survey, result, atlas.library)
    assert refused == Refused("the entry states no effect that would give a gain")


def test_a_gain_of_a_paper_without_effect_takes_the_bits_that_the_result_states(atlas, entry):
    survey = entry.model_copy(update={"effect": []})
    stated = {"metric": "decode-speedup", "unit": "x", "weight_bits": 4, "kv_bits": None}
    found = computed(survey, result_of(entry, **stated), atlas.library)
    common = (load_models()["llama-2-7b"], load_devices()["nvidia-a100-80gb"])
    work = Workload(batch=64, prompt_tokens=512, output_tokens=128)
    before, after = (
        estimate(Deployment(*common, work, Numerics(weight_bits=bits))).tpot.ideal
        for bits in (16, 4)
    )
    assert found.bound == pytest.approx(before / after)


def test_all_tokens_count_prompt_and_output(atlas, entry):
    outputs = computed(entry, entry.results[1], atlas.library)
    known = atlas.library.metrics
    named = SimpleNamespace(
        units=atlas.library.units,
        metrics={**known, "total-throughput": known["generation-throughput"]},
    )
    every = computed(entry, result_of(entry, metric="total-throughput"), named)
    assert every.bound == pytest.approx(outputs.bound * (512 + 128) / 128)
    assert every.expected == pytest.approx(outputs.expected * (512 + 128) / 128)


def test_a_device_named_without_variant_is_computed_as_one_and_says_so(atlas, entry):
    named = computed(entry, result_of(entry, device="NVIDIA A100"), atlas.library)
    assert named.bound == computed(entry, entry.results[1], atlas.library).bound
    assert "NVIDIA A100 is computed as" in remark_of(named, entry.results[1])


def test_a_smaller_cache_is_compared_by_its_bytes(atlas, entry):
    ratio = {"metric": "kv-cache-ratio", "unit": "x", "value": 3.5}
    found = computed(entry, result_of(entry, **ratio), atlas.library)
    assert (found.bound, found.expected) == (pytest.approx(16 / 4.25), None)
