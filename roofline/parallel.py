"""Collectives by themselves: bytes, steps and time of each algorithm.

The cost model inside estimates uses the byte counts of `roofline.operators`; here are the steps and
latencies beside them, for choosing an algorithm.
"""

from __future__ import annotations

from typing import NamedTuple

from roofline.operators import all_gather as gathered_bytes
from roofline.operators import all_reduce as reduced_bytes
from roofline.operators import all_to_all as exchanged_bytes


class Link(NamedTuple):
    """What joins devices.

    Attributes:
        bandwidth: One direction, per device. [B/s]
        latency: Of one message. [s]
    """

    bandwidth: float
    latency: float = 0.0


def ring_all_reduce(payload: float, devices: int, link: Link) -> float:
    """Time of a ring all-reduce. [s]

    Args:
        payload: Bytes that every device holds and wants summed. [B]
        devices: Devices in the ring, n below. [1]
        link: What joins neighbours. [B/s, s]

    Returns:
        2 (n - 1) / n payload / bandwidth + 2 (n - 1) latency.

    Sources:
        pope2022efficiently, appendix A.1: a reduce-scatter, then an all-gather.
    """
    steps = 2 * (devices - 1)
    sent: float = reduced_bytes(payload, devices)
    return sent / link.bandwidth + steps * link.latency


def tree_depth(devices: int) -> int:
    """Levels below the root of a binary tree over so many devices. [1]

    Args:
        devices: Devices in the tree. [1]
    """
    return (devices - 1).bit_length()


def tree_all_reduce(payload: float, devices: int, link: Link) -> float:
    """Time of an all-reduce up and down a binary tree, cut in so many pieces that it streams. [s]

    Args:
        payload: Bytes that every device holds and wants summed. [B]
        devices: Devices in the tree, n below. [1]
        link: What joins parent and child. [B/s, s]

    Returns:
        2 payload / bandwidth + 2 ceil(log2 n) latency; zero for one device.

    Notes:
        Fewer steps than a ring for small payloads, n / (n - 1) times its bytes for large ones.

    Sources:
        pope2022efficiently, appendix A.1, for the ring it is compared with.
    """
    if devices == 1:
        return 0.0
    return 2 * payload / link.bandwidth + 2 * tree_depth(devices) * link.latency


def fastest_all_reduce(payload: float, devices: int, link: Link) -> tuple[str, float]:
    """The quicker of ring and tree, and its time. [s]

    Args:
        payload: Bytes that every device holds and wants summed. [B]
        devices: Devices that take part. [1]
        link: What joins them. [B/s, s]
    """
    ring = ring_all_reduce(payload, devices, link)
    tree = tree_all_reduce(payload, devices, link)
    return ("ring", ring) if ring <= tree else ("tree", tree)


def ring_all_gather(payload: float, devices: int, link: Link) -> float:
    """Time of a ring all-gather, or of a reduce-scatter, its mirror image. [s]

    Args:
        payload: Bytes of the gathered whole. [B]
        devices: Devices in the ring, n below. [1]
        link: What joins neighbours. [B/s, s]

    Returns:
        (n - 1) / n payload / bandwidth + (n - 1) latency.

    Sources:
        pope2022efficiently, appendix A.1.
    """
    sent: float = gathered_bytes(payload, devices)
    return sent / link.bandwidth + (devices - 1) * link.latency


def exchange(payload: float, devices: int, link: Link) -> float:
    """Time of an all-to-all in which every device sends to every other at once. [s]

    Args:
        payload: Bytes that a device holds for all, itself included. [B]
        devices: Devices that exchange. [1]
        link: What joins a device to the rest. [B/s, s]

    Returns:
        (n - 1) / n payload / bandwidth + latency; zero for one device.

    Sources:
        lepikhin2020gshard, section 3.2.
    """
    if devices == 1:
        return 0.0
    sent: float = exchanged_bytes(payload, devices)
    return sent / link.bandwidth + link.latency


def across_nodes(
    payload: float, devices: int, node_size: int, inside: Link, between: Link
) -> float:
    """Time of an all-reduce in three parts: within nodes, between them, within again. [s]

    Args:
        payload: Bytes that every device holds and wants summed. [B]
        devices: Devices in all. [1]
        node_size: Devices per node. [1]
        inside: Link within a node. [B/s, s]
        between: Link of one device to the other nodes. [B/s, s]

    Returns:
        A reduce-scatter within the node, an all-reduce of each device's part between nodes, and an
        all-gather within the node; a plain ring where one node suffices.

    Raises:
        ValueError: If nodes are not filled evenly.
    """
    if devices <= node_size:
        return ring_all_reduce(payload, devices, inside)
    if devices % node_size:
        raise ValueError(f"{devices} devices do not fill nodes of {node_size}")
    local = 2 * ring_all_gather(payload, node_size, inside)
    return local + ring_all_reduce(payload / node_size, devices // node_size, between)
