"""What the cost model needs to know of a language model: groups of equal layers and their widths.

A model is a list of layer groups; layers within a group cost the same, so a group is costed once
and multiplied. Alternating windows, first dense layers and hybrids are several groups.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

AttentionKind = Literal["softmax", "latent", "state"]
FfnKind = Literal["dense", "experts", "none"]


@dataclass(frozen=True)
class Attention:
    """The token mixer of a layer.

    Attributes:
        kind: `softmax` caches keys and values, `latent` one compressed vector (multi-head latent
            attention), `state` a fixed-size state (linear attention, state-space models).
        heads: Query heads. [1]
        kv_heads: Key-value heads. [1]
        head_dim: Width of a query and key head. [1]
        value_dim: Width of a value head. [1]
        window: Recent tokens seen; 0 for all. [token]
        layers_per_cache: Layers that share one cache. [1]
        query_rank: Width of the query's low-rank path; 0 for none. [1]
        latent_dim: Width of the cached latent. [1]
        rope_dim: Width of the rotary key cached beside the latent. [1]
        state_size: Values of recurrent state per layer and request. [1]
        state_parameters: Weights of a `state` layer. [1]
        bias: Query, key and value projections carry a bias. [1]
        output_bias: The output projection carries a bias. [1]
        extra_parameters: Small weights (query and key norms, sinks) per layer. [1]
    """

    kind: AttentionKind = "softmax"
    heads: int = 0
    kv_heads: int = 0
    head_dim: int = 0
    value_dim: int = 0
    window: int = 0
    layers_per_cache: float = 1
    query_rank: int = 0
    latent_dim: int = 0
    rope_dim: int = 0
    state_size: int = 0
    state_parameters: int = 0
    bias: bool = False
    output_bias: bool = False
    extra_parameters: int = 0

    def parameters(self, hidden: int) -> int:
        """Weights of the layer's token mixer. [1]"""
        if self.kind == "state":
            return self.state_parameters
        if self.kind == "latent":
            return self._latent_parameters(hidden)
        q, k, v = self.widths
        biases = (q + k + v) * self.bias + hidden * self.output_bias
        return hidden * (q + k + v) + q_out(self) * hidden + biases + self.extra_parameters

    def _latent_parameters(self, hidden: int) -> int:
        q_width = self.heads * (self.head_dim + self.rope_dim)
        if self.query_rank:
            query = hidden * self.query_rank + self.query_rank + self.query_rank * q_width
        else:
            query = hidden * q_width
        down = hidden * (self.latent_dim + self.rope_dim) + self.latent_dim
        up = self.latent_dim * self.heads * (self.head_dim + self.value_dim)
        return query + down + up + self.heads * self.value_dim * hidden + self.extra_parameters

    @property
    def widths(self) -> tuple[int, int, int]:
        """Widths of the query, key and value projections. [1]"""
        return (
            self.heads * self.head_dim,
            self.kv_heads * self.head_dim,
            self.kv_heads * self.value_dim,
        )

    @property
    def cached_per_token(self) -> float:
        """Values cached per token and layer. [1]"""
        if self.kind == "state":
            return 0
        if self.kind == "latent":
            return (self.latent_dim + self.rope_dim) / self.layers_per_cache
        return self.kv_heads * (self.head_dim + self.value_dim) / self.layers_per_cache


def q_out(attention: Attention) -> int:
    """Width of the attention's output before its projection. [1]"""
    return attention.heads * attention.value_dim


@dataclass(frozen=True)
class FeedForward:
    """The feed-forward part of a layer.

    Attributes:
        kind: `dense`, `experts` (mixture of experts) or `none`.
        intermediate: Inner width of the dense part or of one expert. [1]
        gated: Three matrices instead of two. [1]
        experts: Routed experts. [1]
        top_k: Routed experts per token. [1]
        shared_intermediate: Inner width of all shared experts together. [1]
        bias: Each matrix carries a bias. [1]
        router_parameters: Weights of the router beyond hidden x experts. [1]
    """

    kind: FfnKind = "dense"
    intermediate: int = 0
    gated: bool = True
    experts: int = 0
    top_k: int = 0
    shared_intermediate: int = 0
    bias: bool = False
    router_parameters: int = 0

    @property
    def matrices(self) -> int:
        """Matrices of one feed-forward block. [1]"""
        return 3 if self.gated else 2

    def _block(self, hidden: int, width: int) -> int:
        bias = ((self.matrices - 1) * width + hidden) * self.bias
        return self.matrices * hidden * width + bias

    def parameters(self, hidden: int, *, active: bool = False) -> int:
        """Weights of the block; with `active` only those that one token runs through. [1]"""
        if self.kind == "none":
            return 0
        if self.kind == "dense":
            return self._block(hidden, self.intermediate)
        routed = self.top_k if active else self.experts
        shared = self.matrices * hidden * self.shared_intermediate
        router = hidden * self.experts + self.router_parameters
        return routed * self._block(hidden, self.intermediate) + shared + router


@dataclass(frozen=True)
class LayerGroup:
    """`count` equal layers.

    Attributes:
        count: Layers in the group. [1]
        attention: Token mixer; None where the layer has none.
        ffn: Feed-forward part.
        norm_parameters: Weights of the layer's norms. [1]
    """

    count: int
    attention: Attention | None
    ffn: FeedForward
    norm_parameters: int = 0

    def parameters(self, hidden: int, *, active: bool = False) -> int:
        """Weights of one layer. [1]"""
        mixer = self.attention.parameters(hidden) if self.attention else 0
        return mixer + self.ffn.parameters(hidden, active=active) + self.norm_parameters


@dataclass(frozen=True)
class Model:
    """A decoder-only language model.

    Attributes:
        id: Identifier in data.
        name: Name as its makers write it.
        hidden: Width of the residual stream. [1]
        vocab: Rows of the embedding. [1]
        groups: Groups of equal layers, in order of depth.
        tied_embeddings: The output head is the embedding. [1]
        max_context: Longest context its configuration allows; 0 where not stated. [token]
        extra_parameters: Weights outside layers, embedding and head (final norm, positions). [1]
        prefix_tokens: Tokens that every prompt begins with (images of a vision model). [token]
        family: Series it belongs to.
        source: Where the configuration was read.
        published_parameters: Count its makers state. [1]
        published_source: Where they state it.
        released: Date of release, ISO form.
        url: Page of the weights.
    """

    id: str
    name: str
    hidden: int
    vocab: int
    groups: tuple[LayerGroup, ...]
    tied_embeddings: bool = False
    max_context: int = 0
    extra_parameters: int = 0
    prefix_tokens: int = 0
    family: str = ""
    source: str = ""
    published_parameters: int | None = None
    published_source: str = ""
    released: str = ""
    url: str = field(default="")

    @cached_property
    def num_layers(self) -> int:
        """Layers of all groups. [1]"""
        return sum(group.count for group in self.groups)

    @cached_property
    def embedding_parameters(self) -> int:
        """Weights of the embedding and, where it is not tied, of the output head. [1]"""
        return self.vocab * self.hidden * (1 if self.tied_embeddings else 2)

    @cached_property
    def parameters(self) -> int:
        """All weights. [1]"""
        layers = sum(g.count * g.parameters(self.hidden) for g in self.groups)
        return layers + self.embedding_parameters + self.extra_parameters

    @cached_property
    def active_parameters(self) -> int:
        """Weights that one token runs through, embedding and head included. [1]"""
        layers = sum(g.count * g.parameters(self.hidden, active=True) for g in self.groups)
        return layers + self.embedding_parameters + self.extra_parameters

    @cached_property
    def is_mixture(self) -> bool:
        """Whether any layer routes tokens to experts."""
        return any(g.ffn.kind == "experts" for g in self.groups)

    def kv_bytes_per_token(self, bits: float = 16) -> float:
        """Cache that one token adds over all layers. [B]

        Args:
            bits: Bits per cached value. [bit]

        Sources:
            pope2022efficiently, section 3.3: keys and values of each layer, per key-value head.
        """
        values = sum(g.count * g.attention.cached_per_token for g in self.groups if g.attention)
        return values * bits / 8
