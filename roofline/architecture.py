"""What the cost model needs to know of a language model: groups of equal layers and their widths.

Layers of a group cost the same, so a group is costed once and multiplied. Alternating windows,
first dense layers and hybrids are several groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

AttentionKind = Literal["softmax", "latent", "state"]
FfnKind = Literal["dense", "experts", "none"]

PARTS = (
    "embedding",
    "head",
    "attention",
    "state-mixer",
    "dense-ffn",
    "routed-experts",
    "shared-experts",
    "router",
    "norm",
    "other",
)
"""Parts that a model's weights fall into; see `Architecture.parameters_by_part`."""


@dataclass(frozen=True)
class Attention:
    """The token mixer of a layer.

    Attributes:
        kind: `softmax` caches keys and values, `latent` one compressed vector (multi-head latent
            attention), `state` a fixed-size state (linear attention, state-space models).
        heads: Query heads. [1]
        kv_heads: Key-value heads. [1]
        head_dim: Width of a query and key head; of its part without positions if latent. [1]
        value_dim: Width of a value head. [1]
        window: Recent tokens seen; 0 for all. [token]
        layers_per_cache: Layers that share one cache and the projections that fill it; a mean
            where it varies. [1]
        query_rank: Width of the query's low-rank path; 0 for none. [1]
        latent_dim: Width of the cached latent. [1]
        rope_dim: Width of the rotary key cached beside the latent. [1]
        state_size: Values of recurrent state per layer and request. [1]
        state_parameters: Weights of a `state` layer. [1]
        bias: Query, key and value projections carry a bias. [1]
        output_bias: The output projection carries a bias. [1]
        gated: The output is multiplied by a gate as wide as the queries. [1]
        key_is_value: One projection serves keys and values; both are cached. [1]
        index_dim: Width of the cached index key, where an indexer picks the tokens read; 0 for
            no indexer. [1]
        index_heads: Query heads of the indexer. [1]
        index_tokens: Tokens that the indexer lets a query read; 0 for all. [token]
        extra_parameters: Other weights per layer: query and key norms, sinks, indexer. [1]
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
    gated: bool = False
    key_is_value: bool = False
    index_dim: int = 0
    index_heads: int = 0
    index_tokens: int = 0
    extra_parameters: int = 0

    def parameters(self, hidden: int) -> int:
        """Weights of the layer's token mixer. [1]

        Args:
            hidden: Width of the residual stream. [1]
        """
        if self.kind == "state":
            return self.state_parameters
        if self.kind == "latent":
            return self._latent_parameters(hidden)
        q, k, v = self.widths
        pair = k if self.key_is_value else k + v
        cached = round(pair * (hidden + self.bias) / self.layers_per_cache)
        query = q * (1 + self.gated) * hidden + q * self.bias
        output = (q_out(self) + self.output_bias) * hidden
        return query + cached + output + self.extra_parameters

    def _latent_parameters(self, hidden: int) -> int:
        q_width = self.heads * (self.head_dim + self.rope_dim)
        if self.query_rank:
            query = hidden * self.query_rank + self.query_rank + self.query_rank * q_width
        else:
            query = hidden * q_width
        down = hidden * (self.latent_dim + self.rope_dim) + self.latent_dim
        up = self.latent_dim * self.heads * (self.head_dim + self.value_dim)
        return query + down + up + q_out(self) * hidden + self.extra_parameters

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
        """Values cached per token and layer, index keys included. [1]"""
        if self.kind == "state":
            return 0
        if self.kind == "latent":
            return (self.latent_dim + self.rope_dim + self.index_dim) / self.layers_per_cache
        pair = self.kv_heads * (self.head_dim + self.value_dim)
        return (pair + self.index_dim) / self.layers_per_cache


def q_out(attention: Attention) -> int:
    """Width of the attention's output before its projection. [1]

    Args:
        attention: The token mixer. [1]
    """
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
        latent: Width that routed experts read and write, where it is not the residual stream's;
            0 otherwise. [1]
        bias: Each matrix carries a bias. [1]
        router_parameters: Weights of the router beyond hidden x experts. [1]
    """

    kind: FfnKind = "dense"
    intermediate: int = 0
    gated: bool = True
    experts: int = 0
    top_k: int = 0
    shared_intermediate: int = 0
    latent: int = 0
    bias: bool = False
    router_parameters: int = 0

    @property
    def matrices(self) -> int:
        """Matrices of one feed-forward block. [1]"""
        return 3 if self.gated else 2

    def _block(self, outer: int, width: int) -> int:
        bias = ((self.matrices - 1) * width + outer) * self.bias
        return self.matrices * outer * width + bias

    def parameters_by_part(self, hidden: int, *, active: bool = False) -> Mapping[str, int]:
        """Weights of the block by part, see `PARTS`; with `active` those one token runs through.

        Args:
            hidden: Width of the residual stream. [1]
            active: Count only the experts that one token is routed to. [1]
        """
        if self.kind == "none":
            return {}
        if self.kind == "dense":
            return {"dense-ffn": self._block(hidden, self.intermediate)}
        routed = self.top_k if active else self.experts
        outer = self.latent or hidden
        return {
            "routed-experts": routed * self._block(outer, self.intermediate)
            + 2 * hidden * self.latent,
            "shared-experts": self.matrices * hidden * self.shared_intermediate,
            "router": hidden * self.experts + self.router_parameters,
        }

    def parameters(self, hidden: int, *, active: bool = False) -> int:
        """Weights of the block; with `active` only those that one token runs through. [1]

        Args:
            hidden: Width of the residual stream. [1]
            active: Count only the experts that one token is routed to. [1]
        """
        return sum(self.parameters_by_part(hidden, active=active).values())


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

    def parameters_by_part(self, hidden: int, *, active: bool = False) -> Mapping[str, int]:
        """Weights of one layer by part, see `PARTS`. [1]

        Args:
            hidden: Width of the residual stream. [1]
            active: Count only the experts that one token is routed to. [1]
        """
        parts = dict(self.ffn.parameters_by_part(hidden, active=active))
        if self.attention:
            mixer = "state-mixer" if self.attention.kind == "state" else "attention"
            parts[mixer] = self.attention.parameters(hidden)
        parts["norm"] = self.norm_parameters
        return parts

    def parameters(self, hidden: int, *, active: bool = False) -> int:
        """Weights of one layer. [1]

        Args:
            hidden: Width of the residual stream. [1]
            active: Count only the experts that one token is routed to. [1]
        """
        return sum(self.parameters_by_part(hidden, active=active).values())


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """Shape of a decoder-only language model.

    Attributes:
        hidden: Width of the residual stream. [1]
        vocab: Rows of the embedding. [1]
        groups: Groups of equal layers, in order of first appearance.
        tied_embeddings: The output head is the embedding. [1]
        embedding_dim: Width of the embedding where it is not the residual stream's; 0
            otherwise. [1]
        max_context: Longest context its configuration allows; 0 where not stated. [token]
        extra_parameters: Weights outside layers, embedding and head: final norm, learned
            positions. [1]
        image_tokens: Tokens that an image of usual size becomes; 0 where not stated. [token]
    """

    hidden: int
    vocab: int
    groups: tuple[LayerGroup, ...]
    tied_embeddings: bool = False
    embedding_dim: int = 0
    max_context: int = 0
    extra_parameters: int = 0
    image_tokens: int = 0

    @cached_property
    def num_layers(self) -> int:
        """Layers of all groups. [1]"""
        return sum(group.count for group in self.groups)

    @cached_property
    def embedding_parameters(self) -> int:
        """Weights of the embedding and, where it is not tied, of the output head. [1]"""
        width = self.embedding_dim or self.hidden
        return self.vocab * width * (1 if self.tied_embeddings else 2)

    def parameters_by_part(self, *, active: bool = False) -> Mapping[str, int]:
        """Weights by part, in the order of `PARTS`, parts without weights left out. [1]

        Args:
            active: Count only the experts that one token is routed to. [1]
        """
        rows = self.vocab * (self.embedding_dim or self.hidden)
        totals = dict.fromkeys(PARTS, 0)
        totals |= {"embedding": rows, "head": 0 if self.tied_embeddings else rows}
        totals["other"] = self.extra_parameters
        for group in self.groups:
            for part, count in group.parameters_by_part(self.hidden, active=active).items():
                totals[part] += group.count * count
        return {part: count for part, count in totals.items() if count}

    @cached_property
    def parameters(self) -> int:
        """All weights. [1]"""
        return sum(self.parameters_by_part().values())

    @cached_property
    def active_parameters(self) -> int:
        """Weights that one token runs through, embedding and head included. [1]"""
        return sum(self.parameters_by_part(active=True).values())

    @cached_property
    def is_mixture(self) -> bool:
        """Whether any layer routes tokens to experts."""
        return any(g.ffn.kind == "experts" for g in self.groups)

    @cached_property
    def state_values(self) -> int:
        """Recurrent state of one request over all layers. [1]"""
        return sum(g.count * g.attention.state_size for g in self.groups if g.attention)

    def kv_bytes_per_token(self, bits: float = 16) -> float:
        """Cache that one token adds over all layers while no window is full. [B]

        Args:
            bits: Bits per cached value. [bit]

        Sources:
            arXiv 2211.05102, section 3.3: keys and values of each layer, per key-value head.
        """
        values = sum(g.count * g.attention.cached_per_token for g in self.groups if g.attention)
        return values * bits / 8
