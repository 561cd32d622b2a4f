"""Memory of a deployment by part, and the largest batch that fits."""

from __future__ import annotations

from roofline.blocks import Group, kept_tokens
from roofline.layers import (
    Numbers,
    Operator,
    output_length,
    parts_at_once,
    prefill_pass,
    prompt_length,
    requests_per_replica,
    sizes,
)
from roofline.symbols import Namespace, Value


def weight_memory(n: Numbers, xp: Namespace) -> Value:
    """Weights held by one device, those of a draft model included. [B]"""
    size = sizes(n, xp)
    spread = xp.maximum(n.tensor, n.expert)
    layers: Value = 0.0
    for g in n.groups:
        one = g.parameters / n.tensor * size.weight + g.expert_parameters / spread * size.expert
        layers = layers + g.count * one
    linear = layers * n.layers_kept * n.weights_on_device
    extra = (n.predictor_share + n.extra_head_share) * n.linear_parameters * size.weight / n.tensor
    ends = n.embedding_parameters * size.embedding / n.tensor + n.extra_parameters * size.stream
    return (linear + extra) / n.pipeline + ends + n.draft_memory / n.tensor


def values_per_token(n: Numbers, xp: Namespace, g: Group) -> Value:
    """Cached values of one token and layer, over the devices of a tensor-parallel group. [1]

    A key-value head, a latent or an index key that cannot be cut is held by every device.
    """
    if g.attention == "softmax":
        heads = xp.maximum(g.kv_heads / n.tensor, 1.0) * n.tensor
        return (heads * (g.head_dim + g.value_dim) + n.tensor * g.index_dim) / g.layers_per_cache
    width = g.latent_dim + g.rope_dim + g.index_dim
    return n.tensor * width / g.layers_per_cache


def kv_per_request(n: Numbers, xp: Namespace, length: Value) -> Value:
    """Cache and state of one request over the devices of one replica. [B]

    Args:
        n: Numbers of the deployment.
        xp: Namespace to compute in.
        length: Tokens of the request so far. [token]

    Sources:
        kwon2023pagedattention, section 3: cache reserved but unused, here as `paging_waste`.
    """
    size = sizes(n, xp)
    cache: Value = 0.0
    state: Value = 0.0
    for g in n.groups:
        if g.attention == "state":
            state = state + g.count * g.state_size
        elif g.attention != "none":
            kept = kept_tokens(n, xp, length, g.window)
            cache = cache + g.count * kept * values_per_token(n, xp, g)
    total = cache * size.kv / (1 - n.paging_waste) + state * size.stream
    return total * n.layers_kept


def widest(operators: list[Operator], xp: Namespace) -> Value:
    """Activations that the widest operator inside layers reads and writes. [B]"""
    live: Value = 0.0
    for o in operators:
        if o.group >= 0:
            live = xp.maximum(live, o.cost.read + o.cost.written)
    return live


def activations_at_once(
    n: Numbers, xp: Namespace, prefill: list[Operator], decode: list[Operator]
) -> tuple[Value, Value]:
    """Live maximum of a prefill, and of a decode step per request in flight. [B]

    Returns:
        The residual stream beside the ends of the widest operator: of one request, or one chunk
        of it, in prefill; of each request of a micro-batch in decode.
    """
    requests = requests_per_replica(n, xp)
    step = prefill_pass(n, xp)
    stream = n.hidden * sizes(n, xp).stream
    one = (widest(prefill, xp) + step.tokens * stream) / (requests * step.chunks)
    rows = n.verified_tokens * parts_at_once(n)
    return one, widest(decode, xp) / requests + rows * stream


def memory_totals(
    n: Numbers, xp: Namespace, prefill: list[Operator], decode: list[Operator]
) -> list[Value]:
    """Weights, cache and activations of one device, cache of one request over its replica, their
    sum, and the largest batch that fits. [B], [1]

    Notes:
        In flight are a prefill's activations or a decode step's, whichever is more; the largest
        batch satisfies both.
    """  # noqa: D205
    weights = weight_memory(n, xp)
    whole = kv_per_request(n, xp, prompt_length(n) + output_length(n))
    shards = n.tensor * n.pipeline * n.sequence
    one = whole * n.kv_on_device / shards * parts_at_once(n)
    requests = xp.maximum(n.batch / n.data, 1.0)
    entering, each = activations_at_once(n, xp, prefill, decode)
    flight = xp.maximum(entering, requests_per_replica(n, xp) * each)
    free = n.capacity * n.capacity_factor - weights
    beside_prefill = xp.maximum(free - entering, 0.0) / xp.maximum(one, 1.0)
    beside_decode = xp.maximum(free, 0.0) / (one + each * n.occupancy / n.pipeline)
    most = xp.floor(xp.minimum(beside_prefill, beside_decode)) * n.data
    return [weights, requests * one, flight, whole, weights + requests * one + flight, most]
