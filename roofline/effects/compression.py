"""Effects that shrink what is stored or computed: quantisation, pruning, factorisation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from roofline.effects.base import Effect

Share = Annotated[float, Field(gt=0, le=1)]
Bits = Annotated[float, Field(gt=0, le=32)]


class Quantize(Effect):
    """Fewer bits per weight, activation or cached key and value, with the scales they need."""

    type: Literal["quantize"]
    weight_bits: Bits | None = None
    activation_bits: Bits | None = None
    kv_bits: Bits | None = None
    group_size: int | None = Field(None, ge=1, description="Weights that share one scale.")
    kv_group_size: int | None = Field(None, ge=1, description="Cached values that share a scale.")
    scale_bits: Bits = 16
    zero_point: bool = Field(False, description="True where each group also stores a zero point.")
    number_format: Literal["int", "float", "codebook"] = "int"
    keeps_embeddings: bool = Field(True, description="Embedding and lm_head stay as they are.")
    outlier_share: float = Field(
        0, ge=0, lt=1, description="Weights kept in 16 bits beside the rest."
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


class Factorize(Effect):
    """Each weight matrix as a product of two thin ones."""

    type: Literal["factorize"]
    parameters_kept: Share = Field(description="Parameters after over before, in linear layers.")


class Distil(Effect):
    """Another, smaller model in place of this one."""

    type: Literal["distil"]
    model: str = Field(description="Id of the student in roofline/models.")


class ContextualSparsity(Effect):
    """Only the neurons and heads that this token needs are read and computed."""

    type: Literal["contextual-sparsity"]
    ffn_density: Share = Field(1, description="Share of FFN neurons used per token.")
    attention_density: Share = Field(1, description="Share of attention heads used per token.")
    predictor_share: float = Field(
        0, ge=0, lt=1, description="Predictor's weights over the model's."
    )


class EarlyExit(Effect):
    """A token leaves before the last layer, or skips layers."""

    type: Literal["early-exit"]
    layers_run: Share = Field(description="Mean share of layers run per token.")
    head_share: float = Field(0, ge=0, description="Exit classifiers' weights over one layer's.")
