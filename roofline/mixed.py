"""Time of a pass, alone or as a step that decodes some requests and prefills a chunk of others."""

from __future__ import annotations

from roofline.layers import Numbers, Operator, prefill_pass
from roofline.symbols import Namespace, Value
from roofline.timing import ideal_time

HOST = "host-transfer"
ATTENTION = ("context-attention", "generation-attention")


def step_time(operators: list[Operator], xp: Namespace, *, expected: bool) -> Value:
    """Time of one pass: operators one after another, the host's transfers beside them. [s]

    Args:
        operators: Operators of the pass.
        xp: Namespace to compute in.
        expected: Add calibrated times rather than bounds.
    """
    device: Value = 0.0
    host: Value = 0.0
    for o in operators:
        one = o.times.expected if expected else ideal_time(xp, o.times)
        if o.kind == HOST:
            host = host + o.count * one
        else:
            device = device + o.count * one
    return xp.maximum(device, host)


def mixed_step(
    n: Numbers, xp: Namespace, prefill: list[Operator], decode: list[Operator], entering: Value
) -> Value:
    """Bound of a decode step that also carries chunks of the prompts that arrive meanwhile. [s]

    Args:
        n: Numbers of the deployment.
        xp: Namespace to compute in.
        prefill: Operators of the pass over a micro-batch's prompts.
        decode: Operators of a decode pass.
        entering: Share of such a prefill that arrives per decode step. [1]

    Notes:
        A matrix product runs once over the rows of both and reads its weights once, so that the
        chunk's arithmetic hides behind the reading that decoding needs anyway. Attention runs
        separately. Where more prompt tokens arrive than a chunk holds, the step is repeated and
        weights are read again.

    Sources:
        agrawal2023sarathi, section 4.2: decodes piggyback on the chunk of a prefill.
    """
    step = prefill_pass(n, xp)
    repeats = xp.maximum(entering * step.tokens / xp.maximum(n.chunk_tokens, 1.0), 1.0)
    partners = {(o.group, o.name): o for o in prefill}
    device: Value = 0.0
    host: Value = 0.0
    for own in decode:
        partner = partners.get((own.group, own.name))
        if own.kind == HOST:
            host = host + own.count * own.times.link
        elif partner is None:
            device = device + own.count * ideal_time(xp, own.times)
        elif own.kind in ATTENTION:
            device = device + own.count * ideal_time(xp, own.times)
            device = device + entering * partner.count * ideal_time(xp, partner.times)
        else:
            reading = _weights_time(n, own), _weights_time(n, partner)
            once = xp.maximum(reading[0], reading[1] / step.weight_reads) * repeats
            device = device + _together(xp, own, partner, entering, reading, once)
    return xp.maximum(device, host)


def _weights_time(n: Numbers, o: Operator) -> Value:
    """Time that reading an operator's weights takes over its launches. [s]"""
    return o.count * o.cost.weights / (n.bandwidth * n.bandwidth_factor)


def _together(
    xp: Namespace,
    own: Operator,
    partner: Operator,
    entering: Value,
    reading: tuple[Value, Value],
    once: Value,
) -> Value:
    """Bound of an operator over the rows of a decode step and its share of a prefill. [s]"""
    compute = own.count * own.times.compute + entering * partner.count * partner.times.compute
    link = own.count * own.times.link + entering * partner.count * partner.times.link
    moved = own.count * own.times.memory - reading[0]
    moved = moved + entering * (partner.count * partner.times.memory - reading[1])
    return xp.maximum(xp.maximum(compute, moved + once), link)
