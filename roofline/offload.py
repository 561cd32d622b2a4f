"""Where weights, cache and activations should lie when the device is too small: a linear program.

The cost structure is FlexGen's. One layer of one block of batches takes as long as the slowest of
five overlapping activities: reading from host to device, writing back, reading from disk, writing
to disk, and computing. Given the block, the shares of weights, cache and activations on device,
host and disk that minimise the block's time are the solution of a linear program; blocks are
enumerated.

Sources:
    sheng2023flexgen, section 4.3 and equation 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from roofline.deployment import Deployment
from roofline.estimate import estimate

PLACES = ("device", "host", "disk")
TENSORS = ("weights", "kv_cache", "activations")


@dataclass(frozen=True)
class Host:
    """The machine around the device.

    Attributes:
        memory: Host memory free for tensors. [B]
        disk: Disk space free for tensors. [B]
        link: Link between host and device, one direction. [B/s]
        disk_read: Reading from disk. [B/s]
        disk_write: Writing to disk. [B/s]
        memory_bandwidth: Host memory bandwidth that attention on the host sees. [B/s]
    """

    memory: float = 208e9
    disk: float = 1.5e12
    link: float = 12e9
    disk_read: float = 2e9
    disk_write: float = 1e9
    memory_bandwidth: float = 50e9


FLEXGEN_HOST = Host()
"""The machine of FlexGen's experiments: 208 GB of memory, a 1.5 TB SSD that reads at 2 GB/s and
writes at 1 GB/s, a 12 GB/s link (sheng2023flexgen, section 6 and figure 1). The bandwidth of its
host memory is not printed; 50 GB/s is our assumption."""


@dataclass(frozen=True)
class Placement:
    """A solved placement.

    Attributes:
        batch: Requests processed together on the device. [1]
        batches: Batches that share one load of the weights. [1]
        shares: Share of each tensor in each place, by (tensor, place). [1]
        host_attention: Whether decode attends on the host to what lies there.
        prefill_time: Time of one layer's prefill over the block. [s]
        decode_time: Time of one layer's decode step over the block. [s]
        block_time: Time of the whole block. [s]
        throughput: Tokens generated per second. [token/s]
        bound: The activity that sets the pace of decode.
    """

    batch: int
    batches: int
    shares: dict[tuple[str, str], float]
    host_attention: bool
    prefill_time: float
    decode_time: float
    block_time: float
    throughput: float
    bound: str

    @property
    def block(self) -> int:
        """Requests in a block. [1]"""
        return self.batch * self.batches


@dataclass(frozen=True)
class _Layer:
    """Sizes and times of one layer for one block."""

    weights: float
    kv_prompt: float
    kv_mean: float
    kv_full: float
    stream: float
    prompt_stream: float
    prefill: float
    decode: float
    layers: int
    outside: float
    steps: float


def _layer(d: Deployment, batch: int, batches: int) -> _Layer:
    """Numbers of one layer, averaged over the model's layers."""
    one = estimate(d.with_workload(batch=float(batch)))
    layers = d.model.num_layers
    block = batch * batches
    w = d.workload
    length = w.prompt_tokens + w.output_tokens
    per_token = one.total("kv_per_request") / length / layers
    stream = d.model.hidden * d.numerics.stream_bits / 8
    outside = d.model.embedding_parameters * d.numerics.embedding_bits / 8
    return _Layer(
        weights=(one.total("weight_memory") - outside) / layers,
        kv_prompt=per_token * w.prompt_tokens * block,
        kv_mean=per_token * (w.prompt_tokens + w.output_tokens / 2) * block,
        kv_full=per_token * length * block,
        stream=stream * block,
        prompt_stream=stream * block * w.prompt_tokens,
        prefill=one.prefill.ideal_time * batches / layers,
        decode=one.decode.ideal_time * batches / layers,
        layers=layers,
        outside=outside,
        steps=w.output_tokens,
    )


# Variables: nine shares in the order TENSORS x PLACES, then prefill and decode time of a layer.
_PREFILL, _DECODE, _SIZE = 9, 10, 11


def _at(tensor: str, place: str) -> int:
    return TENSORS.index(tensor) * 3 + PLACES.index(place)


def _activities(layer: _Layer, host: Host, attend: bool) -> dict[tuple[str, int], dict[int, float]]:
    """Time of each activity as coefficients of the shares; the constant has index -1. [s]"""
    crossing = 0.0 if attend else 1.0
    w_host, w_disk = _at("weights", "host"), _at("weights", "disk")
    c_host, c_disk = _at("kv_cache", "host"), _at("kv_cache", "disk")
    h_host, h_disk = _at("activations", "host"), _at("activations", "disk")
    load = layer.weights / host.link
    stored = layer.kv_prompt / host.link
    prompt = layer.prompt_stream / host.link
    read = layer.kv_mean / host.link * crossing
    stream = layer.stream / host.link
    on_host = layer.kv_mean / host.memory_bandwidth * (1 - crossing)
    growth = (layer.kv_full - layer.kv_prompt) / layer.steps
    return {
        ("host to device", _PREFILL): {w_host: load, w_disk: load, h_host: prompt, h_disk: prompt},
        ("device to host", _PREFILL): {
            c_host: stored, c_disk: stored, h_host: prompt, h_disk: prompt,
        },
        ("disk read", _PREFILL): {
            w_disk: layer.weights / host.disk_read, h_disk: layer.prompt_stream / host.disk_read,
        },
        ("disk write", _PREFILL): {
            c_disk: layer.kv_prompt / host.disk_write,
            h_disk: layer.prompt_stream / host.disk_write,
        },
        ("compute", _PREFILL): {-1: layer.prefill},
        ("host to device", _DECODE): {
            w_host: load, w_disk: load, c_host: read, c_disk: read, h_host: stream, h_disk: stream,
        },
        ("device to host", _DECODE): {h_host: stream, h_disk: stream},
        ("disk read", _DECODE): {
            w_disk: layer.weights / host.disk_read,
            c_disk: layer.kv_mean / host.disk_read,
            h_disk: layer.stream / host.disk_read,
        },
        ("disk write", _DECODE): {
            c_disk: growth / host.disk_write, h_disk: layer.stream / host.disk_write,
        },
        ("compute", _DECODE): {-1: layer.decode, c_host: on_host, c_disk: on_host},
    }  # fmt: skip


def _capacities(
    layer: _Layer, d: Deployment, host: Host, batch_share: float
) -> list[tuple[dict[int, float], float]]:
    """Memory of each place as coefficients of the shares, with its limit. [B]"""
    limits = (d.device.capacity * d.execution.capacity_factor, host.memory, host.disk)
    working = layer.outside + 2 * layer.weights
    working += batch_share * (layer.kv_full + 2 * layer.prompt_stream)
    rows = []
    for place, limit in zip(PLACES, limits, strict=True):
        sizes = {
            _at("weights", place): layer.weights * layer.layers,
            _at("kv_cache", place): layer.kv_full * layer.layers,
            _at("activations", place): layer.prompt_stream,
        }
        rows.append((sizes, limit - (working if place == "device" else 0.0)))
    return rows


def _solve(
    layer: _Layer, d: Deployment, host: Host, attend: bool, batch_share: float
) -> tuple[np.ndarray, dict[str, float]] | None:
    """Shares and layer times that minimise the block's time; None where nothing fits."""
    activities = _activities(layer, host, attend)
    upper, limits = [], []
    for (_, phase), terms in activities.items():
        row = np.zeros(_SIZE)
        for index, value in terms.items():
            if index >= 0:
                row[index] = value
        row[phase] = -1.0
        upper.append(row)
        limits.append(-terms.get(-1, 0.0))
    for sizes, limit in _capacities(layer, d, host, batch_share):
        row = np.zeros(_SIZE)
        for index, value in sizes.items():
            row[index] = value / 1e9
        upper.append(row)
        limits.append(limit / 1e9)
    whole = np.zeros((3, _SIZE))
    for t in range(3):
        whole[t, 3 * t : 3 * t + 3] = 1.0
    objective = np.zeros(_SIZE)
    objective[_PREFILL], objective[_DECODE] = 1.0, d.workload.output_tokens - 1
    # between placements of equal time: device before host before disk
    objective[1:9:3], objective[2:9:3] = 1e-7, 1e-6
    bounds = [(0.0, 1.0)] * 9 + [(0.0, None)] * 2
    # Imported here: scipy takes a third of a second to load, and most commands never solve.
    from scipy.optimize import linprog

    found = linprog(
        objective, np.array(upper), np.array(limits), whole, np.ones(3), bounds, method="highs"
    )
    if found.status != 0:
        return None
    times = {
        name: sum(v * (found.x[i] if i >= 0 else 1.0) for i, v in terms.items())
        for (name, phase), terms in activities.items()
        if phase == _DECODE
    }
    return found.x, times


_TRIED = tuple(
    product(
        (1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128),
        (1, 2, 4, 6, 8, 10, 12, 16, 20),
        (False, True),
    )
)
"""Batches on the device, batches per block, attention on the host: what is tried."""

_TIE = 1e-9
"""Relative difference below which two placements are equally fast. [1]"""


@lru_cache(maxsize=1024)
def plan(d: Deployment, host: Host = FLEXGEN_HOST) -> Placement | None:
    """The placement with the highest generation throughput.

    Args:
        d: The deployment; its batch is not used, since the block is chosen here.
        host: The machine around the device.

    Returns:
        The best placement over all blocks tried, with or without attention on the host; None
        where the model fits nowhere.

    Sources:
        sheng2023flexgen, section 4.3: block and batch are enumerated, shares solved for.
    """
    best: Placement | None = None
    first = len(_TRIED)
    for place, ceiling, candidate in _by_promise(d, host):
        if best is not None and ceiling < best.throughput * (1 - _TIE):
            break
        solved = _solve(candidate.layer, d, host, candidate.attend, 1 / candidate.block[1])
        if solved is None:
            continue
        found = _placement(d, candidate.layer, candidate.block, candidate.attend, *solved)
        if best is None or _is_better(found, place, best, first):
            best, first = found, place
    return best


def _is_better(found: Placement, place: int, best: Placement, first: int) -> bool:
    """Whether it is faster; between equals the one tried first stands."""
    if abs(found.throughput - best.throughput) <= _TIE * best.throughput:
        return place < first
    return found.throughput > best.throughput


@dataclass(frozen=True)
class _Candidate:
    """A block to solve for."""

    layer: _Layer
    block: tuple[int, int]
    attend: bool


def _by_promise(d: Deployment, host: Host) -> list[tuple[int, float, _Candidate]]:
    """Place in the enumeration, highest conceivable throughput and block; best promise first."""
    found = []
    for place, (batch, batches, attend) in enumerate(_TRIED):
        layer = _layer(d, batch, batches)
        ceiling = _ceiling(layer, d, host, attend, batch * batches, 1 / batches)
        found.append((place, ceiling, _Candidate(layer, (batch, batches), attend)))
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _ceiling(
    layer: _Layer, d: Deployment, host: Host, attend: bool, block: int, batch_share: float
) -> float:
    """Throughput that no placement of a block exceeds; 0 where it cannot be placed. [token/s]

    Each activity alone bounds the time, with the bytes that the device cannot hold moved off it
    in the order that costs this activity least.
    """
    sizes, room = _capacities(layer, d, host, batch_share)[0]
    excess = sum(sizes.values()) - room
    if room < 0:
        return 0.0
    times = {_PREFILL: 0.0, _DECODE: 0.0}
    for (_, phase), terms in _activities(layer, host, attend).items():
        least = terms.get(-1, 0.0) + _least_cost(terms, sizes, excess)
        times[phase] = max(times[phase], least)
    output = d.workload.output_tokens
    whole = (times[_PREFILL] + times[_DECODE] * (output - 1)) * layer.layers
    return block * output / whole


def _least_cost(terms: dict[int, float], sizes: dict[int, float], excess: float) -> float:
    """Least time of an activity when `excess` bytes cannot stay on the device. [s]"""
    rates = []
    for on_device, size in sizes.items():
        if size > 0:
            away = min(terms.get(on_device + step, 0.0) for step in (1, 2))
            rates.append((away / size, size))
    cost = 0.0
    for rate, size in sorted(rates):
        moved = min(size, max(excess, 0.0))
        cost, excess = cost + rate * moved, excess - moved
    return cost


def _placement(
    d: Deployment,
    layer: _Layer,
    block: tuple[int, int],
    attend: bool,
    x: np.ndarray,
    times: dict[str, float],
) -> Placement:
    output = d.workload.output_tokens
    prefill, decode = float(x[_PREFILL]), float(x[_DECODE])
    total = (prefill + decode * (output - 1)) * layer.layers
    shares = {
        (tensor, place): float(min(max(x[_at(tensor, place)], 0.0), 1.0))
        for tensor in TENSORS
        for place in PLACES
    }
    return Placement(
        batch=block[0],
        batches=block[1],
        shares=shares,
        host_attention=attend,
        prefill_time=prefill,
        decode_time=decode,
        block_time=total,
        throughput=block[0] * block[1] * output / total,
        bound=max(times, key=lambda name: times[name]),
    )
