"""Effects on attention and its cache."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from roofline.deployment import Deployment
from roofline.effects.base import Change, Effect, EffectConflict, chosen
from roofline.effects.compression import Share
from roofline.effects.remodel import known_model, with_attention
from roofline.estimate import estimate
from roofline.model import Attention


class ShareKvHeads(Effect):
    """Query heads share key-value heads (multi-query, grouped-query attention)."""

    type: Literal["share-kv-heads"]
    kv_heads: int = Field(ge=1, description="Key-value heads left.")

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with fewer key-value heads.

        Raises:
            EffectConflict: No layer of the model can be changed so.
        """

        def shared(a: Attention) -> Attention | None:
            if a.kind != "softmax" or a.kv_heads <= self.kv_heads:
                return None
            return replace(a, kv_heads=self.kv_heads)

        return with_attention(deployment, shared, f"share-kv-heads to {self.kv_heads}")


class LatentKv(Effect):
    """One compressed latent per token is cached in place of keys and values."""

    type: Literal["latent-kv"]
    latent_dim: int = Field(ge=1, description="Width of the cached latent.")
    rope_dim: int = Field(0, ge=0, description="Width of the shared rotary key cached beside it.")

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with latent attention in place of cached keys and values.

        Raises:
            EffectConflict: No layer of the model can be changed so.
        """

        def latent(a: Attention) -> Attention | None:
            if a.kind != "softmax":
                return None
            return replace(a, kind="latent", latent_dim=self.latent_dim, rope_dim=self.rope_dim)

        return with_attention(deployment, latent, "latent-kv")


class ShareKvLayers(Effect):
    """Neighbouring layers share one cache."""

    type: Literal["share-kv-layers"]
    layers_per_cache: float = Field(gt=1, description="Layers that use one cache.")

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with caches shared by neighbouring layers.

        Raises:
            EffectConflict: No layer of the model can be changed so.
        """

        def shared(a: Attention) -> Attention | None:
            if a.kind == "state" or a.layers_per_cache > 1:
                return None
            return replace(a, layers_per_cache=self.layers_per_cache)

        return with_attention(deployment, shared, "share-kv-layers")


class LinearAttention(Effect):
    """A fixed-size state in place of a growing cache."""

    type: Literal["linear-attention"]
    state_per_head: int | None = Field(
        None, ge=1, description="State values per head; head_dim squared where not given."
    )
    layers_share: Share = Field(1, description="Share of layers replaced.")

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with a recurrent state in part of its layers.

        Raises:
            EffectConflict: No layer of the model can be changed so.
        """
        hidden = deployment.model.hidden

        def linear(a: Attention) -> Attention | None:
            if a.kind == "state":
                return None
            per_head = self.state_per_head or a.head_dim * a.value_dim
            return replace(
                a,
                kind="state",
                state_size=a.heads * per_head,
                state_parameters=a.parameters(hidden),
            )

        return with_attention(deployment, linear, "linear-attention", share=self.layers_share)


class Window(Effect):
    """Attention sees the last tokens only, and perhaps the first few."""

    type: Literal["window"]
    tokens: int = Field(ge=1, description="Recent tokens seen.")
    sinks: int = Field(0, ge=0, description="First tokens kept in sight.")
    layers_share: Share = Field(1, description="Share of layers with the window.")

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with a window in part of its layers.

        Raises:
            EffectConflict: No layer of the model can be changed so.
        """

        def windowed(a: Attention) -> Attention | None:
            if a.kind == "state" or 0 < a.window <= self.tokens + self.sinks:
                return None
            return replace(a, window=self.tokens + self.sinks)

        return with_attention(deployment, windowed, "window", share=self.layers_share)


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

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        changes: list[Change] = []
        if self.phase in ("decode", "both"):
            if self.tokens_read is not None:
                changes.append(Change("kv_tokens_read", "most", float(self.tokens_read)))
            if self.share_read is not None:
                changes.append(Change("kv_share_read", "times", self.share_read))
            changes.extend(
                chosen(sparse_layers=self.layers_share, index_bytes=self.index_bytes_per_token)
            )
        if self.phase in ("prefill", "both"):
            if self.tokens_read is not None:
                changes.append(Change("prefill_tokens_read", "most", float(self.tokens_read)))
            if self.share_read is not None:
                left = 1 - self.layers_share * (1 - self.share_read)
                changes.append(Change("prefill_share_read", "times", left))
        return tuple(changes)


class EvictKv(Effect):
    """Cached tokens are dropped for good."""

    type: Literal["evict-kv"]
    tokens_kept: int | None = Field(None, ge=1, description="Tokens left in the cache.")
    share_kept: Share | None = Field(None, description="Or the share left.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        changes: list[Change] = []
        if self.tokens_kept is not None:
            changes.append(Change("kv_tokens_kept", "most", float(self.tokens_kept)))
        if self.share_kept is not None:
            changes.append(Change("kv_share_kept", "times", self.share_kept))
        return tuple(changes)


class FuseAttention(Effect):
    """Scores stay on chip: Q, K, V and O move once per pass."""

    type: Literal["fuse-attention"]

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return (Change("fused_attention", "set", 1.0),)

    def before(self) -> tuple[Change, ...]:
        """What the deployment without it looks like: scores go to memory and back."""
        return (Change("fused_attention", "set", 0.0),)


ELEMENTWISE = (
    "attention_norm",
    "attention_add",
    "ffn_norm",
    "activation",
    "ffn_add",
    "final_norm",
)
"""Element-wise operators of a layer and of the end of a model."""


class FuseOperators(Effect):
    """Element-wise operators run inside their neighbours and write nothing back."""

    type: Literal["fuse-operators"]
    operators: tuple[str, ...] = Field(
        (), strict=False, description="Names of operators fused; all where empty."
    )

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        named = len(set(self.operators)) / len(ELEMENTWISE)
        return (Change("fused_elementwise", "set", named or 1.0),)

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with element-wise operators fused.

        Raises:
            EffectConflict: A named operator is not element-wise.
        """
        unknown = sorted(set(self.operators) - set(ELEMENTWISE))
        if unknown:
            raise EffectConflict(
                f"fuse-operators names {', '.join(unknown)}; element-wise operators are "
                f"{', '.join(ELEMENTWISE)}"
            )
        return super().apply(deployment)


class CompressPrompt(Effect):
    """A shorter prompt that says the same."""

    type: Literal["compress-prompt"]
    ratio: float = Field(gt=1, description="Prompt tokens before over after.")
    compressor: str | None = Field(None, description="Model id of the compressor, if it counts.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return (Change("prompt_ratio", "times", self.ratio),)

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with a shorter prompt; a compressor that counts reads the long one.

        Raises:
            EffectConflict: The compressor is unknown.
        """
        changed = super().apply(deployment)
        if self.compressor is None:
            return changed
        model = known_model(self.compressor, self.name)
        reading = estimate(deployment.with_model(model)).ttft.ideal
        return changed.with_execution(compressor_cost=reading / estimate(changed).ttft.ideal)


class ReusePrefix(Effect):
    """A part of the prompt's cache is there already."""

    type: Literal["reuse-prefix"]
    hit_ratio: float = Field(gt=0, lt=1, description="Share of prompt tokens hit.")
    shared_read: bool = Field(
        False, description="True where decode reads a shared prefix once for the whole batch."
    )

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return chosen(
            prefix_hit=self.hit_ratio, prefix_shared_read=1.0 if self.shared_read else None
        )
