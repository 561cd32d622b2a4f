"""Effects that shrink what is stored or computed: quantisation, pruning, factorisation."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from roofline.deployment import Deployment
from roofline.effects.base import Change, Effect, EffectConflict, chosen
from roofline.effects.remodel import known_model

Share = Annotated[float, Field(gt=0, le=1)]
Bits = Annotated[float, Field(gt=0, le=32)]


class Quantize(Effect):
    """Fewer bits per weight, activation or cached key and value, with the scales they need."""

    type: Literal["quantize"]
    weight_bits: Bits | None = None
    activation_bits: Bits | None = None
    kv_bits: Bits | None = None
    attention_bits: Bits | None = Field(None, description="Operands of attention's products.")
    group_size: int | None = Field(None, ge=1, description="Weights that share one scale.")
    kv_group_size: int | None = Field(None, ge=1, description="Cached values that share a scale.")
    scale_bits: Bits = 16
    zero_point: bool = Field(False, description="True where each group also stores a zero point.")
    number_format: Literal["int", "float", "codebook"] = "int"
    keeps_embeddings: bool = Field(True, description="Embedding and lm_head stay as they are.")
    outlier_share: float = Field(
        0, ge=0, lt=1, description="Weights kept in 16 bits beside the rest."
    )

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        scales = self.scale_bits * (2 if self.zero_point else 1)
        weight = scales / self.group_size if self.weight_bits and self.group_size else None
        cache = scales / self.kv_group_size if self.kv_bits and self.kv_group_size else None
        return chosen(
            weight_bits=self.weight_bits,
            weight_overhead_bits=weight,
            activation_bits=self.activation_bits,
            kv_bits=self.kv_bits,
            attention_bits=self.attention_bits,
            kv_overhead_bits=cache,
            outlier_share=self.outlier_share or None,
            embedding_bits=None if self.keeps_embeddings else self.weight_bits,
            floating=1.0 if self.number_format == "float" and self.activation_bits else None,
        )


class Prune(Effect):
    """Weights removed: anywhere, n of every m, or whole rows, heads and channels."""

    type: Literal["prune"]
    sparsity: float = Field(gt=0, lt=1, description="Share of weights removed.")
    pattern: Literal["unstructured", "n:m", "structured", "layer"]
    n: int | None = Field(None, ge=1, description="Weights kept of every m.")
    m: int | None = Field(None, ge=2)
    index_bits: float | None = Field(None, ge=0, description="Per kept weight.")
    skips_compute: bool | None = Field(
        None, description="True where the kernel also skips the arithmetic."
    )

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        kept = 1 - self.sparsity
        if self.pattern == "layer":
            return (Change("layers_kept", "times", kept),)
        skips = self.skips_compute
        if skips is None:
            skips = self.pattern in ("n:m", "structured")
        return (
            Change("weights_kept", "times", kept),
            *((Change("weights_computed", "times", kept),) if skips else ()),
            *chosen(index_bits=self._index_bits()),
        )

    def _index_bits(self) -> float | None:
        """Index per kept weight: as stated, else log2 m for n:m, one bit per weight otherwise."""
        if self.index_bits is not None:
            return self.index_bits
        if self.pattern == "n:m" and self.m:
            return math.log2(self.m)
        if self.pattern == "unstructured":
            return 1 / (1 - self.sparsity)
        return None


class Factorize(Effect):
    """Each weight matrix as a product of two thin ones."""

    type: Literal["factorize"]
    parameters_kept: Share = Field(description="Parameters after over before, in linear layers.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return (
            Change("weights_kept", "times", self.parameters_kept),
            Change("weights_computed", "times", self.parameters_kept),
        )


class Distil(Effect):
    """Another, smaller model in place of this one."""

    type: Literal["distil"]
    model: str = Field(description="Id of the student in roofline/models.")

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with the student in place of the model.

        Raises:
            EffectConflict: The student is unknown, or not smaller.
        """
        student = known_model(self.model, self.name)
        if student.parameters >= deployment.model.parameters:
            raise EffectConflict(
                f"distil replaces {deployment.model.id} by {self.model}, which is not smaller"
            )
        return replace(deployment, model=student)


class ContextualSparsity(Effect):
    """Only the neurons and heads that this token needs are read and computed."""

    type: Literal["contextual-sparsity"]
    ffn_density: Share = Field(1, description="Share of FFN neurons used per token.")
    attention_density: Share = Field(1, description="Share of attention heads used per token.")
    predictor_share: float = Field(
        0, ge=0, lt=1, description="Predictor's weights over the model's."
    )

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return chosen(
            ffn_density=self.ffn_density,
            attention_density=self.attention_density,
            predictor_share=self.predictor_share,
        )


class EarlyExit(Effect):
    """A token leaves before the last layer, or skips layers."""

    type: Literal["early-exit"]
    layers_run: Share = Field(description="Mean share of layers run per token.")
    head_share: float = Field(0, ge=0, description="Exit classifiers' weights over one layer's.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return chosen(layers_run=self.layers_run, exit_share=self.head_share)
