"""Recurrent token mixers: state-space models and linear attention, by their weights and state."""

from __future__ import annotations

import math

from roofline.architecture import Attention
from roofline.hf_blocks import head_sizes, hidden_size
from roofline.hf_reader import Config


def state_mixer(parameters: int, state: int) -> Attention:
    """A token mixer known by its weights and its state.

    Args:
        parameters: Weights. [1]
        state: Values of state per request. [1]
    """
    return Attention(kind="state", state_parameters=parameters, state_size=state)


def mamba1(config: Config, prefix: str = "", *, normed: bool = False) -> Attention:
    """Selective state-space mixer of the first generation.

    Args:
        config: The configuration.
        prefix: Put before the names of its fields (Jamba).
        normed: Step width, B and C have a norm each.

    Sources:
        gu2023mamba, section 3.4 and figure 3: the block and its projections.
    """
    hidden = hidden_size(config)
    inner = config.whole(f"{prefix}expand", "expand", default=2) * hidden
    inner = config.whole("intermediate_size", default=inner) if not prefix else inner
    state = config.whole(f"{prefix}d_state", "state_size", default=16)
    taps = config.whole(f"{prefix}d_conv", "conv_kernel", default=4)
    raw = config.data.get(f"{prefix}dt_rank", config.data.get("time_step_rank", "auto"))
    names = (f"{prefix}dt_rank", "time_step_rank")
    rank = math.ceil(hidden / 16) if raw in ("auto", None) else config.whole(*names)
    conv_bias = config.flag(f"{prefix}conv_bias", "use_conv_bias", default=True)
    bias = config.flag(f"{prefix}proj_bias", "use_bias", default=False)
    projections = 3 * hidden * inner + (2 * inner + hidden) * bias
    steps = inner * (rank + 2 * state) + rank * inner + inner
    conv = inner * (taps + conv_bias)
    norms = (rank + 2 * state) * normed
    total = projections + steps + conv + inner * (state + 1) + norms
    return state_mixer(total, inner * (state + taps - 1))


def mamba2(
    config: Config, heads: int, head_dim: int, groups: int, state: int, taps: int, *, bias: bool
) -> Attention:
    """State-space mixer of the second generation.

    Args:
        config: The configuration.
        heads: Heads. [1]
        head_dim: Width of a head. [1]
        groups: Groups that share B and C. [1]
        state: Values of state per channel. [1]
        taps: Length of the convolution. [1]
        bias: Projections carry a bias.

    Sources:
        dao2024mamba2, section 7 and figure 6: the block and its projections.
    """
    hidden, inner = hidden_size(config), heads * head_dim
    conv_dim = inner + 2 * groups * state
    wide = inner + conv_dim + heads
    conv_bias = config.flag("mamba_conv_bias", "use_conv_bias", default=True)
    projections = hidden * (wide + inner) + (wide + hidden) * bias
    total = projections + conv_dim * (taps + conv_bias) + 3 * heads + inner
    return state_mixer(total, inner * state + conv_dim * (taps - 1))


def delta_net(config: Config) -> Attention:
    """Gated delta rule, the linear attention of Qwen3-Next and Qwen3.5.

    Args:
        config: The configuration.

    Sources:
        arXiv 2412.06464, gated delta rule: a state of key width times value width per head.
    """
    hidden, taps = hidden_size(config), config.whole("linear_conv_kernel_dim", default=4)
    keys, key_dim = config.whole("linear_num_key_heads"), config.whole("linear_key_head_dim")
    values = config.whole("linear_num_value_heads")
    value_dim = config.whole("linear_value_head_dim")
    wide_k, wide_v = keys * key_dim, values * value_dim
    conv_dim = 2 * wide_k + wide_v
    projections = hidden * (conv_dim + 2 * wide_v + 2 * values)
    total = projections + conv_dim * taps + 2 * values + value_dim
    return state_mixer(total, values * key_dim * value_dim + conv_dim * (taps - 1))


def kimi_delta(config: Config) -> Attention:
    """Kimi delta attention: the delta rule with a gate per channel.

    Args:
        config: The configuration.
    """
    inner, names = config, ("linear_num_heads", "linear_head_dim", "linear_conv_kernel_dim")
    if config.has("linear_attn_config"):
        inner = config.inner("linear_attn_config")
        names = ("num_heads", "head_dim", "short_conv_kernel_size")
    heads, dim, taps = (inner.whole(name) for name in names)
    hidden, wide = hidden_size(config), heads * dim
    projections = 4 * hidden * wide + hidden * heads
    gates = 2 * (hidden * dim + dim * wide) + wide + heads
    total = projections + gates + 3 * wide * taps + dim
    return state_mixer(total, wide * dim + 3 * wide * (taps - 1))


def lightning(config: Config) -> Attention:
    """Lightning attention of MiniMax-01: linear attention with an output gate.

    Args:
        config: The configuration.
    """
    heads, _, dim = head_sizes(config)
    wide = heads * dim
    return state_mixer(5 * hidden_size(config) * wide + wide, wide * dim)
