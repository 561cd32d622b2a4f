"""One cost model, several ways to run it: the same bits from each."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from roofline import (
    Deployment,
    Execution,
    Numerics,
    Workload,
    estimate,
    load_devices,
    load_models,
    sweep,
)
from roofline.estimate import NEUTRAL_SETTINGS
from roofline.inputs import (
    LAW_NUMBERS,
    NEUTRAL_LAWS,
    SETTINGS,
    input_values,
    numbers,
    structure_of,
)
from roofline.phases import phase_operators
from roofline.program import OPERATOR_NUMBERS, Runner, operator_outputs, program_for, traced
from roofline.symbols import FLOATS, Symbol
from roofline.totals import TOTAL_NAMES, totals

LAWS = tuple(NEUTRAL_LAWS[name] for name in LAW_NUMBERS)
MODELS = ("llama-3-8b", "mixtral-8x7b", "deepseek-v3", "gpt-oss-20b", "nemotron-h-56b")
RANGES = {
    "batch": (1, 4096),
    "prompt_tokens": (1, 100_000),
    "output_tokens": (2, 4000),
    "weight_bits": (2, 16),
    "activation_bits": (4, 16),
    "kv_bits": (2, 16),
    "fused_attention": (0, 1),
    "weights_kept": (0.1, 1),
    "ffn_density": (0.05, 1),
    "kv_share_kept": (0.05, 1),
    "kv_tokens_read": (16, 100_000),
    "prefix_hit": (0, 0.9),
    "verified_tokens": (1, 16),
    "chunk_tokens": (0, 4096),
    "tensor": (1, 8),
    "pipeline": (1, 4),
    "weights_on_device": (0, 1),
    "paging_waste": (0, 0.5),
    "disaggregated": (0, 1),
}
WHOLE = {"batch", "prompt_tokens", "output_tokens", "tensor", "pipeline", "fused_attention",
         "disaggregated", "chunk_tokens", "verified_tokens"}  # fmt: skip


def deployment(model):
    return Deployment(load_models()[model], load_devices()["nvidia-h100-sxm"])


def random_columns(seed, size):
    generator = np.random.default_rng(seed)
    columns = {name: generator.uniform(low, high, size) for name, (low, high) in RANGES.items()}
    return {name: np.round(c) if name in WHOLE else c for name, c in columns.items()}


def with_settings(d, settings):
    parts = {"workload": Workload, "numerics": Numerics, "execution": Execution}
    for part, cls in parts.items():
        own = {f.name: settings[f.name] for f in fields(cls) if f.name in settings}
        d = replace(d, **{part: replace(getattr(d, part), **own)})
    return d


@pytest.mark.parametrize("model", MODELS)
def test_a_sweep_equals_single_estimates_bit_for_bit(model):
    base, columns = deployment(model), random_columns(3, 60)
    swept = sweep(base, columns)
    for i in range(60):
        one = with_settings(base, {name: float(c[i]) for name, c in columns.items()})
        e = estimate(one)
        assert [float(swept.totals[name][i]) for name in TOTAL_NAMES] == list(
            e.numbers[: len(TOTAL_NAMES)]
        )


@pytest.mark.parametrize("model", MODELS)
def test_every_operator_number_of_a_sweep_equals_the_estimate(model):
    base, columns = deployment(model), random_columns(11, 5)
    swept = sweep(base, columns)
    for i in range(5):
        e = estimate(with_settings(base, {name: float(c[i]) for name, c in columns.items()}))
        found = {
            (label.phase, label.group, label.name): [
                float(swept.operator(place, q)[i]) for q in OPERATOR_NUMBERS
            ]
            for place, label in enumerate(swept.operators)
        }
        for phase in (e.prefill, e.decode):
            for o in phase.operators:
                row = found[(phase.name, o.group, o.name)]
                assert row[:8] == [o.count, *o.cost]
                assert row[11] == o.ideal_time


@pytest.mark.parametrize("model", MODELS)
def test_folding_neutral_settings_changes_no_bit(model):
    d = deployment(model)
    values = input_values(d, LAWS)
    folded = estimate(d)
    generic = program_for(structure_of(d.model)).scalar(values)
    names = [n for n in TOTAL_NAMES if not n.endswith("_expected")]
    at = [TOTAL_NAMES.index(n) for n in names]
    assert [folded.numbers[i] for i in at] == [generic[i] for i in at]


@pytest.mark.parametrize("model", MODELS)
def test_runs_before_and_after_compiling_give_the_same_bits(model):
    d = deployment(model)
    values = input_values(d, LAWS)
    mask = tuple(value == neutral for value, neutral in zip(values, NEUTRAL_SETTINGS, strict=False))
    run = Runner(structure_of(d.model), mask, expected=True)
    first, *_, last = (run(values) for _ in range(30))
    assert first == last


@pytest.mark.parametrize("model", MODELS)
def test_traced_code_equals_the_formulas_run_on_floats(model):
    d = with_settings(
        deployment(model), {name: float(c[0]) for name, c in random_columns(5, 1).items()}
    )
    structure, values = structure_of(d.model), input_values(d, LAWS)
    program = program_for(structure)
    n = numbers(structure, dict(zip(program.inputs, values, strict=True)))
    prefill, decode = (phase_operators(n, FLOATS, phase) for phase in ("prefill", "decode"))
    plain = [*totals(n, FLOATS, prefill, decode)]
    for o in (*prefill, *decode):
        plain.extend(operator_outputs(FLOATS, o, expected=True))
    assert list(program.scalar(values)) == plain


def test_sweeps_name_what_is_wrong(toy):
    with pytest.raises(ValueError, match="unknown setting 'bits'; known are batch, prompt_tokens"):
        sweep(toy, {"bits": [4, 8]})
    with pytest.raises(ValueError, match="columns must be lists of one length above 0"):
        sweep(toy, {"batch": [1, 2], "weight_bits": [4]})


def test_a_sweep_longer_than_a_chunk_is_joined(toy):
    batches = np.arange(1, 20_001)
    swept = sweep(toy, {"batch": batches}, operators=False)
    assert swept.totals["tpot_ideal"].shape == (20_000,)
    assert (
        swept.totals["tpot_ideal"][19_999] == estimate(toy.with_workload(batch=20_000)).tpot.ideal
    )
    assert set(swept.totals["weight_memory"]) == {estimate(toy).memory.weights}


CHANGED = {
    "batch": 7.0,
    "prompt_tokens": 20.0,
    "outlier_share": (0.1, {"weight_bits": 4}),
    "fused_attention": 0.0,
    "floating": None,  # this toy device has the same peak for both
    "attention_bits": 8.0,
    "kv_tokens_kept": 3.0,
    "kv_tokens_read": 3.0,
    "prefill_tokens_read": 3.0,
    "occupancy": 0.5,
    "paging_waste": 0.3,
    "draft_cost": (0.1, {"draft_steps": 2}),
    "draft_steps": (2.0, {"draft_cost": 0.1}),
    "cascade_share": 0.5,
    "serial_tokens": (2.0, {"output_parts": 2}),
    "sparse_layers": (0.5, {"kv_share_read": 0.5}),
    "prefix_shared_read": (1.0, {"prefix_hit": 0.5}),
    "expert": (2.0, {"data": 2}),
    "routing_spread": (0.0, {"batch": 3.0}),
    "comm_bits": (8.0, {"tensor": 2}),
    "comm_hidden": (0.5, {"tensor": 2}),
    "host_bandwidth": (1e6, {"weights_on_device": 0.0}),
    "block_batches": (2.0, {"weights_on_device": 0.0}),
    "host_attention": (1.0, {"kv_on_device": 0.0}),
    "prefill_devices": (1e-4, {"disaggregated": 1}),
}
SHARES = {"weights_kept", "weights_computed", "layers_kept", "layers_run", "ffn_density",
          "attention_density", "kv_share_kept", "kv_share_read", "prefill_share_read",
          "weights_on_device", "kv_on_device", "exit_share", "predictor_share",
          "prefix_hit", "extra_head_share"}  # fmt: skip


def turned(name, neutral):
    if name in CHANGED:
        given = CHANGED[name]
        return given if isinstance(given, tuple) else (given, {})
    if name in SHARES:
        return 0.5, {}
    return (neutral if neutral == neutral else 3.0) + 1.0, {}


@pytest.mark.parametrize(
    ("name", "neutral"), list(zip(SETTINGS, NEUTRAL_SETTINGS, strict=True)), ids=lambda v: str(v)
)
def test_every_setting_changes_something(toy_experts, toy, name, neutral):
    value, beside = turned(name, neutral)
    if value is None:
        pytest.skip("has no effect on the toy device by design")
    base = toy_experts if name.startswith(("expert", "routing")) else toy
    tight = replace(base, device=replace(base.device, host_link=1e3))
    before = with_settings(tight, beside)
    after = with_settings(before, {name: value})
    laws = list(LAWS)
    laws[LAW_NUMBERS.index("gemm16_start")] = 1e-6
    program = program_for(structure_of(base.model))
    assert program.scalar(input_values(before, tuple(laws))) != program.scalar(
        input_values(after, tuple(laws))
    )


def test_a_forgotten_program_leaves_its_graph():
    structure = structure_of(load_models()["llama-3-8b"])
    program = traced(structure)
    before = program.javascript("run")
    graph = next(output.graph for output in program.outputs if isinstance(output, Symbol))
    program.forget()
    assert graph.nodes == []
    assert traced(structure).javascript("run") == before
