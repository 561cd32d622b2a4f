"""What the roofline engine says about a list of effects, in the shape that pages show."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Phase:
    """One phase of a deployment: the work, the traffic and the time bound.

    Attributes:
        flops: Work. [FLOP]
        bytes: Traffic to memory. [B]
        time: Ideal time. [s]
        bound: What sets that time: memory, compute, communication, overhead.
        expected: Calibrated time; None without a calibration. [s]
    """

    flops: float
    bytes: float
    time: float
    bound: str
    expected: float | None = None

    @property
    def intensity(self) -> float:
        """Work per byte moved, in FLOP/B."""
        return self.flops / self.bytes if self.bytes else math.inf

    @property
    def rate(self) -> float:
        """Work per second, in FLOP/s."""
        return self.flops / self.time if self.time else 0.0

    @property
    def expected_rate(self) -> float | None:
        """Work per second to expect, in FLOP/s."""
        return self.flops / self.expected if self.expected else None


@dataclass(frozen=True)
class Figures:
    """The metrics of one deployment.

    Attributes:
        prefill: Reading all prompts of the batch.
        decode: One step that writes one token per request.
        ttft: Ideal time to first token, unloaded. [s]
        tpot: Ideal time per output token. [s]
        ttft_expected: The same, calibrated; None without a calibration. [s]
        tpot_expected: The same, calibrated; None without a calibration. [s]
        peak: Dense rate of the format that it computes in, on one device. [FLOP/s]
        bandwidth: Of one device's memory. [B/s]
        throughput: Output tokens of all requests per second. [token/s]
        memory: Memory needed. [B]
        fits: Whether that fits the devices.
        max_batch: Largest batch that fits, if any does. [1]
        batch: The one that runs, which an effect may choose. [1]
    """

    prefill: Phase
    decode: Phase
    ttft: float
    tpot: float
    ttft_expected: float | None
    tpot_expected: float | None
    peak: float
    bandwidth: float
    throughput: float
    memory: float
    fits: bool
    max_batch: int
    batch: int = 1


@dataclass(frozen=True)
class Setting:
    """A reference deployment, in words.

    Attributes:
        name: Identifier among the reference deployments.
        title: What it is, in a few words.
        detail: Model, device, traffic and format, in full.
    """

    name: str
    title: str
    detail: str


@dataclass(frozen=True)
class Change:
    """A deployment before and after some effects, or why they do not apply to it."""

    setting: Setting
    before: Figures
    after: Figures | None
    refusal: str | None = None

    def gain(self, metric: Callable[[Figures], float | None]) -> float | None:
        """How many times smaller a metric of the deployment becomes."""
        after = metric(self.after) if self.after else None
        before = metric(self.before)
        return before / after if after and before is not None else None

    @property
    def chosen_batch(self) -> int | None:
        """The batch that the effects choose, where it is not the deployment's own. [1]"""
        after = self.after
        return after.batch if after and after.batch != self.before.batch else None

    @property
    def throughput_gain(self) -> float | None:
        """Factor by which the throughput in steady state grows. [1]"""
        return 1 / gain if (gain := self.gain(lambda figures: figures.throughput)) else None

    @property
    def decode_gain(self) -> float | None:
        """Speed-up of a decode step."""
        return self.gain(lambda figures: figures.tpot)

    @property
    def expected_decode_gain(self) -> float | None:
        """Speed-up of a decode step to expect."""
        return self.gain(lambda figures: figures.tpot_expected)

    @property
    def expected_prefill_gain(self) -> float | None:
        """Speed-up of the time to first token to expect."""
        return self.gain(lambda figures: figures.ttft_expected)

    @property
    def prefill_gain(self) -> float | None:
        """Speed-up of the time to first token."""
        return self.gain(lambda figures: figures.ttft)

    @property
    def batch_gain(self) -> float | None:
        """How many times larger a batch fits."""
        if self.after is None or not self.before.max_batch:
            return None
        return self.after.max_batch / self.before.max_batch
