"""From operators to what users ask: times to tokens, throughput, memory, energy and price."""

from __future__ import annotations

from roofline.blocks import kept_tokens
from roofline.layers import (
    Numbers,
    Operator,
    output_length,
    parts_at_once,
    prompt_length,
    requests_per_replica,
    sizes,
)
from roofline.symbols import Namespace, Value
from roofline.timing import ideal_time

TOTAL_NAMES = (
    "prefill_ideal",
    "prefill_expected",
    "decode_ideal",
    "decode_expected",
    "ttft_ideal",
    "ttft_expected",
    "tpot_ideal",
    "tpot_expected",
    "latency_ideal",
    "latency_expected",
    "throughput_ideal",
    "throughput_expected",
    "steady_tpot_ideal",
    "steady_tpot_expected",
    "steady_throughput_ideal",
    "steady_throughput_expected",
    "weight_memory",
    "kv_memory",
    "activation_memory",
    "kv_per_request",
    "memory",
    "max_batch",
)
"""Quantities computed for every deployment, in order."""


def pass_time(operators: list[Operator], xp: Namespace, *, expected: bool) -> Value:
    """Time of one pass: operators one after another, the host's transfers beside them. [s]"""
    device: Value = 0.0
    host: Value = 0.0
    for o in operators:
        one = o.times.expected if expected else ideal_time(xp, o.times)
        if o.kind == "host-transfer":
            host = host + o.count * one
        else:
            device = device + o.count * one
    return xp.maximum(device, host)


def time_totals(n: Numbers, xp: Namespace, prefill: Value, decode: Value) -> list[Value]:
    """Times to tokens and throughputs from the two pass times.

    Args:
        n: Numbers of the deployment.
        xp: Namespace to compute in.
        prefill: Time of a micro-batch's prefill through all stages. [s]
        decode: Time of one decode pass through all stages. [s]

    Returns:
        Time to first token of an unloaded batch [s], time per output token [s], latency of a
        request [s], tokens generated per second over the batch [token/s], then time per output
        token and throughput in steady state, where each new request's prefill interrupts the
        others' decoding once [s, token/s].

    Sources:
        leviathan2022fast, section 3: tokens gained per pass and the cost of drafting.
        agrawal2024taming, section 3.1: prefills of new requests interrupt decoding.
    """
    settled = (1 - n.cascade_share) + n.cascade_cost
    ttft = prefill * (1 + (n.pipeline - 1) / n.pipeline) * (1 + n.compressor_cost) * settled
    step = decode * (1 + n.draft_steps * n.draft_cost)
    tpot = step / (n.accepted_tokens * parts_at_once(n)) * settled
    tokens = output_length(n)
    latency = ttft + tpot * xp.maximum(tokens - 1, 0.0)
    batch = n.batch * n.occupancy
    throughput = batch * n.output_tokens / latency
    others = xp.maximum(requests_per_replica(n, xp) * n.pipeline - 1, 0.0)
    one = prefill / requests_per_replica(n, xp) * settled
    interrupted = tpot + others * one / tokens * (1 - n.disaggregated)
    limit = n.prefill_devices * n.data * n.output_tokens / one
    decoding = batch * n.output_ratio / interrupted
    steady = xp.where_greater(n.disaggregated, 0.5, xp.minimum(decoding, limit), decoding)
    return [ttft, tpot, latency, throughput, interrupted, steady]


def weight_memory(n: Numbers, xp: Namespace) -> Value:
    """Weights held by one device. [B]"""
    size = sizes(n)
    spread = xp.maximum(n.tensor, n.expert)
    layers: Value = 0.0
    for g in n.groups:
        one = g.parameters / n.tensor + g.expert_parameters / spread
        layers = layers + g.count * one
    linear = layers * n.layers_kept * size.weight * n.weights_on_device
    extra = (n.predictor_share + n.extra_head_share) * n.linear_parameters * size.weight / n.tensor
    return (linear + extra) / n.pipeline + n.embedding_parameters * size.embedding / n.tensor


def kv_memory_per_request(n: Numbers, xp: Namespace) -> Value:
    """Cache and state of one request at its full length, on the devices of one replica. [B]"""
    size = sizes(n)
    length = prompt_length(n) + output_length(n)
    total: Value = 0.0
    for g in n.groups:
        kept = kept_tokens(n, xp, length, g.window)
        if g.attention == "softmax":
            heads = xp.maximum(g.kv_heads / n.tensor, 1.0) * n.tensor
            total = total + g.count * kept * heads * (g.head_dim + g.value_dim) / g.layers_per_cache
        elif g.attention == "latent":
            copies = n.tensor
            total = total + g.count * kept * (g.latent_dim + g.rope_dim) * copies
        elif g.attention == "state":
            total = total + g.count * g.state_size
    return total * size.kv * n.layers_kept / (1 - n.paging_waste)


def activation_memory(n: Numbers, xp: Namespace, phases: list[list[Operator]]) -> Value:
    """Live maximum of activations on one device: the stream, and the widest operator's ends. [B]

    A prefill holds one request (or one chunk) at a time, a decode step all of them.
    """
    size = sizes(n)
    requests = requests_per_replica(n, xp)
    live: Value = 0.0
    for operators, share in zip(phases, (1 / requests, 1.0), strict=True):
        for o in operators:
            if o.group >= 0:
                live = xp.maximum(live, (o.cost.read + o.cost.written) * share)
    prompt = prompt_length(n) * (1 - n.prefix_hit) / n.sequence
    stream = xp.maximum(prompt, requests * n.verified_tokens) * n.hidden * size.stream
    return live + stream


def totals(
    n: Numbers,
    xp: Namespace,
    prefill: list[Operator],
    decode: list[Operator],
    *,
    with_expected: bool = True,
) -> list[Value]:
    """All quantities of `TOTAL_NAMES`, in order; zero for expected ones that are not wanted."""
    pairs: list[list[Value]] = []
    for expected in (False, True):
        if expected and not with_expected:
            pairs.append([0.0] * len(pairs[0]))
            continue
        passes = [pass_time(ops, xp, expected=expected) for ops in (prefill, decode)]
        pairs.append([*passes, *time_totals(n, xp, *passes)])
    times = [v for pair in zip(*pairs, strict=True) for v in pair]
    return [*times, *memory_totals(n, xp, [prefill, decode])]


def memory_totals(n: Numbers, xp: Namespace, phases: list[list[Operator]]) -> list[Value]:
    """Memory by part on one device, and the largest batch that fits."""
    weights = weight_memory(n, xp)
    whole = kv_memory_per_request(n, xp)
    on_device = n.kv_on_device / (n.tensor * n.pipeline * n.sequence)
    per_request = whole * on_device
    requests = xp.maximum(n.batch / n.data, 1.0) * n.output_parts
    kv = requests * per_request
    activations = activation_memory(n, xp, phases)
    free = n.capacity * n.capacity_factor - weights - activations
    fits = xp.floor(xp.maximum(free, 0.0) / xp.maximum(per_request * n.output_parts, 1.0)) * n.data
    return [weights, kv, activations, whole, weights + kv + activations, fits]
