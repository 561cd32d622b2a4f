"""What a deployment would do: times, throughput, memory, energy and price, operator by operator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import eq
from typing import Literal, NamedTuple

from roofline.bands import Band, inverted, mixed, of_phase, operator_quantiles
from roofline.calibrated import Calibration
from roofline.deployment import Deployment
from roofline.inputs import (
    LAW_NUMBERS,
    NEUTRAL_LAWS,
    NEUTRAL_SETTINGS,
    input_values,
    structure_of,
)
from roofline.operators import Cost
from roofline.program import OPERATOR_NUMBERS, Label, runner
from roofline.totals import TOTAL_NAMES

Bound = Literal["compute", "memory", "communication", "overhead"]

_NEUTRAL = tuple(NEUTRAL_LAWS[name] for name in LAW_NUMBERS)
_FIRST = len(TOTAL_NAMES)
_WIDTH = len(OPERATOR_NUMBERS)
_INDEX = {name: i for i, name in enumerate(TOTAL_NAMES)}


class OperatorEstimate(NamedTuple):
    """One operator of a phase.

    Attributes:
        name: What it is called.
        kind: Class of the operator.
        group: Layer group; -1 outside layers.
        count: Launches per pass. [1]
        cost: Work and traffic of one launch on one device. [FLOP, B]
        compute_time: Work over peak. [s]
        memory_time: Traffic over bandwidth. [s]
        link_time: Transfer over link. [s]
        ideal_time: The bound of one launch. [s]
        expected_time: The calibrated time of one launch; None without a calibration. [s]
    """

    name: str
    kind: str
    group: int
    count: float  # type: ignore[assignment]  # tuple.count has no use here
    cost: Cost
    compute_time: float
    memory_time: float
    link_time: float
    ideal_time: float
    expected_time: float | None

    @property
    def bound(self) -> Bound:
        """The resource that decides the bound."""
        if self.link_time >= self.compute_time and self.link_time >= self.memory_time:
            return "communication" if self.link_time > 0 else "overhead"
        return "compute" if self.compute_time > self.memory_time else "memory"

    @property
    def intensity(self) -> float:
        """Arithmetic intensity. [FLOP/B]"""
        return self.cost.flops / self.cost.bytes if self.cost.bytes else 0.0


@dataclass(frozen=True)
class PhaseEstimate:
    """One pass of a phase: the prefill of the batch, or one decode step.

    Attributes:
        name: `prefill` or `decode`.
        operators: Operators in order of execution.
        ideal_time: The bound of the pass. [s]
        expected_time: Its calibrated time; None without a calibration. [s]
        deployment: What runs, on what; None where no band is wanted.
        calibration: Where residuals stand; None without one.
    """

    name: str
    operators: tuple[OperatorEstimate, ...]
    ideal_time: float
    expected_time: float | None
    deployment: Deployment | None = None
    calibration: Calibration | None = None

    @cached_property
    def expected_band(self) -> Band | None:
        """Ends between which four of five measured passes should lie; None unless expected. [s]"""
        if self.calibration is None or self.deployment is None or not self.expected_time:
            return None
        times = ((o.kind, o.name, o.count * (o.expected_time or 0.0)) for o in self.operators)
        return of_phase(times, self.expected_time, self.calibration, self.deployment)

    @cached_property
    def flops(self) -> float:
        """Arithmetic of the pass on one device. [FLOP]"""
        return float(sum(o.count * o.cost.flops for o in self.operators))

    @cached_property
    def bytes(self) -> float:
        """Memory traffic of the pass on one device. [B]"""
        return float(sum(o.count * o.cost.bytes for o in self.operators))

    @property
    def intensity(self) -> float:
        """Arithmetic intensity of the pass. [FLOP/B]"""
        return self.flops / self.bytes

    @cached_property
    def time_by_bound(self) -> dict[Bound, float]:
        """Ideal time split by what bounds each operator. [s]"""
        split: dict[Bound, float] = {"compute": 0.0, "memory": 0.0, "communication": 0.0}
        for o in self.operators:
            if o.ideal_time > 0:
                split[o.bound] += o.count * o.ideal_time
        return split

    @property
    def bound(self) -> Bound:
        """The resource that takes most of the ideal time."""
        split = self.time_by_bound
        return max(split, key=lambda name: split[name])


class Range(NamedTuple):
    """A computed quantity: its bound, and what to expect.

    Attributes:
        ideal: The bound.
        expected: The calibrated value; None without a calibration.
    """

    ideal: float
    expected: float | None


class Memory(NamedTuple):
    """Memory of one device, by part. All in [B]."""

    weights: float
    kv_cache: float
    activations: float
    capacity: float

    @property
    def total(self) -> float:
        """All parts together. [B]"""
        return self.weights + self.kv_cache + self.activations

    @property
    def fits(self) -> bool:
        """Whether the device holds them."""
        return self.total <= self.capacity


@dataclass(frozen=True)
class Estimate:
    """What a deployment would do; made by `estimate`.

    Attributes:
        deployment: What was estimated.
        labels: The operators.
        numbers: Totals, then the numbers of each operator.
        calibration: What expected values were computed with; None for bounds only.
    """

    deployment: Deployment
    labels: tuple[Label, ...]
    numbers: tuple[float, ...]
    calibration: Calibration | None

    @property
    def calibrated(self) -> bool:
        """Whether expected values were computed."""
        return self.calibration is not None

    def total(self, name: str) -> float:
        """A quantity of `roofline.totals.TOTAL_NAMES`."""
        return self.numbers[_INDEX[name]]

    def _range(self, name: str) -> Range:
        expected = self.total(f"{name}_expected") if self.calibrated else None
        return Range(self.total(f"{name}_ideal"), expected)

    def _operators(self, phase: str) -> Iterator[OperatorEstimate]:
        for i, label in enumerate(self.labels):
            if label.phase == phase:
                at = _FIRST + i * _WIDTH
                row = self.numbers[at : at + _WIDTH]
                if not any(row[1:]):
                    continue
                yield OperatorEstimate(
                    label.name,
                    label.kind,
                    label.group,
                    row[0],
                    Cost(*row[1:8]),
                    row[8],
                    row[9],
                    row[10],
                    row[11],
                    row[12] if self.calibrated else None,
                )

    def _phase(self, name: str) -> PhaseEstimate:
        operators = tuple(self._operators(name))
        expected = self.total(f"{name}_expected") if self.calibrated else None
        ideal = self.total(f"{name}_ideal")
        return PhaseEstimate(name, operators, ideal, expected, self.deployment, self.calibration)

    @cached_property
    def prefill(self) -> PhaseEstimate:
        """The pass over the prompts of the batch."""
        return self._phase("prefill")

    @cached_property
    def decode(self) -> PhaseEstimate:
        """One decode step at the mean context of the output."""
        return self._phase("decode")

    def operator_band(self, operator: OperatorEstimate) -> Band | None:
        """The 10-90 % band of an operator's expected time; None without a calibration. [s]"""
        if self.calibration is None or operator.expected_time is None:
            return None
        found = operator_quantiles(self.calibration, self.deployment, operator.kind, operator.name)
        return Band(found.low, found.high).scaled(operator.expected_time)

    @cached_property
    def expected_bands(self) -> Mapping[str, Band]:
        """The 10-90 % band of each expected time and rate, by name; empty without a calibration.

        Times are made of prefill and decode passes, and share their bands; energy and rent per
        token err as the time per token does.
        """
        prefill, decode = (_relative(phase) for phase in (self.prefill, self.decode))
        if prefill is None or decode is None:
            return {}
        ttft, tpot = self.total("ttft_expected"), self.total("tpot_expected")
        rest = self.total("latency_expected") - ttft
        others = self.total("steady_tpot_expected") - tpot
        shares = {
            "ttft": prefill,
            "tpot": decode,
            "request_latency": mixed([(ttft, prefill), (rest, decode)]),
            "steady_tpot": mixed([(tpot, decode), (others, prefill)]),
        }
        shares["throughput"] = inverted(shares["request_latency"])
        shares["steady_throughput"] = inverted(shares["steady_tpot"])
        shares |= dict.fromkeys(("energy_per_token", "cost_per_token"), shares["steady_tpot"])
        expected = {name: getattr(self, name).expected for name in shares}
        return {name: shares[name].scaled(value) for name, value in expected.items() if value}

    @property
    def ttft(self) -> Range:
        """Time to first token of an unloaded device: the batch's prefill. [s]"""
        return self._range("ttft")

    @property
    def tpot(self) -> Range:
        """Time per output token between a request's tokens. [s]"""
        return self._range("tpot")

    @property
    def request_latency(self) -> Range:
        """Time from a request's start to its last token. [s]"""
        return self._range("latency")

    @property
    def throughput(self) -> Range:
        """Tokens generated per second: the batch run once, prefill included. [token/s]"""
        return self._range("throughput")

    @property
    def steady_tpot(self) -> Range:
        """Time per output token where new requests' prefills interrupt decoding. [s]"""
        return self._range("steady_tpot")

    @property
    def steady_throughput(self) -> Range:
        """Tokens generated per second in steady state, the batch always full. [token/s]"""
        return self._range("steady_throughput")

    @property
    def memory(self) -> Memory:
        """Memory of one device, by part. [B]"""
        d = self.deployment
        return Memory(
            self.total("weight_memory"),
            self.total("kv_memory"),
            self.total("activation_memory"),
            d.device.capacity * d.execution.capacity_factor,
        )

    @property
    def max_batch(self) -> int:
        """Largest batch whose weights, cache and activations fit; 0 where none does. [1]"""
        return int(self.total("max_batch"))

    @property
    def energy_per_token(self) -> Range:
        """Energy per generated token at thermal design power: an upper estimate. [J/token]"""
        return self._per_token(self.deployment.device.tdp)

    @property
    def cost_per_token(self) -> Range:
        """Rent per generated token; 0 where the device has no dated price. [USD/token]"""
        return self._per_token(self.deployment.device.price / 3600)

    def _per_token(self, rate: float) -> Range:
        spent = rate * self.deployment.num_devices
        rates = self.steady_throughput
        return Range(spent / rates.ideal, spent / rates.expected if rates.expected else None)


def _relative(phase: PhaseEstimate) -> Band | None:
    """The band of a pass over its expected time. [1]"""
    if phase.expected_band is None or not phase.expected_time:
        return None
    return phase.expected_band.scaled(1 / phase.expected_time)


def estimate(deployment: Deployment, calibration: Calibration | None = None) -> Estimate:
    """Times, throughput, memory, energy and price of a deployment.

    Args:
        deployment: What to run, on what, how.
        calibration: Constants of the calibrated law; without one only bounds are computed.

    Returns:
        An estimate; its parts are computed when asked for.
    """
    laws = calibration.laws(deployment.device) if calibration else _NEUTRAL
    values = input_values(deployment, laws)
    mask = tuple(map(eq, values, NEUTRAL_SETTINGS))
    structure = structure_of(deployment.model)
    run = runner(structure, mask, expected=calibration is not None)
    labels, numbers = run(values)
    return Estimate(deployment, labels, numbers, calibration)
