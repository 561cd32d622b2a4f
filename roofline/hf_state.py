"""Recurrent mixers and hybrids: a state of fixed size in place of a growing cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from roofline.architecture import Architecture, Attention, FeedForward
from roofline.hf_blocks import (
    FULL,
    LINEAR,
    NO_FFN,
    Layer,
    Style,
    dense_ffn,
    hidden_size,
    norm_weights,
    softmax_attention,
    usual_types,
    whole_model,
)
from roofline.hf_dense import PLAIN, Reader
from roofline.hf_experts import balanced_ffn, expert_counts, routed_ffn, shared_width, sparse_layers
from roofline.hf_latent import latent_attention
from roofline.hf_mixers import delta_net, kimi_delta, lightning, mamba1, mamba2
from roofline.hf_reader import Config
from roofline.units import FieldError


def mamba(config: Config) -> Architecture:
    """Mamba and Falcon-Mamba: a mixer and one norm per layer, no feed-forward part.

    Args:
        config: The configuration.
    """
    style = Style(norms=1, tied=True)
    layer = (mamba1(config), NO_FFN, norm_weights(config, style))
    return whole_model(config, style, [layer] * config.layers)


def mamba_2(config: Config) -> Architecture:
    """Mamba-2.

    Args:
        config: The configuration.
    """
    style = Style(norms=1)
    mixer = mamba2(
        config,
        config.whole("num_heads"),
        config.whole("head_dim"),
        config.whole("n_groups", default=1),
        config.whole("state_size", default=128),
        config.whole("conv_kernel", default=4),
        bias=config.flag("use_bias", default=False),
    )
    return whole_model(
        config, style, [(mixer, NO_FFN, norm_weights(config, style))] * config.layers
    )


def jamba(config: Config) -> Architecture:
    """Jamba: one attention layer in a period of Mamba layers, experts in every other layer.

    Args:
        config: The configuration.
    """
    style, norm = PLAIN, norm_weights(config, PLAIN)
    attention, mixer = softmax_attention(config, style), mamba1(config, "mamba_", normed=True)
    dense, routed = (
        dense_ffn(config, style),
        routed_ffn(config, width=config.whole("intermediate_size")),
    )
    period, offset = config.whole("attn_layer_period"), config.whole("attn_layer_offset", low=0)
    every = config.whole("expert_layer_period")
    start = config.whole("expert_layer_offset", low=0)
    many = routed.experts > 1
    layers = [
        (
            attention if i % period == offset else mixer,
            routed if many and i % every == start else dense,
            norm,
        )
        for i in range(config.layers)
    ]
    return whole_model(config, style, layers)


NEMOTRON_ALSO = {LINEAR: "mamba", FULL: "attention"}
NEMOTRON = {"M": "mamba", "*": "attention", "-": "mlp", "E": "moe"}


def nemotron_kinds(config: Config) -> list[str]:
    """Kind of each layer of Nemotron-H, from its letters or its list.

    Args:
        config: The configuration.
    """
    pattern = config.text("hybrid_override_pattern", default="")
    if pattern:
        unknown = sorted(set(pattern) - set(NEMOTRON))
        if unknown:
            problem = f"unknown letter {unknown[0]!r}; known are {', '.join(NEMOTRON)}"
            raise FieldError(("hybrid_override_pattern",), problem)
        return [NEMOTRON[letter] for letter in pattern]
    listed = config.data.get("layers_block_type")
    count = len(listed) if isinstance(listed, list) and listed else 1
    kinds = config.words("layers_block_type", count, (*NEMOTRON.values(), *NEMOTRON_ALSO))
    if kinds is None:
        raise FieldError(("layers_block_type",), "is missing; nemotron_h needs it")
    return [NEMOTRON_ALSO.get(kind, kind) for kind in kinds]


def nemotron_h(config: Config) -> Architecture:
    """Nemotron-H: each layer is a mixer, an attention or a feed-forward part, with one norm.

    Args:
        config: The configuration.
    """
    style = Style(1, 1, False, "attention_bias", "attention_bias", "mlp_bias")
    norm, parts = norm_weights(config, style), dict[str, Layer]()
    for kind in sorted(set(nemotron_kinds(config))):
        mixer, ffn = None, NO_FFN
        if kind == "mamba":
            mixer = _nemotron_mixer(config)
        elif kind == "attention":
            mixer = softmax_attention(config, style)
        else:
            ffn = dense_ffn(config, style) if kind == "mlp" else _nemotron_experts(config)
        parts[kind] = (mixer, ffn, norm)
    return whole_model(config, style, [parts[kind] for kind in nemotron_kinds(config)])


def _nemotron_mixer(config: Config) -> Attention:
    return mamba2(
        config,
        config.whole("mamba_num_heads"),
        config.whole("mamba_head_dim"),
        config.whole("n_groups", default=8),
        config.whole("ssm_state_size", default=128),
        config.whole("conv_kernel", default=4),
        bias=config.flag("mamba_proj_bias", default=False),
    )


def _nemotron_experts(config: Config) -> FeedForward:
    width = config.whole("moe_intermediate_size")
    shared = config.whole("moe_shared_expert_intermediate_size", default=width)
    return routed_ffn(
        config,
        width=width,
        shared=shared_width(config, shared, default=1),
        gated=False,
        router=expert_counts(config)[0],
        latent=config.whole("moe_latent_size", default=0),
    )


def qwen3_next(config: Config) -> Architecture:
    """Qwen3-Next and Qwen3.5: three delta-rule layers to one gated attention layer.

    Args:
        config: The configuration.
    """
    style = Style(query_key_norm="head", bias="attention_bias", output_bias="attention_bias")
    norm, mixer = norm_weights(config, style), delta_net(config)
    gate = config.flag("attn_output_gate", default=True)
    attention = replace(softmax_attention(config, style), gated=gate)
    kinds, routes = _linear_types(config, 4), [False] * config.layers
    routed = dense = None
    if config.has("moe_intermediate_size"):
        width, shared = config.whole("moe_intermediate_size"), "shared_expert_intermediate_size"
        extra = config.whole(shared, default=0, low=0)
        gates = hidden_size(config) if extra else 0
        routed = routed_ffn(config, width=width, shared=extra, router=gates)
        routes = sparse_layers(config)
    if not all(routes):
        dense = dense_ffn(config, style)
    layers = [
        (attention if kind == FULL else mixer, (routed if r else dense) or NO_FFN, norm)
        for kind, r in zip(kinds, routes, strict=True)
    ]
    return whole_model(config, style, layers)


def _linear_types(config: Config, every: int) -> list[str]:
    if config.has("layer_types"):
        return usual_types(config)
    every = config.whole("full_attention_interval", default=every)
    return [LINEAR if (i + 1) % every else FULL for i in range(config.layers)]


def minimax(config: Config) -> Architecture:
    """MiniMax-01: seven lightning-attention layers to one with softmax, experts in all.

    Args:
        config: The configuration.
    """
    style, count = PLAIN, config.layers
    listed = config.numbers("attn_type_list", count)
    kinds = [FULL if n else LINEAR for n in listed] if listed else usual_types(config)
    ffn, norm = (
        routed_ffn(config, width=config.whole("intermediate_size")),
        norm_weights(config, style),
    )
    attention, mixer = softmax_attention(config, style), lightning(config)
    layers = [(attention if kind == FULL else mixer, ffn, norm) for kind in kinds]
    return whole_model(config, style, layers)


def kimi_linear(config: Config) -> Architecture:
    """Kimi Linear: three delta-attention layers to one with latent attention.

    Args:
        config: The configuration.
    """
    style, count = PLAIN, config.layers
    if config.has("routed_expert_hidden_size"):
        raise FieldError(("routed_expert_hidden_size",), "is not supported for kimi_linear")
    inner = config.inner("linear_attn_config")
    full = set(inner.any_numbers("full_attn_layers"))
    kinds = [FULL if i + 1 in full else LINEAR for i in range(count)]
    if config.has("layer_types"):
        kinds = usual_types(config)
    routed = balanced_ffn(config)
    dense, norm = dense_ffn(config, style), norm_weights(config, style)
    attention, mixer = latent_attention(config), kimi_delta(config)
    layers = [
        (attention if kind == FULL else mixer, routed if routes else dense, norm)
        for kind, routes in zip(kinds, sparse_layers(config), strict=True)
    ]
    return whole_model(config, style, layers)


def granite_hybrid(config: Config) -> Architecture:
    """Granite 4: Mamba-2 layers with few attention layers, shared and routed experts.

    Args:
        config: The configuration.
    """
    style = Style(bias="attention_bias", output_bias="attention_bias", tied=True)
    kinds = config.words("layer_types", config.layers, ("mamba", "attention", LINEAR, FULL))
    if kinds is None:
        raise FieldError(("layer_types",), f"is missing; {config.model_type} needs it")
    shared = config.whole("shared_intermediate_size")
    ffn = FeedForward(intermediate=shared)
    if config.whole("num_local_experts", default=0, low=0):
        ffn = routed_ffn(config, width=config.whole("intermediate_size"), shared=shared)
    attention, norm = softmax_attention(config, style), norm_weights(config, style)
    mixer = _bamba_mixer(config)
    layers = [(attention if kind in ("attention", FULL) else mixer, ffn, norm) for kind in kinds]
    return whole_model(config, style, layers)


def bamba(config: Config) -> Architecture:
    """Bamba: Mamba-2 layers with few attention layers, dense feed-forward parts.

    Args:
        config: The configuration.
    """
    style = Style(bias="attention_bias", output_bias="attention_bias", ffn_bias="mlp_bias")
    listed = set(config.any_numbers("attn_layer_indices"))
    mixer, ffn, norm = _bamba_mixer(config), dense_ffn(config, style), norm_weights(config, style)
    attention = softmax_attention(config, style)
    layers = [(attention if i in listed else mixer, ffn, norm) for i in range(config.layers)]
    return whole_model(config, style, layers)


def _bamba_mixer(config: Config) -> Attention:
    heads = config.whole("mamba_n_heads")
    inner = config.whole("mamba_expand", default=2) * hidden_size(config)
    raw = config.data.get("mamba_d_head", "auto")
    return mamba2(
        config,
        heads,
        inner // heads if raw == "auto" else config.whole("mamba_d_head"),
        config.whole("mamba_n_groups", default=1),
        config.whole("mamba_d_state", default=256),
        config.whole("mamba_d_conv", default=4),
        bias=config.flag("mamba_proj_bias", default=False),
    )


READERS: Mapping[str, Reader] = {
    "mamba": mamba,
    "falcon_mamba": mamba,
    "mamba2": mamba_2,
    "jamba": jamba,
    "nemotron_h": nemotron_h,
    "qwen3_next": qwen3_next,
    "qwen3_5_text": qwen3_next,
    "qwen3_5_moe_text": qwen3_next,
    "minimax": minimax,
    "kimi_linear": kimi_linear,
    "bamba": bamba,
    "granitemoehybrid": granite_hybrid,
}
"""Architecture name to its reader."""
