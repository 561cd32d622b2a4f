"""A whole phase: layers in their groups, embedding, head, and what crosses devices or the host."""

from __future__ import annotations

from typing import Any

from roofline import blocks
from roofline import operators as op
from roofline.layers import (
    Numbers,
    Operator,
    Pass,
    PhaseBuilder,
    PhaseName,
    decode_pass,
    prefill_pass,
)
from roofline.operators import Cost
from roofline.symbols import Namespace
from roofline.timing import Times


def phase_operators(n: Numbers, xp: Namespace, phase: PhaseName) -> list[Operator]:
    """All operators of one pass on one device, in order of execution.

    Args:
        n: Numbers of the deployment, named as in `roofline.inputs`.
        xp: Namespace to compute in.
        phase: `prefill` over the prompts, or one `decode` step.

    Returns:
        Operators with their counts; costs and times are of one launch. Pipeline stages are added
        up: the list is what one micro-batch runs through from the first stage to the last.
    """
    return pass_operators(n, xp, prefill_pass(n, xp) if phase == "prefill" else decode_pass(n, xp))


def pass_operators(n: Numbers, xp: Namespace, step: Pass) -> list[Operator]:
    """All operators of a pass on one device, in order of execution.

    Args:
        n: Numbers of the deployment, named as in `roofline.inputs`.
        xp: Namespace to compute in.
        step: What the pass runs over.
    """
    b = PhaseBuilder(n, xp, step)
    embedding(b)
    for index in range(len(n.groups)):
        layer_group(b, index)
    head(b)
    across_stages(b)
    from_host(b)
    return b.operators


def embedding(b: PhaseBuilder) -> None:
    """The look-up of each token's embedding."""
    n = b.n
    cost = op.gather(
        b.step.tokens,
        n.embedding_width,
        weight_bytes=b.size.embedding,
        activation_bytes=b.size.stream,
    )
    law = b.named_law("elementwise")
    memory = cost.bytes / b.bandwidth
    b.add("embedding", "embedding", cost, Times(0.0, memory, 0.0, law.start + memory / law.memory))


def layer_group(b: PhaseBuilder, index: int) -> None:
    """One group of equal layers."""
    n, g = b.n, b.n.groups[index]
    b.group = index
    b.count = g.count * n.layers_kept * (n.layers_run if b.step.phase == "decode" else 1.0)
    values = b.step.tokens * n.hidden
    if g.attention != "none":
        weights = g.norm_parameters * norm_share(g) + g.mixer_extras
        b.wise("attention_norm", values, float(op.NORM_FLOPS), 1.0, 1.0, weights=weights)
        mixer = {
            "softmax": blocks.softmax_attention,
            "latent": blocks.latent_attention,
            "state": blocks.state_mixer,
        }[g.attention]
        mixer(b, g)
        blocks.tensor_all_reduce(b, "attention_all_reduce")
        b.wise("attention_add", values, 1.0, 2.0, 1.0)
    if g.ffn != "none":
        weights = g.norm_parameters * norm_share(g) + g.ffn_extras
        b.wise("ffn_norm", values, float(op.NORM_FLOPS), 1.0, 1.0, weights=weights)
        if g.ffn == "dense":
            blocks.dense_ffn(b, g.intermediate, g.matrices)
        else:
            blocks.expert_ffn(b, g)
        blocks.tensor_all_reduce(b, "ffn_all_reduce")
        b.wise("ffn_add", values, 1.0, 2.0, 1.0)
    auxiliary(b, index)
    b.group, b.count = -1, 1.0


def norm_share(g: Any) -> float:
    """Share of a layer's norm weights before each of its parts. [1]"""
    return 0.5 if g.attention != "none" and g.ffn != "none" else 1.0


def auxiliary(b: PhaseBuilder, index: int) -> None:
    """Predictors of contextual sparsity and exit classifiers, as one product in decode."""
    n, g = b.n, b.n.groups[index]
    if b.step.phase == "decode":
        share = n.predictor_share + n.exit_share
        rows = b.step.tokens * b.xp.where_greater(share, 0.0, 1.0, 0.0)
        b.gemm("auxiliary", rows, n.hidden, g.parameters * share / n.hidden / n.tensor)


def head(b: PhaseBuilder) -> None:
    """Final norm and output head: the last token only in prefill; extra decoding heads."""
    n = b.n
    rows = b.step.requests if b.step.phase == "prefill" else b.step.tokens
    # what is left outside layers may hold learned positions, of which a pass reads a few rows
    norm = b.xp.minimum(n.extra_parameters, 2 * n.hidden)
    b.wise("final_norm", rows * n.hidden, float(op.NORM_FLOPS), 1.0, 1.0, weights=norm)
    cost = op.linear(
        rows,
        n.embedding_width,
        n.vocab / n.tensor,
        weight_bytes=b.size.embedding,
        activation_bytes=b.size.stream,
    )
    b.product("lm_head", cost, rows, n.hidden, weight_bits=n.embedding_bits)
    if b.step.phase == "decode":
        extra = n.extra_head_share * n.linear_parameters / n.hidden / n.tensor
        rows = b.step.requests * b.xp.where_greater(n.extra_head_share, 0.0, 1.0, 0.0)
        b.gemm("extra_heads", rows, n.hidden, extra)


def across_stages(b: PhaseBuilder) -> None:
    """Activations handed from one pipeline stage to the next; keys and values around a ring."""
    n = b.n
    payload = b.step.tokens * n.hidden * b.size.communicated
    sent = op.all_gather(payload * n.pipeline, n.pipeline)
    inside = n.tensor * n.sequence
    span = inside * n.pipeline
    b.collective("stage_hand_over", "point-to-point", sent, n.pipeline, n.pipeline - 1, span=span)
    around = op.all_gather(b.step.tokens * n.cached_values * b.size.kv * n.sequence, n.sequence)
    if b.step.phase == "decode":
        around = op.all_gather(payload * n.num_layers, n.sequence)
    b.collective("sequence_exchange", "all-gather", around, n.sequence, n.sequence - 1, span=inside)


def from_host(b: PhaseBuilder) -> None:
    """What is not in device memory and crosses the link to the host, beside the other operators.

    Weights cross once per block of batches, the cache once per step unless the host attends to it.

    Sources:
        sheng2023flexgen, section 4.2: weights of a layer are loaded once per block of batches.
    """
    n = b.n
    weights = sum((o.cost.weights * o.count for o in b.operators if o.group >= 0), 0.0)
    moved = weights * (1 - n.weights_on_device) / n.block_batches
    reads = sum((o.cost.kv_read * o.count for o in b.operators), 0.0)
    if b.step.phase == "decode":
        moved = moved + reads * (1 - n.kv_on_device) * (1 - n.host_attention)
    cost = Cost(communicated=moved)
    time = moved / n.host_link
    b.add("host_transfer", "host-transfer", cost, Times(0.0, 0.0, time, time))
