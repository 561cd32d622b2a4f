"""Placement by linear program: what it must respect, and FlexGen's own settings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roofline import Deployment, Workload, estimate, load_devices, load_models
from roofline.effects.serving import effective_link
from roofline.offload import FLEXGEN_HOST, PLACES, TENSORS, plan


def on_a_t4(model, **numerics):
    d = Deployment(load_models()[model], load_devices()["nvidia-t4"], Workload(1, 512, 32))
    return d.with_numerics(**numerics)


@pytest.fixture(scope="module")
def found():
    """OPT-30B on one T4 with FlexGen's host."""
    return plan(on_a_t4("opt-30b"))


def test_every_tensor_lies_somewhere(found):
    for tensor in TENSORS:
        shares = [found.shares[tensor, place] for place in PLACES]
        assert sum(shares) == pytest.approx(1)
        assert all(0 <= share <= 1 for share in shares)


def test_nothing_overflows(found):
    d = on_a_t4("opt-30b")
    e = estimate(d.with_workload(batch=found.block))
    inside = found.shares["weights", "device"] * e.memory.weights
    inside += found.shares["kv_cache", "device"] * e.memory.kv_cache
    assert inside <= d.device.capacity
    outside = found.shares["weights", "host"] * e.memory.weights
    outside += found.shares["kv_cache", "host"] * e.memory.kv_cache
    assert outside <= FLEXGEN_HOST.memory


def test_what_fits_in_memory_is_not_sent_to_disk(found):
    assert found.shares["weights", "disk"] < 1e-6


def test_a_model_that_fits_stays_on_the_device():
    small = plan(on_a_t4("opt-1-3b"))
    assert small.shares["weights", "device"] == pytest.approx(1)
    assert small.bound == "compute"


@pytest.mark.parametrize("resource", ["link", "disk_read", "disk_write", "memory_bandwidth"])
def test_a_faster_host_is_never_slower(resource):
    d = on_a_t4("opt-175b")
    faster = replace(FLEXGEN_HOST, **{resource: 2 * getattr(FLEXGEN_HOST, resource)})
    assert plan(d, faster).throughput >= plan(d).throughput * (1 - 1e-6)


def test_a_host_too_small_is_said_to_be():
    assert plan(on_a_t4("opt-175b"), replace(FLEXGEN_HOST, memory=1e9, disk=1e9)) is None


@pytest.mark.parametrize(
    ("model", "reported", "most"),
    [("opt-175b", 0.69, 1.2), ("opt-30b", 7.32, 4.5), ("opt-6-7b", 25.26, 5.0)],
)
def test_flexgen_reports_less_than_its_placement_allows(model, reported, most):
    """Against the throughput FlexGen reports without compression.

    sheng2023flexgen, README, section Generation Throughput (prompt 512, output 32). The bound is
    near where the disk sets the pace, and loose where kernels and the CPU do.
    """
    computed = plan(on_a_t4(model)).throughput
    assert reported <= computed * 1.02
    assert computed <= most * reported


def test_disks_slow_the_link_that_weights_arrive_over():
    shares = {("weights", "host"): 0.5, ("weights", "disk"): 0.5}
    # half of what crosses must be read at 2 GB/s first: 4 GB/s in all, below the link's 12
    assert effective_link(FLEXGEN_HOST, shares) == 4e9
    shares = {("weights", "host"): 1.0, ("weights", "disk"): 0.0}
    assert effective_link(FLEXGEN_HOST, shares) == FLEXGEN_HOST.link
