"""Mixtures of experts: a router sends each token to a few of many feed-forward parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from roofline.architecture import Architecture, Attention, FeedForward
from roofline.hf_blocks import (
    FULL,
    SLIDING,
    Flag,
    Style,
    dense_ffn,
    head_sizes,
    hidden_size,
    norm_weights,
    softmax_attention,
    switch,
    usual_types,
    whole_model,
    window_of,
)
from roofline.hf_dense import PLAIN, Reader, plain
from roofline.hf_reader import Config
from roofline.units import FieldError

EXPERTS = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts")
TOP_K = (
    "num_experts_per_tok",
    "num_experts_per_token",
    "experts_per_token",
    "moe_topk",
    "moe_k",
    "num_selected_experts",
)


def expert_counts(config: Config) -> tuple[int, int]:
    """Routed experts, and how many of them a token goes to. [1]

    Args:
        config: The configuration.
    """
    experts, top_k = config.whole(*EXPERTS), config.whole(*TOP_K)
    if top_k > experts:
        raise FieldError(("num_experts_per_tok",), f"must be at most {experts}, got {top_k}")
    return experts, top_k


def routed_ffn(
    config: Config,
    *,
    width: int,
    shared: int = 0,
    gated: bool = True,
    bias: bool = False,
    router: int = 0,
    latent: int = 0,
) -> FeedForward:
    """A feed-forward part of routed and shared experts.

    Args:
        config: The configuration.
        width: Inner width of a routed expert. [1]
        shared: Inner width of all shared experts together. [1]
        gated: Three matrices in an expert. [1]
        bias: Its matrices carry a bias. [1]
        router: Weights of the router beyond hidden x experts. [1]
        latent: Width that experts read and write where it is not the hidden one. [1]
    """
    experts, top_k = expert_counts(config)
    return FeedForward(
        kind="experts",
        intermediate=width,
        gated=gated,
        experts=experts,
        top_k=top_k,
        shared_intermediate=shared,
        bias=bias,
        router_parameters=router,
        latent=latent,
    )


def mixtral(config: Config, style: Style = PLAIN) -> Architecture:
    """Every layer routes; no shared experts.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
    """
    ffn = routed_ffn(config, width=config.whole("moe_intermediate_size", "intermediate_size"))
    attention = softmax_attention(config, style, window=window_of(config, SLIDING))
    layer = (attention, ffn, norm_weights(config, style))
    return whole_model(config, style, [layer] * config.layers)


def sparse_layers(config: Config) -> list[bool]:
    """Which layers route, by the ways configurations say it.

    Args:
        config: The configuration.
    """
    count = config.layers
    named = config.words("mlp_layer_types", count, ("dense", "sparse"))
    if named:
        return [name == "sparse" for name in named]
    if config.listed("moe_layer_freq"):
        return [n > 0 for n in config.numbers("moe_layer_freq", count) or []]
    first = config.whole("first_k_dense_replace", default=0, low=0)
    step = config.whole("decoder_sparse_step", default=1)
    every = config.whole("moe_layer_freq", default=1)
    dense = set(config.any_numbers("mlp_only_layers"))
    return [
        i >= first and i not in dense and i % every == 0 and (i + 1) % step == 0
        for i in range(count)
    ]


def mixed(
    config: Config, style: Style, routed: FeedForward, routes: Sequence[bool] | None = None
) -> Architecture:
    """Layers that route among dense ones, all with the same attention.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
        routed: Feed-forward part of the layers that route.
        routes: Which layers route; None to ask the configuration.
    """
    if routes is None:
        routes = sparse_layers(config)
    attention, norm = softmax_attention(config, style), norm_weights(config, style)
    dense = routed if all(routes) else dense_ffn(config, style)
    layers = [(attention, routed if r else dense, norm) for r in routes]
    return whole_model(config, style, layers)


def shared_width(config: Config, width: int, default: int = 0) -> int:
    """Inner width of all shared experts together. [1]

    Args:
        config: The configuration.
        width: Inner width of one expert. [1]
        default: Shared experts where the configuration does not count them. [1]
    """
    names = ("n_shared_experts", "moe_num_shared_experts", "num_shared_experts")
    count = config.whole(*names, default=default, low=0)
    return count * width


def qwen_moe(config: Config, style: Style) -> Architecture:
    """Qwen2 and Qwen3 mixtures; the former has a shared expert behind a gate.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
    """
    shared = config.whole("shared_expert_intermediate_size", default=0, low=0)
    gate = hidden_size(config) if shared else 0
    width = config.whole("moe_intermediate_size")
    return mixed(config, style, routed_ffn(config, width=width, shared=shared, router=gate))


def balanced_ffn(config: Config, *, balanced: bool = True) -> FeedForward:
    """Routed experts beside a number of shared ones, as in DeepSeek-V3.

    Args:
        config: The configuration.
        balanced: The router carries a bias per expert that balances their load.
    """
    width = config.whole("moe_intermediate_size")
    router = expert_counts(config)[0] if balanced else 0
    return routed_ffn(config, width=width, shared=shared_width(config, width), router=router)


def counted_shared(config: Config, style: Style = PLAIN, *, balanced: bool = False) -> Architecture:
    """First layers dense, then routed experts beside a number of shared ones, as in GLM-4.5.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
        balanced: The router carries a bias per expert that balances their load.
    """
    return mixed(config, style, balanced_ffn(config, balanced=balanced))


def glm4_moe(config: Config) -> Architecture:
    """GLM-4.5 and later: norms on queries and keys where `use_qk_norm`.

    Args:
        config: The configuration.
    """
    norm = "head" if config.flag("use_qk_norm", default=False) else ""
    style = Style(bias="attention_bias", query_key_norm=norm)
    return counted_shared(config, style, balanced=True)


def gpt_oss(config: Config) -> Architecture:
    """gpt-oss: every other layer has a window, each head a sink, all matrices a bias.

    Args:
        config: The configuration.
    """
    bias = Flag("attention_bias")
    style = Style(bias=bias, output_bias=bias, head_dim=64)
    experts, _ = expert_counts(config)
    width = config.whole("intermediate_size")
    ffn, norm = (
        routed_ffn(config, width=width, bias=True, router=experts),
        norm_weights(config, style),
    )
    sinks = head_sizes(config, style.head_dim)[0]
    layers = []
    for i, kind in enumerate(usual_types(config)):
        kind = kind if config.has("layer_types") else (FULL if i % 2 else SLIDING)
        attention = softmax_attention(config, style, window=window_of(config, kind))
        layers.append((replace(attention, extra_parameters=sinks), ffn, norm))
    return whole_model(config, style, layers)


def llama4(config: Config) -> Architecture:
    """Llama 4: chunked attention in three layers of four, one shared expert, some layers dense.

    A chunk is costed as a window of its length, the most that a token in it can see.

    Args:
        config: The configuration.
    """
    style = Style(bias="attention_bias", output_bias="attention_bias")
    width, norm = config.whole("intermediate_size"), norm_weights(config, style)
    routed = routed_ffn(config, width=width, shared=width)
    dense = dense_ffn(config, style, width=config.whole("intermediate_size_mlp", default=width))
    step = config.whole("interleave_moe_layer_step", default=1)
    every = config.whole("no_rope_layer_interval", default=4)
    layers = []
    for i in range(config.layers):
        kind = SLIDING if (i + 1) % every else FULL
        window = window_of(config, kind, "attention_chunk_size")
        attention = softmax_attention(config, style, window=window)
        layers.append((attention, dense if (i + 1) % step else routed, norm))
    return whole_model(config, style, layers)


def dbrx(config: Config) -> Architecture:
    """DBRX: norms without shift, settings in `attn_config` and `ffn_config`.

    Args:
        config: The configuration.
    """
    ffn, attention = config.inner("ffn_config"), config.inner("attn_config")
    flat = {
        "num_key_value_heads": attention.whole("kv_n_heads"),
        "intermediate_size": ffn.whole("ffn_hidden_size"),
        "num_experts": ffn.whole("moe_num_experts"),
        "num_experts_per_tok": ffn.whole("moe_top_k"),
    }
    return mixtral(Config({**config.data, **flat}))


def minimax_m2(config: Config) -> Architecture:
    """MiniMax-M2: norms over all heads, a bias that balances the experts.

    Args:
        config: The configuration.
    """
    balance = expert_counts(config)[0] * config.flag("use_routing_bias", default=True)
    routed = routed_ffn(config, width=config.whole("intermediate_size"), router=balance)
    return mixed(config, Style(query_key_norm="full"), routed, [True] * config.layers)


def minicpm(config: Config) -> Architecture:
    """MiniCPM, dense or a mixture.

    Args:
        config: The configuration.
    """
    many = config.whole("num_experts", default=0, low=0)
    return (mixtral if many else plain)(config, Style(tied=True))


def ernie(config: Config) -> Architecture:
    """ERNIE 4.5: experts from one layer to another, at an interval; a bias that balances them.

    Args:
        config: The configuration.
    """
    style = Style(bias="use_bias", output_bias="use_bias", ffn_bias="use_bias", tied=True)
    if config.flag("use_bias", default=False):
        raise FieldError(("use_bias",), "must be false; ERNIE with biases is not supported")
    count, width = config.layers, config.whole("moe_intermediate_size")
    start = config.whole("moe_layer_start_index", default=1, low=0)
    end = config.whole("moe_layer_end_index", default=count - 1, low=-1)
    every = config.whole("moe_layer_interval", default=1)
    last = count - 1 if end < 0 else end
    routes = [start <= i <= last and (i + 1) % every == 0 for i in range(count)]
    shared = shared_width(config, width)
    routed = routed_ffn(config, width=width, shared=shared, router=expert_counts(config)[0])
    return mixed(config, style, routed, routes)


def mimo_v2(config: Config) -> Architecture:
    """MiMo-V2: windowed layers have key-value heads and head widths of their own, and sinks.

    Args:
        config: The configuration.
    """
    style, count = Style(bias="attention_bias"), config.layers
    pattern = config.numbers("hybrid_layer_pattern", count)
    if pattern is None:
        pattern = [int(kind == SLIDING) for kind in usual_types(config)]
    routes = sparse_layers(config)
    balance = expert_counts(config)[0]
    routed = routed_ffn(config, width=config.whole("moe_intermediate_size"), router=balance)
    dense, norm = dense_ffn(config, style), norm_weights(config, style)
    kinds = (_mimo_attention(config, style, ""), _mimo_attention(config, style, "swa_"))
    layers = [
        (kinds[windowed > 0], routed if routes[i] else dense, norm)
        for i, windowed in enumerate(pattern)
    ]
    return whole_model(config, style, layers)


def _mimo_attention(config: Config, style: Style, prefix: str) -> Attention:
    heads = config.whole(f"{prefix}num_attention_heads", "num_attention_heads")
    return Attention(
        heads=heads,
        kv_heads=config.whole(f"{prefix}num_key_value_heads", "num_key_value_heads"),
        head_dim=config.whole(f"{prefix}head_dim", "head_dim"),
        value_dim=config.whole(f"{prefix}v_head_dim", "v_head_dim"),
        window=window_of(config, SLIDING) if prefix else 0,
        bias=switch(config, style.bias),
        extra_parameters=heads if prefix else 0,
    )


_PHIMOE = Style(
    norm_width=2, bias="attention_bias", output_bias="attention_bias", head_bias="lm_head_bias"
)
_QK_FULL = Style(bias="attention_bias", output_bias="attention_bias", query_key_norm="full")
_QK_HEAD = replace(_QK_FULL, query_key_norm="head")

READERS: Mapping[str, Reader] = {
    "minicpm": minicpm,
    "mixtral": mixtral,
    "phimoe": partial(mixtral, style=_PHIMOE),
    "olmoe": partial(mixtral, style=_QK_FULL),
    "granitemoe": partial(mixtral, style=Style(bias="attention_bias", tied=True)),
    "minimax_m2": minimax_m2,
    "qwen2_moe": partial(qwen_moe, style=Style(bias=True)),
    "qwen3_moe": partial(qwen_moe, style=_QK_HEAD),
    "deepseek": counted_shared,
    "dots1": partial(counted_shared, style=_QK_HEAD, balanced=True),
    "glm4_moe": glm4_moe,
    "gpt_oss": gpt_oss,
    "llama4_text": llama4,
    "dbrx": dbrx,
    "ernie4_5_moe": ernie,
    "mimo_v2_flash": mimo_v2,
}
"""Architecture name to its reader."""
