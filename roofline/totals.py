"""From operators to what users ask: times to tokens, throughput and memory."""

from __future__ import annotations

from roofline.footprint import kv_per_request, memory_totals
from roofline.layers import (
    Numbers,
    Operator,
    output_length,
    parts_at_once,
    prompt_length,
    requests_per_replica,
)
from roofline.mixed import mixed_step, step_time
from roofline.symbols import Namespace, Value

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


def tokens_per_pass(n: Numbers) -> Value:
    """Tokens of an answer that one decode pass yields. [token]"""
    return n.accepted_tokens * parts_at_once(n)


def settled_by_cascade(n: Numbers) -> Value:
    """Time per request over this model's alone: the small model's, and this one's for the rest."""
    return (1 - n.cascade_share) + n.cascade_cost


def first_token(n: Numbers, xp: Namespace, prefill: Value) -> Value:
    """Time to first token of an unloaded device. [s]

    Args:
        n: Numbers of the deployment.
        xp: Namespace to compute in.
        prefill: Time of a micro-batch's prefill through all stages. [s]

    Notes:
        The last of p micro-batches leaves p stages after 1 + (p - 1) / p passes. Disaggregated
        instances hand the prompt's cache over before decoding starts.
    """
    shards = n.tensor * n.pipeline * n.sequence
    moved = requests_per_replica(n, xp) * kv_per_request(n, xp, prompt_length(n)) / shards
    hand_over = n.disaggregated * moved / n.link
    compute = prefill * (1 + (n.pipeline - 1) / n.pipeline) * (1 + n.compressor_cost)
    return (compute + hand_over) * settled_by_cascade(n)


def time_per_token(
    n: Numbers, xp: Namespace, prefill: Value, tpot: Value, mixed: Value, entering: Value
) -> Value:
    """Time per output token where new requests enter as others leave. [s]

    Args:
        n: Numbers of the deployment.
        xp: Namespace to compute in.
        prefill: Time of a micro-batch's prefill through all stages. [s]
        tpot: Time per output token of an undisturbed batch. [s]
        mixed: The same under chunked prefill, where each step also carries a chunk. [s]
        entering: Requests whose prefill falls between a request's first and last token. [1]

    Notes:
        Prefills interrupt decoding, except on disaggregated instances.

    Sources:
        agrawal2024taming, section 3.1: prefills of new requests stall ongoing decodes.
    """
    one = prefill / requests_per_replica(n, xp) * settled_by_cascade(n)
    whole = tpot + entering * one / output_length(n) * (1 - n.disaggregated)
    return xp.where_greater(n.chunk_tokens, 0.5, mixed, whole)


def time_totals(
    n: Numbers, xp: Namespace, prefill: Value, decode: Value, mixed: Value
) -> list[Value]:
    """Times to tokens and throughputs from pass times.

    Args:
        n: Numbers of the deployment.
        xp: Namespace to compute in.
        prefill: Time of a micro-batch's prefill through all stages. [s]
        decode: Time of one decode pass through all stages. [s]
        mixed: Time of one decode pass that also carries its share of arriving prompts. [s]

    Returns:
        Time to first token of an unloaded batch [s], time per output token [s], latency of a
        request [s], tokens generated per second over the batch [token/s], then time per output
        token and throughput in steady state [s, token/s].

    Sources:
        leviathan2022fast, section 3: tokens gained per pass and the cost of drafting.
        zhong2024distserve, section 3: prefill and decode instances are matched in rate.
    """
    settled = settled_by_cascade(n)
    ttft = first_token(n, xp, prefill)
    drafting = decode * n.draft_steps * n.draft_cost
    tpot = (decode + drafting) / tokens_per_pass(n) * settled
    latency = ttft + tpot * xp.maximum(output_length(n) - 1, 0.0)
    batch = n.batch * n.occupancy
    throughput = batch * n.output_tokens / latency
    shared = (mixed + drafting) / tokens_per_pass(n) * settled
    # between a request's tokens every other place is refilled once; over a whole cycle its own too
    places = requests_per_replica(n, xp) * n.pipeline
    others = xp.maximum(places - 1, 0.0)
    interrupted = time_per_token(n, xp, prefill, tpot, shared, others)
    busy = time_per_token(n, xp, prefill, tpot, shared, places)
    one = prefill / requests_per_replica(n, xp) * settled
    limit = n.prefill_devices * n.data * n.output_tokens / one
    decoding = batch * n.output_ratio / busy
    steady = xp.where_greater(n.disaggregated, 0.5, xp.minimum(decoding, limit), decoding)
    return [ttft, tpot, latency, throughput, interrupted, steady]


def totals(
    n: Numbers,
    xp: Namespace,
    prefill: list[Operator],
    decode: list[Operator],
    *,
    with_expected: bool = True,
) -> list[Value]:
    """All quantities of `TOTAL_NAMES`, in order; zero for expected ones that are not wanted."""
    first, step = (step_time(ops, xp, expected=False) for ops in (prefill, decode))
    entering = tokens_per_pass(n) / output_length(n)
    mixed = mixed_step(n, xp, prefill, decode, entering)
    columns = [[first, step, *time_totals(n, xp, first, step, mixed)]]
    if with_expected:
        slow_first, slow_step = (step_time(ops, xp, expected=True) for ops in (prefill, decode))
        slower = (slow_step + entering * slow_first) / (step + entering * first)
        times = time_totals(n, xp, slow_first, slow_step, mixed * slower)
        columns.append([slow_first, slow_step, *times])
    else:
        columns.append([0.0] * len(columns[0]))
    pairs = [v for pair in zip(*columns, strict=True) for v in pair]
    return [*pairs, *memory_totals(n, xp, prefill, decode)]
