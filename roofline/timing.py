"""From cost to time: the bound, and the calibrated law.

Both take the same three quotients of an operator, work over peak, traffic over bandwidth and
transfer over link. The bound is their maximum. The law adds a start-up time, efficiencies and a
smooth maximum, with constants fitted to measured kernels (`roofline.calibration`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from roofline.operators import Cost
from roofline.symbols import Namespace, Value


class Roof(NamedTuple):
    """What an operator runs against.

    Attributes:
        peak: Peak of its number format. [FLOP/s]
        bandwidth: Bandwidth of the memory it reads. [B/s]
        link: Bandwidth of the link it sends over. [B/s]
        speedup: How much faster a better kernel is than the one calibrated; 1 for none. [1]
    """

    peak: Value
    bandwidth: Value
    link: Value
    speedup: Value = 1.0


class Law(NamedTuple):
    """Constants of the calibrated law of one class of operators.

    Attributes:
        start: Start-up time. [s]
        compute: Achieved share of the peak. [1]
        memory: Achieved share of the bandwidth. [1]
        serial: Time per unit of the operator's serial length. [s]
        quantise: Passes over the operands that quantising them on the fly takes. [1]
        block: Time per block of prefill attention, or per row of operands that is quantised. [s]
    """

    start: Value
    compute: Value
    memory: Value
    serial: Value
    quantise: Value = 0.0
    block: Value = 0.0


class Times(NamedTuple):
    """The three quotients of an operator, and its calibrated time. All in [s]."""

    compute: Value
    memory: Value
    link: Value
    expected: Value


Overlap = Literal["nothing", "traffic", "steps"]
"""What of a kernel runs beside its work."""


def ideal_time(xp: Namespace, times: Times) -> Value:
    """The bound: no operator is faster than its slowest resource. [s]

    Args:
        xp: Namespace to compute in. [1]
        times: Quotients of the operator. [s]

    Sources:
        Williams, Waterman and Patterson, "Roofline", Communications of the ACM 52(4), 2009.
    """
    return xp.maximum(xp.maximum(times.compute, times.memory), times.link)


def kernel_times(
    xp: Namespace,
    cost: Cost,
    roof: Roof,
    law: Law,
    serial_length: Value,
    operand_values: Value = 0.0,
    blocks: Value = 0.0,
    filling: Value = 0.0,
    *,
    overlap: Overlap = "traffic",
) -> Times:
    """Quotients and calibrated time of a kernel that sends nothing.

    Args:
        xp: Namespace to compute in. [1]
        cost: Work and traffic. [FLOP, B]
        roof: What it runs against. [FLOP/s, B/s]
        law: Constants of its class. [1]
        serial_length: Steps that cannot run side by side: `split_steps`, `prefill_steps`,
            `decode_steps`. [1]
        operand_values: Activations that enter, quantised on the fly below 16 bits, or sorted by
            expert. [1]
        blocks: `query_blocks` of prefill attention; rows of operands that are quantised. [1]
        filling: `filling_work` of a product, beside its own. [FLOP]
        overlap: What runs beside work: its traffic, in products; its traffic and its serial steps,
            in decode attention; nothing, in prefill attention.

    Returns:
        expected = (start + sqrt((c / e_c)^2 + (m / e_m)^2) + serial x length + block x blocks +
        quantise x 3 B x values / bandwidth) / speed-up: a smooth maximum with exponent 2 over what
        overlaps, the sum over what does not, and one pass that reads 16-bit values and writes
        8-bit ones; zero where there is nothing to run. A speed-up brings a kernel to its bound,
        not below. [s]
    """
    compute, memory = cost.flops / roof.peak, cost.bytes / roof.bandwidth
    c, m = (compute + filling / roof.peak) / law.compute, memory / law.memory
    steps = law.serial * serial_length
    if overlap == "steps":
        busy = xp.sqrt(c * c + m * m + steps * steps)
    else:
        busy = (xp.sqrt(c * c + m * m) if overlap == "traffic" else c + m) + steps
    expected = law.start + busy + law.block * blocks
    expected = expected + law.quantise * (3 * operand_values / roof.bandwidth)
    launched = xp.where_greater(cost.flops + cost.bytes, 0.0, 1.0, 0.0)
    nearest = xp.minimum(expected, xp.maximum(compute, memory))
    expected = xp.maximum(expected / roof.speedup, nearest)
    return Times(compute, memory, 0.0, expected * launched)


REFERENCE_PEAK = 1e15
"""Peak at which the serial time of prefill attention is stated. [FLOP/s]"""


def split_steps(xp: Namespace, inner: Value) -> Value:
    """Serial length of a matrix product over an inner dimension. [1]

    Args:
        xp: Namespace to compute in. [1]
        inner: Inner dimension, k below. [1]

    Returns:
        sqrt(k): cut into s pieces, k / s steps are followed by s partial sums to add; the best s
        grows with sqrt(k), and so does the time.
    """
    return xp.sqrt(inner)


TILE_DEPTH = 64
"""Inner steps that a tile of a product takes to fill and to drain. [1]"""


def filling_work(flops: Value, inner: Value) -> Value:
    """Work that a product's units could do while its tiles fill and drain. [FLOP]

    Args:
        flops: Work of the product. [FLOP]
        inner: Inner dimension. [1]

    Returns:
        The product's own work over as many further inner steps as `TILE_DEPTH`.
    """
    return flops * (TILE_DEPTH / inner)


def prefill_steps(length: Value, peak: Value) -> Value:
    """Serial length of prefill attention: the last queries pass over all keys. [1]

    Args:
        length: Cached and new tokens of a request. [token]
        peak: 16-bit peak of the device; a step is arithmetic of one block of queries. [FLOP/s]
    """
    return length * (REFERENCE_PEAK / peak)


QUERY_BLOCK = 128
"""Queries of a head that a block of prefill attention works on. [token]"""


def query_blocks(xp: Namespace, rows: Value, new: Value) -> Value:
    """Blocks of queries that prefill attention is cut into, each of which is set up and ended. [1]

    Args:
        xp: Namespace to compute in. [1]
        rows: Requests times query heads. [1]
        new: New tokens of a request. [token]
    """
    return rows * xp.maximum(new / QUERY_BLOCK, 1.0)


def decode_steps(xp: Namespace, rows: Value, length: Value) -> Value:
    """Serial length of decode attention: each request's heads, and a cut of the cache. [1]

    Args:
        xp: Namespace to compute in. [1]
        rows: Requests times key-value heads. [1]
        length: Cached tokens of a request. [token]

    Returns:
        sqrt(rows^2 + 8 length): many short rows take their number, few long ones the root of their
        length, as keys and values are cut along it as in `split_steps`.
    """
    return xp.sqrt(rows * rows + 8 * length)


def link_time(
    xp: Namespace,
    sent: Value,
    link: Value,
    devices: Value,
    steps: Value,
    constants: Mapping[str, Value],
) -> Value:
    """Calibrated time of a collective: the quicker of one exchange of all with all, and a ring.

    Args:
        xp: Namespace to compute in. [1]
        sent: Bytes that one device sends around the ring. [B]
        link: Link of one device, one direction. [B/s]
        devices: Devices that take part. [1]
        steps: Steps of the ring, one after another. [1]
        constants: Fields named in `roofline.inputs.LINK_FIELDS`. [s, 1]

    Returns:
        min(one_shot + step x steps + sent n / 2 / (e_1 link), start + sent / (e_2 link)). [s]
    """
    direct = constants["link_one_shot"] + constants["link_step"] * steps
    direct = direct + sent * devices / 2 / (constants["link_one_shot_share"] * link)
    around = constants["link_start"] + sent / (constants["link_share"] * link)
    return xp.minimum(direct, around)
