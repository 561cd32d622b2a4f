"""From quotients to times: the bound, and the calibrated law by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from roofline.measured import ARRAYS
from roofline.operators import Cost
from roofline.symbols import FLOATS
from roofline.timing import (
    Law,
    Roof,
    Times,
    decode_steps,
    filling_work,
    ideal_time,
    kernel_times,
    link_time,
    prefill_steps,
    query_blocks,
    split_steps,
)

ROOF = Roof(peak=100.0, bandwidth=10.0, link=1.0)
COST = Cost(flops=300.0, read=20.0)
LAW = Law(start=1.0, compute=0.5, memory=0.25, serial=0.1, quantise=2.0, block=0.01)


def expected(**options: Any) -> float:
    return float(kernel_times(FLOATS, COST, ROOF, LAW, 7.0, **options).expected)


def test_work_and_traffic_overlap_in_a_smooth_maximum():
    # 3 s of work at half the peak, 2 s of traffic at a quarter of the bandwidth, 7 steps
    assert expected() == pytest.approx(1 + math.hypot(6, 8) + 0.7)


def test_operands_quantised_on_the_fly_are_moved_once_per_pass():
    assert expected(operand_values=5.0) == pytest.approx(expected() + 2 * 3 * 5 / 10)


def test_work_and_traffic_of_prefill_attention_add_up_with_its_blocks():
    alone = expected(blocks=20.0, overlap="nothing")
    assert alone == pytest.approx(1 + 6 + 8 + 20 * 0.01 + 0.7)


def test_the_steps_of_decode_attention_run_beside_its_work_and_traffic():
    assert expected(overlap="steps") == pytest.approx(1 + math.hypot(6, 8, 0.7))


def test_filling_and_draining_tiles_counts_as_work():
    # 64 further inner steps over 16 are four times the work: 12 s more at half the peak
    filling = filling_work(300.0, 16.0)
    assert filling == 4 * 300
    assert expected(filling=filling) == pytest.approx(1 + math.hypot(30, 8) + 0.7)
    times = kernel_times(FLOATS, COST, ROOF, LAW, 7.0, filling=filling)
    assert times.compute == 3.0  # the bound counts the product alone


def test_each_row_of_operands_is_quantised_by_itself():
    assert expected(blocks=20.0) == pytest.approx(expected() + 20 * 0.01)


def test_a_better_kernel_comes_to_the_bound_and_no_further():
    faster = ROOF._replace(speedup=1e3)
    times = kernel_times(FLOATS, COST, faster, LAW, 7.0)
    assert times.expected == ideal_time(FLOATS, times) == 3.0


def test_nothing_to_run_takes_no_time():
    assert kernel_times(FLOATS, Cost(), ROOF, LAW, 7.0).expected == 0.0


def test_the_bound_is_the_slowest_resource():
    assert ideal_time(FLOATS, Times(1.0, 2.0, 3.0, 9.0)) == 3.0


def test_serial_lengths():
    assert split_steps(FLOATS, 4096.0) == 64
    assert prefill_steps(1000.0, 5e14) == 2000
    assert decode_steps(FLOATS, 16.0, 400.0) == math.sqrt(16**2 + 8 * 400)


@pytest.mark.parametrize(("new", "blocks"), [(1, 24), (128, 24), (320, 60)])
def test_a_request_has_a_block_per_128_queries_and_head(new: int, blocks: int):
    assert query_blocks(FLOATS, 3.0 * 8, float(new)) == blocks


LINK = {
    "link_one_shot": 5.0,
    "link_one_shot_share": 0.5,
    "link_start": 20.0,
    "link_step": 0.25,
    "link_share": 0.8,
}


def test_a_collective_takes_the_quicker_of_exchange_and_ring():
    small = link_time(FLOATS, 1.0, 1.0, 4.0, 6.0, LINK)
    large = link_time(FLOATS, 100.0, 1.0, 4.0, 6.0, LINK)
    assert small == pytest.approx(5 + 6 * 0.25 + 1 * 4 / 2 / 0.5)
    assert large == pytest.approx(20 + 100 / 0.8)
    both = link_time(ARRAYS, 100.0, 1.0, 4.0, 6.0, LINK)
    assert float(both) == large
