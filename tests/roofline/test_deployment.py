"""Deployments: what they refuse, and how they are changed."""

from __future__ import annotations

from dataclasses import fields

import pytest

from roofline import Execution, Numerics, Workload
from roofline.ranges import RANGES


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Workload(batch=0), "batch must be at least 1, got 0"),
        (lambda: Workload(prompt_tokens=float("nan")), "prompt_tokens must be at least 1, got nan"),
        (lambda: Numerics(weight_bits=0), "weight_bits must be above 0 and at most 64, got 0"),
        (lambda: Execution(tensor=0.5), "tensor must be at least 1, got 0.5"),
        (lambda: Execution(kv_share_kept=0), "kv_share_kept must be above 0 and at most 1, got 0"),
        (
            lambda: Execution(paging_waste=1),
            "paging_waste must be at least 0 and below 1, got 1",
        ),
        (lambda: Execution(draft_steps=-1), "draft_steps must be at least 0, got -1"),
    ],
)
def test_settings_out_of_range_are_refused(make, message):
    with pytest.raises(ValueError, match="must be") as refused:
        make()
    assert str(refused.value) == message


def test_ranges_are_of_settings_and_hold_their_neutral_values():
    settings = {f.name: f.default for cls in (Workload, Numerics, Execution) for f in fields(cls)}
    assert set(RANGES) <= set(settings)
    Workload(), Numerics(), Execution()


def test_every_setting_is_documented_with_its_unit():
    for cls in (Workload, Numerics, Execution):
        for f in fields(cls):
            assert f"        {f.name}: " in (cls.__doc__ or "").replace("\n    ", "\n        ")


def test_changes_leave_the_original_alone(toy):
    changed = toy.with_workload(batch=9).with_numerics(kv_bits=4).with_execution(tensor=2)
    assert (toy.workload.batch, toy.numerics.kv_bits, toy.execution.tensor) == (4, 16, 1)
    assert (changed.workload.batch, changed.numerics.kv_bits, changed.num_devices) == (9, 4, 2)


def test_disaggregated_instances_count_as_devices(toy):
    apart = toy.with_execution(tensor=2, disaggregated=1, prefill_devices=3)
    assert apart.num_devices == 2 * (1 + 3)
