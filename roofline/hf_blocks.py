"""Pieces that architectures share when a configuration becomes groups of equal layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from roofline.architecture import Architecture, Attention, FeedForward, LayerGroup
from roofline.hf_reader import Config
from roofline.units import FieldError


class Flag(NamedTuple):
    """A switch of the configuration whose absence means yes.

    Attributes:
        name: Field.
    """

    name: str


Switch = bool | str | Flag
"""A bias: always there, never there, or as a field says, with an absent field meaning no."""

FULL, SLIDING, LINEAR = "full_attention", "sliding_attention", "linear_attention"
LAYER_TYPES = (FULL, SLIDING, LINEAR, "chunked_attention", "attention", "mamba", "conv")

Layer = tuple[Attention | None, FeedForward, int]
"""Token mixer, feed-forward part and weights of the norms of one layer."""

NO_FFN = FeedForward(kind="none")


@dataclass(frozen=True)
class Style:
    """What an architecture fixes without saying so in its configuration.

    Attributes:
        norms: Norms per layer. [1]
        norm_width: Weights per norm and channel: 1 for a scale, 2 with a shift, 0 for none. [1]
        gated: Three matrices in the feed-forward part.
        bias: Query, key and value projections carry a bias.
        output_bias: The output projection carries one.
        ffn_bias: The feed-forward matrices carry one.
        head_bias: The output head carries one.
        query_key_norm: Norm on queries and keys: per head one of head width (`head`), over all
            heads (`full`), or none.
        tied: Meaning of an absent `tie_word_embeddings`.
        head_dim: Meaning of an absent `head_dim`; 0 for the hidden width over the heads. [1]
    """

    norms: int = 2
    norm_width: int = 1
    gated: bool = True
    bias: Switch = False
    output_bias: Switch = False
    ffn_bias: Switch = False
    head_bias: Switch = False
    query_key_norm: str = ""
    tied: bool = False
    head_dim: int = 0


def switch(config: Config, value: Switch) -> bool:
    """Whether a bias is there.

    Args:
        config: The configuration.
        value: As the style says it.
    """
    if isinstance(value, Flag):
        return config.flag(value.name, default=True)
    return config.flag(value, default=False) if isinstance(value, str) else value


def hidden_size(config: Config) -> int:
    """Width of the residual stream. [1]

    Args:
        config: The configuration.
    """
    return config.whole("hidden_size", "n_embd", "n_embed", "d_model")


def head_sizes(config: Config, default: int = 0) -> tuple[int, int, int]:
    """Query heads, key-value heads and width of a head. [1]

    Args:
        config: The configuration.
        default: Meaning of an absent `head_dim`; 0 for the hidden width over the heads. [1]
    """
    heads = config.whole("num_attention_heads", "n_head", "n_heads")
    shared = config.whole("num_key_value_heads", "num_kv_heads", "n_head_kv", default=heads)
    if shared > heads or heads % shared:
        problem = f"must divide num_attention_heads, got {shared} for {heads}"
        raise FieldError(("num_key_value_heads",), problem)
    hidden = hidden_size(config)
    if not config.has("head_dim") and not default and hidden % heads:
        problem = f"must divide hidden_size where head_dim is absent, got {heads} for {hidden}"
        raise FieldError(("num_attention_heads",), problem)
    return heads, shared, config.whole("head_dim", default=default or hidden // heads)


def query_key_norm(kind: str, heads: int, kv_heads: int, head_dim: int) -> int:
    """Weights of the norms on queries and keys of a layer. [1]

    Args:
        kind: `head`, `full` or empty, see `Style`.
        heads: Query heads. [1]
        kv_heads: Key-value heads. [1]
        head_dim: Width of a head. [1]
    """
    return {"": 0, "head": 2 * head_dim, "full": (heads + kv_heads) * head_dim}[kind]


def softmax_attention(config: Config, style: Style, *, window: int = 0) -> Attention:
    """Attention with the widths of the configuration.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
        window: Recent tokens seen; 0 for all. [token]
    """
    heads, kv_heads, head_dim = head_sizes(config, style.head_dim)
    return Attention(
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        value_dim=head_dim,
        window=window,
        bias=switch(config, style.bias),
        output_bias=switch(config, style.output_bias),
        extra_parameters=query_key_norm(style.query_key_norm, heads, kv_heads, head_dim),
    )


def dense_ffn(config: Config, style: Style, *, width: int | None = None) -> FeedForward:
    """Dense feed-forward part.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
        width: Inner width; None for `intermediate_size`. [1]
    """
    if width is None:
        width = config.whole("intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size")
    return FeedForward(intermediate=width, gated=style.gated, bias=switch(config, style.ffn_bias))


def max_context(config: Config) -> int:
    """Longest context; 0 where not stated. [token]

    Args:
        config: The configuration.
    """
    names = ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "n_ctx")
    return config.whole(*names, default=0)


def usual_types(config: Config, every: int = 0) -> list[str]:
    """Type of each layer: as the configuration lists them, or one full layer in `every`.

    Args:
        config: The configuration.
        every: Distance of full-attention layers where no list is given; 0 for all full. [1]
    """
    count = config.layers
    given = config.words("layer_types", count, LAYER_TYPES)
    if given is not None:
        return given
    every = config.whole("sliding_window_pattern", default=every, low=0)
    return [SLIDING if every and (i + 1) % every else FULL for i in range(count)]


def window_of(config: Config, kind: str, name: str = "sliding_window") -> int:
    """Window of a layer of this type; 0 where it sees all, or as much as the context holds.

    Args:
        config: The configuration.
        kind: Type of the layer.
        name: Field that holds the window.
    """
    if kind == FULL:
        return 0
    window = config.whole(name, default=0)
    longest = max_context(config)
    return 0 if longest and window >= longest else window


def grouped(layers: Iterable[Layer]) -> tuple[LayerGroup, ...]:
    """Equal layers together, in order of first appearance.

    Args:
        layers: All layers of the model.
    """
    counts = Counter(layers)
    return tuple(
        LayerGroup(count, mixer, ffn, norm) for (mixer, ffn, norm), count in counts.items()
    )


def whole_model(
    config: Config, style: Style, layers: Iterable[Layer], *, extra: int = 0
) -> Architecture:
    """The model around its layers: embedding, final norm, head.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
        layers: All layers.
        extra: Weights outside layers beyond final norm and head bias. [1]
    """
    hidden = hidden_size(config)
    vocab = config.whole("vocab_size", "padded_vocab_size")
    head_bias = vocab if switch(config, style.head_bias) else 0
    return Architecture(
        hidden=hidden,
        vocab=vocab,
        groups=grouped(layers),
        tied_embeddings=config.flag("tie_word_embeddings", default=style.tied),
        max_context=max_context(config),
        extra_parameters=hidden * style.norm_width + head_bias + extra,
        image_tokens=config.whole("mm_tokens_per_image", default=0),
    )


def norm_weights(config: Config, style: Style) -> int:
    """Weights of the norms of one layer. [1]

    Args:
        config: The configuration.
        style: What it leaves unsaid.
    """
    return style.norms * style.norm_width * hidden_size(config)
