"""Mixtures of experts: a router sends each token to a few of many feed-forward parts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from roofline.architecture import Architecture, FeedForward
from roofline.hf_blocks import (
    Style,
    norm_weights,
    softmax_attention,
    whole_model,
)
from roofline.hf_dense import PLAIN, Reader
from roofline.hf_reader import Config
from roofline.units import FieldError

EXPERTS = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts")
TOP_K = ("num_experts_per_tok", "experts_per_token", "moe_topk", "moe_k", "num_selected_experts")


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
    layer = (softmax_attention(config, style), ffn, norm_weights(config, style))
    return whole_model(config, style, [layer] * config.layers)


READERS: Mapping[str, Reader] = {
    "mixtral": partial(mixtral),
}
"""Architecture name to its reader."""
