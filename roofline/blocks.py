"""The blocks of a layer, written out as operators: attention of each kind, feed-forward, experts.

Each function appends to a `PhaseBuilder`. `g` is the numbers of one layer group. Tensor parallelism
divides heads and inner widths; the residual stream is held whole by every device.

Left out: sampling, biases' traffic.
"""

from __future__ import annotations

from typing import Any

from roofline import operators as op
from roofline import unfused
from roofline.indexer import indexer
from roofline.layers import Numbers, PhaseBuilder
from roofline.operators import Cost
from roofline.symbols import Value
from roofline.timing import Roof, decode_steps, kernel_times, prefill_steps

Group = Any


def used_heads(b: PhaseBuilder) -> Value:
    """Share of attention heads that a token of this phase uses. [1]"""
    return b.n.attention_density if b.step.phase == "decode" else 1.0


def used_neurons(b: PhaseBuilder) -> Value:
    """Share of feed-forward neurons that a token of this phase uses. [1]"""
    return b.n.ffn_density if b.step.phase == "decode" else 1.0


def used_by_any(b: PhaseBuilder, density: Value) -> Value:
    """Share of neurons or heads that at least one token of the pass uses, in expectation. [1]

    Sources:
        liu2023dejavu, section 4: each token chooses its own neurons; a batch reads their union.
    """
    if isinstance(density, float) and density == 1.0:
        return 1.0
    return op.distinct_experts(b.xp, 1.0, density, b.step.tokens)


def local_kv_heads(b: PhaseBuilder, g: Group) -> Value:
    """Key-value heads on one device; a head is copied where there are more devices. [1]"""
    return b.xp.maximum(g.kv_heads / b.n.tensor, 1.0)


def kept_tokens(n: Numbers, xp: Any, past: Value, window: Value) -> Value:
    """Cached tokens of a request that are kept. [token]"""
    kept = xp.minimum(past * n.kv_share_kept, n.kv_tokens_kept)
    return xp.minimum(kept, window)


def read_tokens(n: Numbers, xp: Any, kept: Value) -> Value:
    """Kept tokens that a decode step reads, averaged over layers. [token]"""
    sparse = xp.minimum(kept * n.kv_share_read, n.kv_tokens_read)
    return n.sparse_layers * sparse + (1 - n.sparse_layers) * kept


def attended(b: PhaseBuilder, g: Group) -> tuple[Value, Value]:
    """Query-key pairs over the micro-batch, and cached tokens read over it. [1], [token]"""
    n, xp, step = b.n, b.xp, b.step
    if step.phase == "prefill":
        most = xp.minimum(xp.minimum(g.window, g.index_tokens), n.prefill_tokens_read)
        pairs = op.causal_pairs(xp, step.new, step.past, most) * n.prefill_share_read
        # a chunk reads what came before it: over all chunks, half the new tokens once per chunk
        again = (step.chunks - 1) / 2 * xp.minimum(step.new, g.window)
        seen = xp.minimum(step.past, g.window) * step.chunks + step.new + again
        return step.requests * pairs / n.sequence, step.requests * seen
    kept = xp.minimum(kept_tokens(n, xp, step.past, g.window), g.index_tokens)
    read = read_tokens(n, xp, kept) / n.sequence
    pairs = step.requests * step.new * (read + (step.new - 1) / 2)
    shared = n.prefix_shared_read * n.prefix_hit
    copies = step.requests * (1 - shared) + shared
    return pairs, copies * read


def rotate(b: PhaseBuilder, values: Value) -> None:
    """Positions turned into queries and keys, on their way into the cache."""
    b.wise("rotary", values, 3.0, 1.0, 1.0)


def choose_tokens(b: PhaseBuilder, g: Group) -> None:
    """The indexer of a layer that has its own."""
    if g.has_index:
        indexer(b, g, kept_tokens(b.n, b.xp, b.step.past, g.window))


def softmax_attention(b: PhaseBuilder, g: Group) -> None:
    """Projections, attention over cached keys and values, output projection."""
    n, t, tp = b.n, b.step.tokens, b.n.tensor
    share, local = used_heads(b), local_kv_heads(b, g)
    read = used_by_any(b, share)
    q = g.heads * g.head_dim / tp * (1 + g.query_gate)
    kv = local * (g.head_dim + g.value_dim) / g.layers_per_cache
    projected = local * (g.head_dim + g.value_dim * (1 - g.key_is_value)) / g.layers_per_cache
    fused = op.linear(
        t,
        n.hidden,
        q + projected,
        weight_bytes=b.size.weight * read * b.step.weight_reads,
        activation_bytes=b.size.activation,
    )
    qkv = fused._replace(
        flops=fused.flops * n.weights_computed * share,
        written=t * q * share * b.size.stream,
        kv_written=t * (kv * share + index_width(g)) * b.size.kv,
    )
    b.product("qkv_proj", qkv, t, n.hidden)
    rotate(b, t * (g.heads / tp * share + local) * g.head_dim)
    choose_tokens(b, g)
    pairs, cached = attended(b, g)
    attention_core(b, g, pairs, cached, g.heads / tp * share, local * share)
    b.gemm("out_proj", t, g.heads * g.value_dim / tp, n.hidden, share=share, read=read)


def index_width(g: Group) -> Value:
    """Index key cached per token and layer, where an indexer picks the tokens read. [1]"""
    return g.index_dim / g.layers_per_cache


def index_traffic(b: PhaseBuilder, g: Group, kv_heads: Value) -> Value:
    """Index of an added method, read to choose tokens in decode. [B]"""
    n, step = b.n, b.step
    if step.phase == "prefill":
        return 0.0
    kept = kept_tokens(n, b.xp, step.past, g.window)
    return step.requests * kept * kv_heads * n.index_bytes / n.sequence


def attention_steps(b: PhaseBuilder, kv_heads: Value, cached: Value) -> Value:
    """Serial length of an attention kernel over `cached` tokens of the micro-batch. [1]"""
    step, xp = b.step, b.xp
    if step.phase == "prefill":
        return prefill_steps(step.past + step.new, b.peak(16.0))
    return decode_steps(xp, step.requests * kv_heads, cached / step.requests)


def attention_core(
    b: PhaseBuilder, g: Group, pairs: Value, cached: Value, heads: Value, kv_heads: Value
) -> None:
    """The attention kernel itself, fused or with its score matrix in memory."""
    n, step = b.n, b.step
    cost = op.fused_attention(
        step.tokens,
        pairs,
        cached,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=g.head_dim,
        value_dim=g.value_dim,
        activation_bytes=b.size.stream,
        kv_bytes=b.size.kv,
    )
    cost = _blend(cost, _unfused(b, g, pairs, cached, heads, kv_heads), n.fused_attention)
    on_device = n.kv_on_device + (1 - n.kv_on_device) * (1 - n.host_attention)
    cost = cost._replace(kv_read=cost.kv_read * on_device + index_traffic(b, g, kv_heads))
    b.attend("attention", cost, attention_steps(b, kv_heads, cached), heads)


def _blend(fused: Cost, unfused: Cost, share: Value) -> Cost:
    """Cost where `share` of the launches is fused; one of both at its ends."""
    return Cost(*(share * f + (1 - share) * u for f, u in zip(fused, unfused, strict=True)))


def _unfused(
    b: PhaseBuilder, g: Group, pairs: Value, cached: Value, heads: Value, kv_heads: Value
) -> Cost:
    """Scores, softmax and weighted values, each with its matrix in memory.

    A prefill computes the whole rectangle of scores and masks it afterwards.
    """
    step, size = b.step, b.size
    matrix = step.tokens * (step.past + step.new) if step.phase == "prefill" else pairs
    widths = {"heads": heads, "kv_heads": kv_heads, "activation_bytes": size.stream}
    t = step.tokens
    parts = (
        unfused.scores(t, matrix, matrix, cached, head_dim=g.head_dim, kv_bytes=size.kv, **widths),
        unfused.softmax(
            matrix, matrix, heads=heads, flops_per_score=0.0, activation_bytes=size.stream
        ),
        unfused.weighted_values(
            t, matrix, matrix, cached, value_dim=g.value_dim, kv_bytes=size.kv, **widths
        ),
    )
    return Cost(*(sum(numbers, 0.0) for numbers in zip(*parts, strict=True)))


def latent_attention(b: PhaseBuilder, g: Group) -> None:
    """Multi-head latent attention: absorbed in decode, expanded in prefill.

    Sources:
        deepseekai2024deepseek, section 2.1.2: the up-projections of keys and values are absorbed
        into those of queries and output, so that decode attends over the latent itself.
    """
    n, t, tp = b.n, b.step.tokens, b.n.tensor
    heads = g.heads / tp
    q_width = heads * (g.head_dim + g.rope_dim)
    down = g.query_rank + g.latent_dim + g.rope_dim
    b.gemm("latent_down_proj", t, n.hidden, down)
    b.operators[-1] = _with_cache_write(b, g)
    inner = b.xp.where_greater(g.query_rank, 0.5, g.query_rank, n.hidden)
    b.gemm("q_up_proj", t, inner, q_width)
    b.gemm("kv_up_proj", t, g.latent_dim, heads * (g.head_dim + g.value_dim))
    rotate(b, t * (heads + 1) * g.rope_dim)
    choose_tokens(b, g)
    pairs, cached = attended(b, g)
    width = g.latent_dim + g.rope_dim
    if b.step.phase == "decode":
        flops = 2 * (width + g.latent_dim) * heads * pairs
        rows = t * heads * (width + g.latent_dim) * b.size.stream / 2
        cost = Cost(flops=flops, read=rows, written=rows, kv_read=cached * width * b.size.kv)
    else:
        cost = op.fused_attention(
            t,
            pairs,
            cached,
            heads=heads,
            kv_heads=heads,
            head_dim=g.head_dim + g.rope_dim,
            value_dim=g.value_dim,
            activation_bytes=b.size.stream,
            kv_bytes=b.size.stream,
        )
        cost = cost._replace(read=cost.read + cost.kv_read, kv_read=0.0)
    b.attend("attention", cost, attention_steps(b, 1.0, cached), heads)
    b.gemm("out_proj", t, heads * g.value_dim, n.hidden)


def _with_cache_write(b: PhaseBuilder, g: Group) -> Any:
    """The last operator, with the latent written to the cache."""
    last = b.operators[-1]
    written = b.step.tokens * (g.latent_dim + g.rope_dim) * b.size.kv
    return type(last)(
        last.name, last.kind, last.group, last.count, last.cost._replace(kv_written=written),
        last.times,
    )  # fmt: skip


def state_mixer(b: PhaseBuilder, g: Group) -> None:
    """A recurrent mixer: its projections, and the state read and written once per request.

    A product leads in and one leads out; how the weights divide between them is not told by a
    model's numbers, so each has half. Between them lie a short convolution and a gated norm.
    """
    n, t = b.n, b.step.tokens
    half = g.state_parameters / n.hidden / n.tensor / 2
    b.gemm("mixer_in_proj", t, n.hidden, half)
    b.wise("mixer_convolution", t * half, float(op.NORM_FLOPS), 1.0, 1.0)
    state = g.state_size / n.tensor
    cost = op.state_update(b.step.requests, t, state=state, state_bytes=b.size.stream)
    law = b.named_law("elementwise")
    roof = Roof(n.peak_vector * n.compute_factor, b.bandwidth, n.link, n.elementwise_speedup)
    b.add("state_update", "scan", cost, kernel_times(b.xp, cost, roof, law, 0.0))
    b.wise("mixer_norm", t * half, float(op.NORM_FLOPS), 1.0, 1.0)
    b.gemm("mixer_out_proj", t, half, n.hidden)


def dense_ffn(b: PhaseBuilder, width: Value, matrices: Value, *, name: str = "") -> None:
    """A dense feed-forward block: up (and gate), activation, down."""
    n, t = b.n, b.step.tokens
    share = used_neurons(b)
    read = used_by_any(b, share)
    inner = width / n.tensor
    b.gemm(f"{name}gate_up_proj", t, n.hidden, (matrices - 1) * inner, share=share, read=read)
    b.wise(f"{name}activation", t * inner * share, 5.0, matrices - 1, 1.0)
    b.gemm(f"{name}down_proj", t, inner, n.hidden, share=share, read=read)


def expert_ffn(b: PhaseBuilder, g: Group) -> None:
    """Router, shared expert, routed experts, and the exchange that expert parallelism needs.

    Tensor-parallel devices hold the same tokens, so that experts spread over them alone need no
    exchange: the sum after the block does it. Beyond them, each device sends its part of the
    tokens to the devices that hold their experts, and back.
    """
    n, t, xp = b.n, b.step.tokens, b.xp
    b.gemm("router", t, n.hidden, g.experts)
    b.wise("router_top_k", t * g.experts, 5.0, 1.0, 0.0)
    replicas = xp.maximum(n.expert / n.tensor, 1.0)
    split = xp.maximum(n.tensor / n.expert, 1.0)
    payload = t / n.tensor * g.top_k * g.expert_width * b.size.communicated
    sent = op.all_to_all(payload, n.expert)
    sent = xp.where_greater(replicas, 1.0, sent, 0.0)
    devices = xp.where_greater(replicas, 1.0, n.expert, 1.0)
    if g.has_latent:
        b.gemm("latent_down_proj", t, n.hidden, g.expert_width / n.tensor)
    b.collective("dispatch", "all-to-all", sent, devices, devices - 1)
    cost = op.expert_layer(
        xp,
        t * replicas,
        hidden=g.expert_width,
        intermediate=g.intermediate / split,
        matrices=g.matrices,
        experts=g.experts,
        top_k=g.top_k,
        local_share=1 / n.expert,
        spread=n.routing_spread,
        weight_bytes=b.size.expert * b.step.weight_reads,
        activation_bytes=b.size.expert_activation,
    )
    flops = cost.flops * n.weights_computed
    b.routed("experts", cost._replace(flops=flops), t * replicas * g.top_k * g.expert_width)
    b.collective("combine", "all-to-all", sent, devices, devices - 1)
    if g.has_latent:
        b.gemm("latent_up_proj", t, g.expert_width / n.tensor, n.hidden)
    if g.has_shared:
        dense_ffn(b, g.shared_intermediate, g.matrices, name="shared_")


def tensor_all_reduce(b: PhaseBuilder, name: str) -> None:
    """The sum over tensor-parallel devices after a row-split product."""
    n = b.n
    payload = b.step.tokens * n.hidden * b.size.communicated
    sent = op.all_reduce(payload, n.tensor)
    b.collective(name, "all-reduce", sent, n.tensor, 2 * (n.tensor - 1))
