"""Effects on how many tokens a pass over the weights yields."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from roofline.deployment import Deployment
from roofline.effects.base import Change, Effect, EffectConflict, chosen, turn
from roofline.effects.compression import Share
from roofline.effects.remodel import known_model, with_ffn
from roofline.estimate import estimate
from roofline.model import FeedForward


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

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns; the cost of a draft model is added by `apply`."""
        return chosen(
            verified_tokens=float(self.tree_tokens or self.draft_tokens) + 1,
            accepted_tokens=self.tokens_per_pass(),
            draft_steps=float(self.draft_tokens),
            draft_cost=self.draft_cost,
        )

    def tokens_per_pass(self) -> float:
        """Mean tokens gained per pass of the target model. [token]

        Sources:
            leviathan2022fast, equation 1: (1 - a^(k + 1)) / (1 - a) for k drafts accepted
            independently with chance a.

        Raises:
            EffectConflict: Neither an acceptance nor a length is stated.
        """
        if self.accepted_length is not None:
            return self.accepted_length
        if self.acceptance is None:
            raise EffectConflict("speculate needs acceptance or accepted_length; state one of them")
        a = self.acceptance
        if a == 1:
            return self.draft_tokens + 1.0
        return (1 - a ** (self.draft_tokens + 1)) / (1 - a)

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with drafting and verification.

        Raises:
            EffectConflict: The draft model is unknown, or drafting is on already.
        """
        changed = super().apply(deployment)
        if self.draft_model is None:
            return changed
        draft = known_model(self.draft_model, self.name)
        step = estimate(replace(deployment, model=draft)).decode.ideal_time
        share = step / estimate(changed).decode.ideal_time
        memory = draft.parameters * deployment.numerics.weight_bits / 8
        return changed.with_execution(draft_cost=share, draft_memory=memory)


class ParallelHeads(Effect):
    """Extra heads guess the next tokens; the model verifies them in the next pass."""

    type: Literal["parallel-heads"]
    heads: int = Field(ge=1)
    accepted_length: float = Field(ge=1, description="Mean tokens per pass.")
    tree_tokens: int | None = Field(None, ge=1, description="Tokens verified per pass.")
    head_share: float = Field(0, ge=0, description="Weights of one head over the model's.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return chosen(
            verified_tokens=float(self.tree_tokens or self.heads) + 1,
            accepted_tokens=self.accepted_length,
            extra_head_share=self.heads * self.head_share,
        )


class ParallelOutput(Effect):
    """Independent parts of the answer are written side by side."""

    type: Literal["parallel-output"]
    parts: int = Field(ge=2, description="Parts written at once.")
    skeleton_tokens: int = Field(0, ge=0, description="Tokens of the outline written first.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return (
            Change("output_parts", "times", float(self.parts)),
            *chosen(serial_tokens=float(self.skeleton_tokens)),
        )


class ShortenOutput(Effect):
    """Fewer tokens say the answer."""

    type: Literal["shorten-output"]
    ratio: float = Field(gt=1, description="Output tokens before over after.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return (Change("output_ratio", "times", self.ratio),)


class MixtureOfExperts(Effect):
    """Each token runs through a few of many experts."""

    type: Literal["mixture-of-experts"]
    experts: int = Field(ge=2)
    top_k: int = Field(ge=1)
    shared_experts: int = Field(0, ge=0)
    expert_width: float = Field(1, gt=0, description="An expert's FFN width over the dense one's.")

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with experts in place of each dense feed-forward block.

        Raises:
            EffectConflict: The model has no dense feed-forward block, or a token would run through
                more experts than there are.
        """
        if self.top_k > self.experts:
            raise EffectConflict(f"top_k {self.top_k} exceeds the {self.experts} experts")

        def routed(f: FeedForward) -> FeedForward | None:
            if f.kind != "dense":
                return None
            width = round(f.intermediate * self.expert_width)
            return replace(
                f,
                kind="experts",
                intermediate=width,
                experts=self.experts,
                top_k=self.top_k,
                shared_intermediate=self.shared_experts * width,
            )

        return with_ffn(deployment, routed, "mixture-of-experts")


class Cascade(Effect):
    """A small model answers what it can; the rest goes to this one."""

    type: Literal["cascade"]
    model: str = Field(description="Model id of the small model.")
    share: Share = Field(description="Share of requests the small model settles.")

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with a small model that answers first.

        Raises:
            EffectConflict: The small model is unknown, or a cascade is on already.
        """
        small = known_model(self.model, self.name)
        mine = estimate(deployment).request_latency.ideal
        theirs = estimate(replace(deployment, model=small)).request_latency.ideal
        changes = chosen(cascade_share=self.share, cascade_cost=theirs / mine)
        return turn(deployment, changes, self.name)
