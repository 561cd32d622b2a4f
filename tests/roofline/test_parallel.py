"""Collectives: worked times, limits, and which algorithm wins."""

from __future__ import annotations

import pytest

from roofline import Deployment, Execution, Workload, estimate, load_devices, load_models
from roofline.parallel import (
    Link,
    across_nodes,
    exchange,
    fastest_all_reduce,
    ring_all_gather,
    ring_all_reduce,
    tree_all_reduce,
    tree_depth,
)

LINK = Link(bandwidth=1e9, latency=1e-6)


def test_ring_all_reduce_of_a_gigabyte_over_four():
    # 2 x 3/4 GB at 1 GB/s, and six messages
    assert ring_all_reduce(1e9, 4, LINK) == pytest.approx(1.5 + 6e-6)


def test_tree_all_reduce_of_a_gigabyte_over_eight():
    assert tree_depth(8) == 3
    assert tree_all_reduce(1e9, 8, LINK) == pytest.approx(2 + 6e-6)


@pytest.mark.parametrize(("devices", "depth"), [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (64, 6)])
def test_depth_of_a_tree(devices, depth):
    assert tree_depth(devices) == depth


def test_trees_win_small_payloads_and_rings_large_ones():
    assert fastest_all_reduce(1e3, 64, LINK)[0] == "tree"
    assert fastest_all_reduce(1e9, 64, LINK)[0] == "ring"


@pytest.mark.parametrize("time", [ring_all_reduce, tree_all_reduce, ring_all_gather, exchange])
def test_one_device_waits_for_nobody(time):
    assert time(1e9, 1, LINK) == 0


def test_an_exchange_sends_all_but_the_own_part():
    assert exchange(1e9, 4, LINK) == pytest.approx(0.75 + 1e-6)


def test_nodes_reduce_their_own_part_between_them():
    # 16 devices in nodes of 8: twice 7/8 GB inside at 10 GB/s, then 1/8 GB over two at 1 GB/s
    inside = Link(10e9)
    found = across_nodes(1e9, 16, 8, inside, Link(1e9))
    assert found == pytest.approx(2 * 7 / 8 / 10 + 2 * (1 / 2) * (1 / 8))
    assert found < ring_all_reduce(1e9, 16, Link(1e9))
    assert across_nodes(1e9, 8, 8, inside, LINK) == ring_all_reduce(1e9, 8, inside)
    with pytest.raises(ValueError, match="12 devices do not fill nodes of 8"):
        across_nodes(1e9, 12, 8, inside, LINK)


# -- in estimates -------------------------------------------------------------------------------


def deployed(model, **execution):
    return Deployment(
        load_models()[model],
        load_devices()["nvidia-h100-sxm"],
        Workload(64, 1024, 256),
        execution=Execution(**execution),
    )


def collectives(e):
    return {o.name: o for o in e.decode.operators if o.cost.communicated}


def test_tensor_parallel_layers_sum_twice():
    found = collectives(estimate(deployed("llama-3-70b", tensor=4)))
    payload = 64 * 8192 * 2
    assert set(found) == {"attention_all_reduce", "ffn_all_reduce"}
    for o in found.values():
        assert (o.count, o.cost.communicated) == (80, 1.5 * payload)
        assert o.link_time == o.cost.communicated / load_devices()["nvidia-h100-sxm"].link


def test_groups_larger_than_a_node_use_the_network():
    device = load_devices()["nvidia-h100-sxm"]
    inside, beyond = (
        collectives(estimate(deployed("llama-3-70b", tensor=t)))["ffn_all_reduce"]
        for t in (8.0, 16.0)
    )
    assert inside.link_time == inside.cost.communicated / device.link
    assert beyond.link_time == beyond.cost.communicated / device.network
    assert device.network < device.link


def test_pipeline_stages_hand_over_once_each():
    found = collectives(estimate(deployed("llama-3-70b", pipeline=4)))
    # a micro-batch of 16 crosses three borders
    assert found["stage_hand_over"].cost.communicated == 3 * 16 * 8192 * 2


def test_pipelines_add_memory_not_speed_to_a_single_micro_batch():
    one, four = (estimate(deployed("llama-3-70b", pipeline=p)) for p in (1.0, 4.0))
    assert four.memory.weights < one.memory.weights / 2
    assert four.steady_tpot.ideal < one.steady_tpot.ideal  # four micro-batches in flight


def test_experts_on_tensor_parallel_devices_need_no_exchange():
    together = collectives(estimate(deployed("mixtral-8x7b", tensor=8, expert=8)))
    assert set(together) == {"attention_all_reduce", "ffn_all_reduce"}
    apart = collectives(estimate(deployed("mixtral-8x7b", data=8, expert=8)))
    assert set(apart) == {"dispatch", "combine"}
    # 8 requests a device, two experts each, 7 of 8 of them elsewhere
    assert apart["dispatch"].cost.communicated == 8 * 2 * 4096 * 2 * 7 / 8


def test_expert_parallel_devices_share_experts_of_all_replicas():
    alone, shared = (
        next(o for o in estimate(deployed("mixtral-8x7b", data=8, expert=e)).decode.operators
             if o.name == "experts")
        for e in (1.0, 8.0)
    )  # fmt: skip
    one = 3 * 4096 * 14336 * 2
    assert alone.cost.weights == pytest.approx(8 * (1 - 0.75**8) * one)
    assert shared.cost.weights == pytest.approx((1 - 0.75**64) * one)
    assert shared.cost.flops == alone.cost.flops


def test_key_value_heads_are_copied_where_devices_outnumber_them():
    # 8 key-value heads on 16 devices: each holds one
    eight, sixteen = (
        next(o for o in estimate(deployed("llama-3-70b", tensor=t)).decode.operators
             if o.name == "attention")
        for t in (8.0, 16.0)
    )  # fmt: skip
    assert eight.cost.kv_read == sixteen.cost.kv_read


def test_hidden_communication_takes_no_time():
    whole = estimate(deployed("llama-3-70b", tensor=4))
    hidden = estimate(deployed("llama-3-70b", tensor=4, comm_hidden=1))
    gap = sum(o.count * o.link_time for o in collectives(whole).values())
    assert whole.tpot.ideal - hidden.tpot.ideal == pytest.approx(gap)
