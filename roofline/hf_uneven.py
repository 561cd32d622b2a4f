"""Layers that differ in width or share a cache: Gemma 4, searched models, Hunyuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from roofline.architecture import Architecture, Attention, FeedForward
from roofline.hf_blocks import (
    FULL,
    NO_FFN,
    Layer,
    Style,
    dense_ffn,
    head_sizes,
    hidden_size,
    norm_weights,
    softmax_attention,
    usual_types,
    whole_model,
    window_of,
)
from roofline.hf_dense import PLAIN, Reader
from roofline.hf_experts import routed_ffn
from roofline.hf_reader import MAX_LAYERS, Config
from roofline.units import FieldError


def gemma4(config: Config) -> Architecture:
    """Gemma 4: layers that see all tokens have wider heads and one projection for key and value.

    Args:
        config: The configuration.
    """
    for name in ("num_kv_shared_layers", "hidden_size_per_layer_input"):
        if config.whole(name, default=0, low=0):
            raise FieldError((name,), "is not supported for gemma4 unless it is 0")
    routed = config.flag("enable_moe_block", default=False)
    style = Style(norms=7 if routed else 4, query_key_norm="head", tied=True, head_dim=256)
    sliding = softmax_attention(config, style, window=window_of(config, "sliding_attention"))
    ffn = _gemma4_experts(config) if routed else dense_ffn(config, style)
    norm, full = norm_weights(config, style), _gemma4_full(config, sliding)
    layers: list[Layer] = [
        (full if kind == FULL else sliding, ffn, norm) for kind in usual_types(config, 6)
    ]
    return whole_model(config, style, layers)


def _gemma4_full(config: Config, sliding: Attention) -> Attention:
    width = config.whole("global_head_dim", default=sliding.head_dim)
    shared = config.flag("attention_k_eq_v", default=False)
    heads = sliding.kv_heads
    if shared:
        heads = config.whole("num_global_key_value_heads", default=heads)
    return replace(
        sliding,
        window=0,
        kv_heads=heads,
        head_dim=width,
        value_dim=width,
        key_is_value=shared,
        extra_parameters=2 * width,
    )


def _gemma4_experts(config: Config) -> FeedForward:
    experts, hidden = config.whole("num_experts"), hidden_size(config)
    named = Config({**config.data, "num_experts_per_tok": config.whole("top_k_experts")})
    return routed_ffn(
        named,
        width=config.whole("moe_intermediate_size", "expert_intermediate_size"),
        shared=config.whole("intermediate_size"),
        router=hidden + experts,
    )


def searched(config: Config) -> Architecture:
    """Llama-Nemotron: each layer's attention and feed-forward part as a search left them.

    Args:
        config: The configuration.
    """
    blocks = config.data.get("block_configs")
    if not isinstance(blocks, list) or not 0 < len(blocks) <= MAX_LAYERS:
        raise FieldError(("block_configs",), f"must be a list of 1 to {MAX_LAYERS} blocks")
    if any(not isinstance(block, Mapping) for block in blocks):
        raise FieldError(("block_configs",), "must hold mappings")
    layers = [_searched_layer(config, Config(block)) for block in blocks]
    return whole_model(config, PLAIN, layers)


def _searched_layer(config: Config, block: Config) -> Layer:
    attention, ffn = block.inner("attention"), block.inner("ffn")
    for part in (attention, ffn):
        if part.flag("replace_with_linear", default=False):
            raise FieldError(("block_configs",), "replace_with_linear is not supported")
    mixer, inner = None, NO_FFN
    if not attention.flag("no_op", default=False):
        mixer = _searched_attention(config, attention)
    if not ffn.flag("no_op", default=False):
        inner = FeedForward(intermediate=_searched_width(config, ffn))
    norms = (mixer is not None) + (inner is not NO_FFN)
    return mixer, inner, norms * hidden_size(config)


def _searched_attention(config: Config, block: Config) -> Attention:
    group = block.whole("n_heads_in_group")
    heads, _, width = head_sizes(config)
    if heads % group:
        problem = f"n_heads_in_group must divide num_attention_heads, got {group} for {heads}"
        raise FieldError(("block_configs",), problem)
    return Attention(heads=heads, kv_heads=heads // group, head_dim=width, value_dim=width)


def _searched_width(config: Config, block: Config) -> int:
    """Two thirds of a multiple of the hidden width, rounded up to a multiple of 256. [1]"""
    raw = block.data.get("ffn_mult")
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 < raw <= 100:
        raise FieldError(("block_configs",), "ffn_mult must be a number from 0 to 100")
    return -(-int(2 * raw * hidden_size(config) / 3) // 256) * 256


def hunyuan(config: Config) -> Architecture:
    """Hunyuan mixtures: shared experts of the routed width, a cache shared by adjacent layers.

    Args:
        config: The configuration.

    Sources:
        arXiv 2411.02265, Hunyuan-Large: key and value projections of one layer serve
        `cla_share_factor` layers.
    """
    normed = config.flag("use_qk_norm", default=config.model_type == "hunyuan_v1_moe")
    style = replace(_HUNYUAN, query_key_norm="head" if normed else "")
    attention = softmax_attention(config, style)
    if config.flag("use_cla", default=False):
        attention = replace(attention, layers_per_cache=config.whole("cla_share_factor"))
    width = config.whole("intermediate_size")
    named = Config({**config.data, "moe_topk": config.first("moe_topk", default=1)})
    shared = config.first("num_shared_expert", default=1)
    ffn = routed_ffn(named, width=width, shared=shared * width)
    return whole_model(
        config, style, [(attention, ffn, norm_weights(config, style))] * config.layers
    )


_HUNYUAN = Style(bias="attention_bias", output_bias="attention_bias")

READERS: Mapping[str, Reader] = {
    "gemma4_text": gemma4,
    "nemotron-nas": searched,
    "hunyuan": hunyuan,
    "hunyuan_v1_moe": hunyuan,
}
"""Architecture name to its reader."""
