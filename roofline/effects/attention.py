"""Effects on attention and its cache."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from roofline.effects.base import Effect
from roofline.effects.compression import Share


class ShareKvHeads(Effect):
    """Query heads share key-value heads (multi-query, grouped-query attention)."""

    type: Literal["share-kv-heads"]
    kv_heads: int = Field(ge=1, description="Key-value heads left.")


class LatentKv(Effect):
    """One compressed latent per token is cached in place of keys and values."""

    type: Literal["latent-kv"]
    latent_dim: int = Field(ge=1, description="Width of the cached latent.")
    rope_dim: int = Field(0, ge=0, description="Width of the shared rotary key cached beside it.")


class ShareKvLayers(Effect):
    """Neighbouring layers share one cache."""

    type: Literal["share-kv-layers"]
    layers_per_cache: float = Field(gt=1, description="Layers that use one cache.")


class LinearAttention(Effect):
    """A fixed-size state in place of a growing cache."""

    type: Literal["linear-attention"]
    state_per_head: int | None = Field(
        None, ge=1, description="State values per head; head_dim squared where not given."
    )
    layers_share: Share = Field(1, description="Share of layers replaced.")


class Window(Effect):
    """Attention sees the last tokens only, and perhaps the first few."""

    type: Literal["window"]
    tokens: int = Field(ge=1, description="Recent tokens seen.")
    sinks: int = Field(0, ge=0, description="First tokens kept in sight.")
    layers_share: Share = Field(1, description="Share of layers with the window.")


class SparseAttention(Effect):
    """A part of the cached tokens is read per query; the whole cache is kept."""

    type: Literal["sparse-attention"]
    tokens_read: int | None = Field(None, ge=1, description="Tokens read per step.")
    share_read: Share | None = Field(None, description="Or the share of tokens read.")
    index_bytes_per_token: float = Field(
        0, ge=0, description="Index read per cached token and KV head. [B]"
    )
    phase: Literal["prefill", "decode", "both"] = "decode"
    layers_share: Share = 1


class EvictKv(Effect):
    """Cached tokens are dropped for good."""

    type: Literal["evict-kv"]
    tokens_kept: int | None = Field(None, ge=1, description="Tokens left in the cache.")
    share_kept: Share | None = Field(None, description="Or the share left.")


class FuseAttention(Effect):
    """Scores stay on chip: Q, K, V and O move once per pass."""

    type: Literal["fuse-attention"]


class FuseOperators(Effect):
    """Element-wise operators run inside their neighbours and write nothing back."""

    type: Literal["fuse-operators"]
    operators: list[str] = Field([], description="Names of operators fused; all where empty.")


class CompressPrompt(Effect):
    """A shorter prompt that says the same."""

    type: Literal["compress-prompt"]
    ratio: float = Field(gt=1, description="Prompt tokens before over after.")
    compressor: str | None = Field(None, description="Model id of the compressor, if it counts.")


class ReusePrefix(Effect):
    """A part of the prompt's cache is there already."""

    type: Literal["reuse-prefix"]
    hit_ratio: float = Field(gt=0, lt=1, description="Share of prompt tokens hit.")
    shared_read: bool = Field(
        False, description="True where decode reads a shared prefix once for the whole batch."
    )
