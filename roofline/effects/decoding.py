"""Effects on how many tokens a pass over the weights yields."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from roofline.effects.base import Effect
from roofline.effects.compression import Share


class Speculate(Effect):
    """Tokens are drafted cheaply and verified together by the model."""

    type: Literal["speculate"]
    draft_tokens: int = Field(ge=1, description="Tokens drafted one after another per pass.")
    acceptance: Share | None = Field(None, description="Chance that a drafted token is accepted.")
    accepted_length: float | None = Field(
        None, ge=1, description="Or the mean tokens gained per pass, bonus included."
    )
    tree_tokens: int | None = Field(None, ge=1, description="Tokens verified, where it is a tree.")
    draft_model: str | None = Field(None, description="Model id of the draft model.")
    draft_cost: float | None = Field(
        None, ge=0, description="Or one draft step over one target step."
    )


class ParallelHeads(Effect):
    """Extra heads guess the next tokens; the model verifies them in the next pass."""

    type: Literal["parallel-heads"]
    heads: int = Field(ge=1)
    accepted_length: float = Field(ge=1, description="Mean tokens per pass.")
    tree_tokens: int | None = Field(None, ge=1, description="Tokens verified per pass.")
    head_share: float = Field(0, ge=0, description="Weights of one head over the model's.")


class ParallelOutput(Effect):
    """Independent parts of the answer are written side by side."""

    type: Literal["parallel-output"]
    parts: int = Field(ge=2, description="Parts written at once.")
    skeleton_tokens: int = Field(0, ge=0, description="Tokens of the outline written first.")


class ShortenOutput(Effect):
    """Fewer tokens say the answer."""

    type: Literal["shorten-output"]
    ratio: float = Field(gt=1, description="Output tokens before over after.")


class MixtureOfExperts(Effect):
    """Each token runs through a few of many experts."""

    type: Literal["mixture-of-experts"]
    experts: int = Field(ge=2)
    top_k: int = Field(ge=1)
    shared_experts: int = Field(0, ge=0)
    expert_width: float = Field(1, gt=0, description="An expert's FFN width over the dense one's.")


class Cascade(Effect):
    """A small model answers what it can; the rest goes to this one."""

    type: Literal["cascade"]
    model: str = Field(description="Model id of the small model.")
    share: Share = Field(description="Share of requests the small model settles.")
