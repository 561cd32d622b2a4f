"""Operators of a transformer: what each computes and what it moves.

A function counts; it never divides by a device. All are plain arithmetic over a namespace, so that
they run on floats, arrays and symbols alike (`roofline.symbols`). One multiply-add is 2 FLOP; each
tensor moves once between memory and chip unless a function says otherwise.

Sources:
    Williams, Waterman and Patterson, "Roofline", Communications of the ACM 52(4), 2009: traffic is
    counted at the memory, after the caches.
"""

from __future__ import annotations

from typing import NamedTuple

from roofline.symbols import Namespace, Value

NORM_FLOPS = 7
"""Operations per normalised value: as LLM-Viewer counts them (yuan2024unveiled, 2.3). [FLOP]"""


class Cost(NamedTuple):
    """Work and traffic of one operator.

    Attributes:
        flops: Arithmetic. [FLOP]
        weights: Weights read. [B]
        read: Activations read. [B]
        written: Activations written. [B]
        kv_read: Cached keys, values, latents, states or indices read. [B]
        kv_written: The same, written. [B]
        communicated: Bytes that one device sends to others. [B]
    """

    flops: Value = 0.0
    weights: Value = 0.0
    read: Value = 0.0
    written: Value = 0.0
    kv_read: Value = 0.0
    kv_written: Value = 0.0
    communicated: Value = 0.0

    @property
    def activations(self) -> Value:
        """Activations moved. [B]"""
        return self.read + self.written

    @property
    def bytes(self) -> Value:
        """All traffic of the device's memory. [B]"""
        return self.weights + self.read + self.written + self.kv_read + self.kv_written


def linear(
    tokens: Value,
    d_in: Value,
    d_out: Value,
    *,
    weight_bytes: Value,
    activation_bytes: Value,
    output_bytes: Value | None = None,
) -> Cost:
    """Work and traffic of a dense layer, `y[t, d_out] = x[t, d_in] @ w[d_in, d_out]`.

    Args:
        tokens: Rows of x: batch x prompt in prefill, batch in decode. [token]
        d_in: Rows of w. [1]
        d_out: Columns of w. [1]
        weight_bytes: Storage of one weight, scales included. [B]
        activation_bytes: Storage of one activation read. [B]
        output_bytes: Storage of one activation written; as those read where None. [B]

    Returns:
        flops = 2 t d_in d_out; weights = d_in d_out b_w; read = t d_in b_a; written = t d_out b_a.

    Sources:
        yuan2024unveiled, 2.2: weights, input and output each move once.
    """
    return Cost(
        flops=2 * tokens * d_in * d_out,
        weights=d_in * d_out * weight_bytes,
        read=tokens * d_in * activation_bytes,
        written=tokens * d_out * (activation_bytes if output_bytes is None else output_bytes),
    )


def causal_pairs(xp: Namespace, new: Value, past: Value, window: Value) -> Value:
    """Query-key pairs of `new` tokens after `past` ones under a causal mask.

    Args:
        xp: Namespace to compute in. [1]
        new: Query tokens. [token]
        past: Tokens cached before them. [token]
        window: Most recent tokens that a query sees, itself included. [token]

    Returns:
        Sum over i = 1..new of min(past + i, window). [1]

    Notes:
        The first `ramp` queries still see everything; each later one sees `window` tokens.

    Sources:
        dao2022flashattention, section 3: the masked half of the score matrix is not computed.
    """
    ramp = xp.minimum(new, xp.maximum(window - past, 0.0))
    return ramp * past + ramp * (ramp + 1) / 2 + (new - ramp) * xp.minimum(window, past + new)


def fused_attention(
    rows: Value,
    pairs: Value,
    cached: Value,
    *,
    heads: Value,
    kv_heads: Value,
    head_dim: Value,
    value_dim: Value,
    activation_bytes: Value,
    kv_bytes: Value,
    softmax_flops: Value = 0.0,
) -> Cost:
    """Attention whose scores stay on chip: Q, K, V and O move once.

    Args:
        rows: Query tokens, over the batch. [token]
        pairs: Query-key pairs, over the batch. [1]
        cached: Keys (and values) read, over the batch. [token]
        heads: Query heads. [1]
        kv_heads: Key-value heads. [1]
        head_dim: Width of a query or key head. [1]
        value_dim: Width of a value head. [1]
        activation_bytes: Storage of one activation. [B]
        kv_bytes: Storage of one cached value. [B]
        softmax_flops: Work per score to count beside the products; none by default, because
            softmax runs on vector units while the matrix units work. [FLOP]

    Returns:
        flops = (2 d + 2 d_v + softmax_flops) heads pairs; read = Q; written = O; kv_read = K and
        V once for each key-value head.

    Sources:
        dao2022flashattention, algorithm 1. ainslie2023gqa, section 2.2: query heads of a group
        read the same keys and values.
    """
    return Cost(
        flops=(2 * head_dim + 2 * value_dim + softmax_flops) * heads * pairs,
        read=rows * heads * head_dim * activation_bytes,
        written=rows * heads * value_dim * activation_bytes,
        kv_read=cached * kv_heads * (head_dim + value_dim) * kv_bytes,
    )


def elementwise(
    values: Value,
    *,
    flops_per_value: Value,
    reads: Value,
    writes: Value,
    activation_bytes: Value,
) -> Cost:
    """An operation on each value: norms, activations, residual additions.

    Args:
        values: Values produced. [1]
        flops_per_value: Work per value produced. [FLOP]
        reads: Values read per value produced. [1]
        writes: Values written per value produced. [1]
        activation_bytes: Storage of one activation. [B]

    Returns:
        flops = values x flops_per_value; read and written as stated.

    Sources:
        yuan2024unveiled, 2.3; both operands of an addition are read.
    """
    return Cost(
        flops=values * flops_per_value,
        read=values * reads * activation_bytes,
        written=values * writes * activation_bytes,
    )


MOST_TOKEN_BITS = 16
"""Bits of the token count in `distinct_experts`; more tokens hit no further expert. [1]"""


def distinct_experts(xp: Namespace, experts: Value, top_k: Value, tokens: Value) -> Value:
    """Experts that at least one of `tokens` tokens is routed to, in expectation.

    Args:
        xp: Namespace to compute in. [1]
        experts: Routed experts. [1]
        top_k: Experts per token. [1]
        tokens: Tokens routed together; a fraction is rounded down to whole tokens,
            and more than 65,535 count as so many. [token]

    Returns:
        E (1 - (1 - k/E)^T). [1]

    Notes:
        Uniform, independent routing. Skewed routing hits fewer experts, so that a bound computed
        with this count is an estimate of the bound. The power is a chain of squarings: the same
        multiplications in every language.

    Sources:
        lepikhin2020gshard, section 2.2, for top-k routing; the expectation is that of
        occupied bins: an expert is missed by T tokens with probability (1 - k/E)^T.
    """
    power: Value = 1.0
    base = 1 - top_k / experts
    left = xp.floor(xp.minimum(xp.maximum(tokens, 1.0), 2.0**MOST_TOKEN_BITS - 1))
    for _ in range(MOST_TOKEN_BITS):
        half = xp.floor(left / 2)
        power = power * xp.where_greater(left - 2 * half, 0.5, base, 1.0)
        base = base * base
        left = half
    return experts * (1 - power)


def expert_layer(
    xp: Namespace,
    tokens: Value,
    *,
    hidden: Value,
    intermediate: Value,
    matrices: Value,
    experts: Value,
    top_k: Value,
    local_share: Value,
    weight_bytes: Value,
    activation_bytes: Value,
    spread: Value = 1.0,
) -> Cost:
    """The routed experts of a mixture-of-experts layer on one device.

    Args:
        xp: Namespace to compute in. [1]
        tokens: Tokens routed together over all devices that share the experts. [token]
        hidden: Width of the residual stream. [1]
        intermediate: Inner width of one expert on this device. [1]
        matrices: Matrices of an expert, 3 where gated. [1]
        experts: Routed experts over all devices. [1]
        top_k: Experts per token. [1]
        local_share: Share of the experts that this device holds. [1]
        weight_bytes: Storage of one weight. [B]
        activation_bytes: Storage of one activation. [B]
        spread: Share of the tokens that choose their experts on their own; 0 where all choose
            alike. [1]

    Returns:
        Weights of the distinct experts hit; work of tokens x k rows; rows in and out once, and the
        inner rows written and read between the matrices.

    Sources:
        lepikhin2020gshard, section 2.2: the output is a sum over the chosen experts.
    """
    rows = tokens * top_k * local_share
    choosing = 1 + (tokens - 1) * spread
    return routed_experts(
        rows,
        distinct_experts(xp, experts, top_k, choosing) * local_share,
        hidden=hidden,
        intermediate=intermediate,
        matrices=matrices,
        weight_bytes=weight_bytes,
        activation_bytes=activation_bytes,
    )


def routed_experts(
    rows: Value,
    hit: Value,
    *,
    hidden: Value,
    intermediate: Value,
    matrices: Value,
    weight_bytes: Value,
    activation_bytes: Value,
) -> Cost:
    """The experts of one device, once it is known what they get.

    Args:
        rows: Choices of its experts by tokens. [token]
        hit: Its experts that are chosen at all. [1]
        hidden: Width of the residual stream. [1]
        intermediate: Inner width of one expert on this device. [1]
        matrices: Matrices of an expert, 3 where gated. [1]
        weight_bytes: Storage of one weight. [B]
        activation_bytes: Storage of one activation. [B]

    Returns:
        flops = 2 rows x matrices x h x i; weights of the experts hit; read = rows (h + i) and
        written = rows (h + (matrices - 1) i) activations.
    """
    inner = (matrices - 1) * rows * intermediate * activation_bytes
    return Cost(
        flops=2 * rows * matrices * hidden * intermediate,
        weights=hit * matrices * hidden * intermediate * weight_bytes,
        read=rows * (hidden + intermediate) * activation_bytes,
        written=rows * hidden * activation_bytes + inner,
    )


def gather(tokens: Value, hidden: Value, *, weight_bytes: Value, activation_bytes: Value) -> Cost:
    """An embedding look-up: one row of the table per token, no arithmetic.

    Args:
        tokens: Tokens looked up. [token]
        hidden: Width of a row. [1]
        weight_bytes: Storage of one weight. [B]
        activation_bytes: Storage of one activation. [B]

    Returns:
        weights = t h b_w; written = t h b_a.

    Sources:
        A gather, not a product with a one-hot matrix of vocabulary x hidden.
    """
    return Cost(weights=tokens * hidden * weight_bytes, written=tokens * hidden * activation_bytes)


def state_update(requests: Value, tokens: Value, *, state: Value, state_bytes: Value) -> Cost:
    """A recurrent state, read and written once per pass, updated once per token.

    Args:
        requests: Requests in the batch. [1]
        tokens: Tokens over the batch. [token]
        state: Values of state per request. [1]
        state_bytes: Storage of one value. [B]

    Returns:
        flops = 6 per state value and token: decay, outer product, read-out; the state moves once
        in and once out per request, whatever the number of tokens in the pass.

    Sources:
        gu2023mamba, section 3.3: the scan keeps the state in on-chip memory within a pass.
    """
    moved = requests * state * state_bytes
    return Cost(flops=6 * tokens * state, kv_read=moved, kv_written=moved)


def all_reduce(payload: Value, devices: Value) -> Value:
    """Bytes that one device sends in a ring all-reduce: 2 (n - 1) / n of the payload. [B]

    Args:
        payload: Bytes reduced per device. [B]
        devices: Devices in the ring. [1]

    Sources:
        pope2022efficiently, appendix A.1: reduce-scatter, then all-gather.
    """
    return 2 * (devices - 1) / devices * payload


def all_gather(payload: Value, devices: Value) -> Value:
    """Bytes that one device sends in a ring all-gather (or reduce-scatter): (n - 1) / n. [B]

    Args:
        payload: Bytes of the gathered result. [B]
        devices: Devices in the ring. [1]

    Sources:
        pope2022efficiently, appendix A.1.
    """
    return (devices - 1) / devices * payload


def all_to_all(payload: Value, devices: Value) -> Value:
    """Bytes that one device sends in an all-to-all: all but its own share of its payload. [B]

    Args:
        payload: Bytes that the device holds for all. [B]
        devices: Devices that exchange. [1]

    Sources:
        lepikhin2020gshard, section 3.2: tokens travel to the devices that hold their experts.
    """
    return (devices - 1) / devices * payload
