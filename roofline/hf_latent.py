"""Multi-head latent attention: keys and values are cached as one compressed vector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from roofline.architecture import Architecture, Attention
from roofline.hf_blocks import Style, dense_ffn, hidden_size, norm_weights, whole_model
from roofline.hf_dense import PLAIN, Reader
from roofline.hf_experts import balanced_ffn, sparse_layers
from roofline.hf_reader import Config


def latent_attention(config: Config) -> Attention:
    """Attention over the latent, without an indexer.

    Args:
        config: The configuration.
    """
    bias = config.flag("attention_bias", default=False)
    rank, latent = config.whole("q_lora_rank", default=0), config.whole("kv_lora_rank")
    rope, hidden = config.whole("qk_rope_head_dim"), hidden_size(config)
    return Attention(
        kind="latent",
        heads=config.whole("num_attention_heads"),
        kv_heads=1,
        head_dim=config.whole("qk_nope_head_dim"),
        value_dim=config.whole("v_head_dim"),
        query_rank=rank,
        latent_dim=latent,
        rope_dim=rope,
        extra_parameters=(rank + latent + rope + hidden) * bias,
    )


def with_indexer(config: Config, attention: Attention, *, own: bool = True) -> Attention:
    """The same attention, reading only the tokens that a small scorer picks.

    Args:
        config: The configuration.
        attention: Attention without it.
        own: The layer has its own indexer; otherwise it takes over another layer's choice.
    """
    heads, width = config.whole("index_n_heads"), config.whole("index_head_dim")
    weights = attention.query_rank * heads * width + hidden_size(config) * (width + heads)
    return replace(
        attention,
        index_dim=width if own else 0,
        index_heads=heads if own else 0,
        index_tokens=config.whole("index_topk"),
        extra_parameters=attention.extra_parameters + (weights + 2 * width) * own,
    )


def mixture(config: Config, mixers: Sequence[Attention]) -> Architecture:
    """First layers dense, then routed and shared experts.

    Args:
        config: The configuration.
        mixers: Attention of each layer.
    """
    style = PLAIN
    routed = balanced_ffn(config, balanced=config.model_type != "deepseek_v2")
    dense, norm = dense_ffn(config, style), norm_weights(config, style)
    routes = sparse_layers(config)
    layers = [(m, routed if r else dense, norm) for m, r in zip(mixers, routes, strict=True)]
    return whole_model(config, style, layers)


def deepseek(config: Config) -> Architecture:
    """DeepSeek-V2 and V3, Kimi K2.

    Args:
        config: The configuration.
    """
    return mixture(config, [latent_attention(config)] * config.layers)


def deepseek_sparse(config: Config) -> Architecture:
    """DeepSeek-V3.2 and GLM-5: an indexer picks the tokens that attention reads.

    Args:
        config: The configuration.
    """
    count = config.layers
    kinds = config.words("indexer_types", count, ("full", "shared")) or ["full"] * count
    plain = latent_attention(config)
    return mixture(config, [with_indexer(config, plain, own=kind == "full") for kind in kinds])


def minicpm3(config: Config) -> Architecture:
    """MiniCPM3: latent attention in a dense model.

    Args:
        config: The configuration.
    """
    style = Style(tied=True)
    layer = (latent_attention(config), dense_ffn(config, style), norm_weights(config, style))
    return whole_model(config, style, [layer] * config.layers)


READERS: Mapping[str, Reader] = {
    "deepseek_v2": deepseek,
    "deepseek_v3": deepseek,
    "kimi_k2": deepseek,
    "glm4_moe_lite": deepseek,
    "deepseek_v32": deepseek_sparse,
    "glm_moe_dsa": deepseek_sparse,
    "minicpm3": minicpm3,
}
"""Architecture name to its reader."""
