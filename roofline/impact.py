"""What a stack of effects buys: the same metrics before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from roofline.calibrated import Calibration
from roofline.deployment import Deployment
from roofline.effects.base import Change, Effect, turn
from roofline.effects.contradictions import refuse_contradictions
from roofline.estimate import Bound, Estimate, Range, estimate


def apply_effects(deployment: Deployment, effects: Iterable[Effect]) -> Deployment:
    """The deployment under effects, applied in order.

    Args:
        deployment: What to start from.
        effects: Effects, in order.

    Raises:
        EffectConflict: Two effects contradict each other, or one cannot hold here; the message
            says which and what to leave out.
    """
    stack = tuple(effects)
    refuse_contradictions(stack)
    for effect in stack:
        deployment = effect.apply(deployment)
    return deployment


def without_effects(deployment: Deployment, effects: Iterable[Effect]) -> Deployment:
    """What the deployment is compared with: for paging and batching, the habit they replace."""
    for effect in effects:
        before: tuple[Change, ...] = getattr(effect, "before", tuple)()
        deployment = turn(deployment, before, effect.name)
    return deployment


@dataclass(frozen=True)
class Impact:
    """Estimates before and after a stack of effects.

    Attributes:
        before: The deployment without them.
        after: The deployment with them.
    """

    before: Estimate
    after: Estimate
    effects: tuple[Effect, ...] = field(default=())

    def speedup(self, metric: str) -> Range:
        """Time before over after, of `ttft`, `tpot`, `request_latency`, `steady_tpot`. [1]

        Args:
            metric: Name of a time of `Estimate`.
        """
        return _ratio(getattr(self.before, metric), getattr(self.after, metric))

    def gain(self, metric: str) -> Range:
        """Value after over before, of `throughput` and `steady_throughput`. [1]

        Args:
            metric: Name of a rate of `Estimate`.
        """
        return _ratio(getattr(self.after, metric), getattr(self.before, metric))

    @property
    def prefill_speedup(self) -> Range:
        """Prefill time before over after. [1]"""
        return self.speedup("ttft")

    @property
    def decode_speedup(self) -> Range:
        """Time per output token before over after. [1]"""
        return self.speedup("tpot")

    @property
    def throughput_gain(self) -> Range:
        """Steady throughput after over before, at the same batch. [1]"""
        return self.gain("steady_throughput")

    @cached_property
    def throughput_at_capacity(self) -> Range:
        """Steady throughput after over before, each at the largest batch that fits. [1]

        Zero where the deployment fits no request after, infinite where it fitted none before.
        """
        return _ratio(
            at_capacity(self.after).steady_throughput, at_capacity(self.before).steady_throughput
        )

    @property
    def memory_ratio(self) -> float:
        """Device memory before over after, at the same batch. [1]"""
        return self.before.memory.total / self.after.memory.total

    @property
    def bounds(self) -> dict[str, tuple[Bound, Bound]]:
        """What binds each phase, before and after."""
        return {
            "prefill": (self.before.prefill.bound, self.after.prefill.bound),
            "decode": (self.before.decode.bound, self.after.decode.bound),
        }


def at_capacity(e: Estimate) -> Estimate:
    """The same deployment at the largest batch that fits; as it is where none does."""
    batch = e.max_batch
    if batch < 1:
        return e
    deployment = e.deployment.with_workload(batch=float(batch))
    return estimate(deployment, e.calibration)


def _ratio(a: Range, b: Range) -> Range:
    expected = a.expected / b.expected if a.expected and b.expected else None
    return Range(a.ideal / b.ideal if b.ideal else float("inf"), expected)


def impact(
    deployment: Deployment,
    effects: Iterable[Effect],
    calibration: Calibration | None = None,
) -> Impact:
    """What effects buy on a deployment.

    Args:
        deployment: What to start from.
        effects: Effects, applied in order.
        calibration: Constants of the calibrated law; without one only bounds are compared.

    Raises:
        EffectConflict: The effects contradict each other, or one cannot hold here.
    """
    chosen = tuple(effects)
    before = without_effects(deployment, chosen)
    after = apply_effects(deployment, chosen)
    return Impact(_started(before, calibration), estimate(after, calibration), chosen)


_started = lru_cache(maxsize=64)(estimate)
"""The estimate of a deployment to compare with: many effects are held against a few of them."""
