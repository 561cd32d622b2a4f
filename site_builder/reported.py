"""A reported result computed for its own setting, or the reason why it is not.

Only a result whose setting is stated well enough is computed. The entry's effects are applied,
and the number formats that come out must be those of the setting; unlike settings are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from roofline.calibrated import load_calibration
from roofline.catalog import load_devices, load_models
from roofline.deployment import Deployment, Execution, Numerics, Workload
from roofline.effects.base import Effect, EffectConflict
from roofline.effects.compression import Quantize
from roofline.estimate import Estimate, Range
from roofline.impact import Impact, impact
from site_builder.svg import ratio
from taxonomy.entry import Entry, Result
from taxonomy.library import Library
from taxonomy.terms import Direction

_TOLERANCE = 1.005
_RATIOS = ("x", "%")


@dataclass(frozen=True)
class Computed:
    """The bound for a result's setting.

    Attributes:
        bound: In the unit of the result.
        expected: The calibrated value in that unit, if there is one.
        is_beyond: Whether the report is better than the bound.
        share: Report over bound for rates and gains, bound over report for times. [1]
        assumption: What the source leaves open and was taken for the computation.
    """

    bound: float
    expected: float | None
    is_beyond: bool
    share: float
    assumption: str = ""

    @property
    def remark(self) -> str:
        """How the report stands to the bound."""
        if self.is_beyond:
            return "the report is beyond the bound: its setting differs from the one computed"
        return f"the report reaches {self.share:.0%} of the bound"


@dataclass(frozen=True)
class Refused:
    """Why a result is not computed."""

    reason: str


_Metric = Callable[[Impact], Range]

ASSUMED_DEVICES: Mapping[str, str] = {
    "NVIDIA A100": "nvidia-a100-80gb",
    "NVIDIA A100 PCIe": "nvidia-a100-pcie-80gb",
    "NVIDIA A100 SXM": "nvidia-a100-80gb",
    "NVIDIA A800": "nvidia-a800-80gb",
    "NVIDIA H100": "nvidia-h100-sxm",
    "NVIDIA H100 80GB": "nvidia-h100-sxm",
    "NVIDIA V100": "nvidia-v100-sxm-32gb",
    "NVIDIA V100 32GB": "nvidia-v100-sxm-32gb",
}
"""Names that leave the variant open, and the one that is computed for them."""


def _all_tokens(found: Impact) -> Range:
    """Prompt and output tokens over the latency of the batch. [token/s]"""
    work = found.after.deployment.workload
    factor = 1 + work.prompt_tokens / work.output_tokens
    rate = found.after.throughput
    expected = None if rate.expected is None else rate.expected * factor
    return Range(rate.ideal * factor, expected)


def _of_after(read: Callable[[Estimate], Range]) -> _Metric:
    return lambda found: read(found.after)


_METRICS: Mapping[str, _Metric] = {
    "ttft": _of_after(lambda e: e.ttft),
    "prefill-latency": _of_after(lambda e: e.ttft),
    "tpot": _of_after(lambda e: e.tpot),
    "decode-latency": _of_after(lambda e: e.tpot),
    "request-latency": _of_after(lambda e: e.request_latency),
    "generation-throughput": _of_after(lambda e: e.throughput),
    "total-throughput": _all_tokens,
    "decode-speedup": lambda found: found.speedup("tpot"),
    "prefill-speedup": lambda found: found.speedup("ttft"),
    "end-to-end-speedup": lambda found: found.speedup("request_latency"),
    "throughput-gain": lambda found: found.gain("throughput"),
    "memory": lambda found: Range(found.after.memory.total, None),
    "memory-ratio": lambda found: Range(found.memory_ratio, None),
    "kv-cache-ratio": lambda found: Range(
        found.before.memory.kv_cache / found.after.memory.kv_cache, None
    ),
}
"""Metric of a result to the quantity that is computed for it, in base units."""


_known: dict[tuple[str, ...], Computed | Refused] = {}


def computed_once(entry: Entry, result: Result, library: Library) -> Computed | Refused:
    """The same as `computed`, remembered for equal effects and results."""
    unit, metric = library.units.get(result.unit), library.metrics.get(result.metric)
    effects = (effect.model_dump_json() for effect in entry.effect)
    key = (f"{unit and unit.factor} {metric and metric.better}", result.model_dump_json(), *effects)
    if key not in _known:
        _known[key] = computed(entry, result, library)
    return _known[key]


@dataclass(frozen=True)
class ComputedResults(Mapping[str, tuple[Computed | Refused, ...]]):
    """Key to what is computed for each result of the entry, in their order; made when looked up.

    Attributes:
        library: The entries.
    """

    library: Library
    _made: dict[str, tuple[Computed | Refused, ...]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> tuple[Computed | Refused, ...]:
        if key not in self._made:
            entry, library = self.library.entries[key], self.library
            self._made[key] = tuple(computed_once(entry, one, library) for one in entry.results)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.library.entries)

    def __len__(self) -> int:
        return len(self.library.entries)


def computed(entry: Entry, result: Result, library: Library) -> Computed | Refused:
    """What the engine gives for the setting of a result."""
    metric = _METRICS.get(result.metric)
    if metric is None:
        return Refused("the engine does not compute this metric")
    if not result.setting_complete:
        return Refused("the setting is not stated well enough")
    if "prefill only" in (result.conditions or ""):
        return Refused("only prompt tokens are counted")
    effects = tuple(entry.effect) or _stated_effects(result)
    if result.unit in _RATIOS and not effects:
        return Refused("the entry states no effect that would give a gain")
    deployment = _deployment(result, as_stated=not effects)
    if isinstance(deployment, Refused):
        return deployment
    try:
        found = impact(deployment, effects, load_calibration())
    except EffectConflict as conflict:
        return Refused(str(conflict))
    if reason := _unlike(result, found):
        return Refused(reason)
    compared = _compared(result, metric(found), library)
    if isinstance(compared, Refused) or result.device not in ASSUMED_DEVICES:
        return compared
    name = deployment.device.name
    return replace(compared, assumption=f"{result.device} is computed as {name}")


def _stated_effects(result: Result) -> tuple[Effect, ...]:
    """The quantisation that a gain's own setting states, where the entry has no effect."""
    if result.unit not in _RATIOS:
        return ()
    stated = {
        "weight_bits": result.weight_bits,
        "activation_bits": result.activation_bits,
        "kv_bits": result.kv_bits,
    }
    fewer = {name: bits for name, bits in stated.items() if bits is not None and bits < 16}
    return (Quantize.model_validate({"type": "quantize", **fewer}),) if fewer else ()


def _deployment(result: Result, *, as_stated: bool) -> Deployment | Refused:
    """The deployment of a result before any effects.

    Args:
        result: The result.
        as_stated: Take the number formats from the result, as there is no effect to give them.
    """
    models, devices = load_models(), load_devices()
    named = result.device or ""
    model, device = models.get(result.model or ""), devices.get(ASSUMED_DEVICES.get(named, named))
    if model is None or device is None:
        return Refused("the model or the device has no file here")
    if result.batch is None or result.prompt_tokens is None:
        return Refused("batch or prompt length is not stated")
    return Deployment(
        model,
        device,
        Workload(
            batch=float(result.batch),
            prompt_tokens=float(result.prompt_tokens),
            output_tokens=float(result.output_tokens or 1),
        ),
        _numerics(result) if as_stated else Numerics(),
        Execution(tensor=float(result.num_devices or 1)),
    )


def _numerics(result: Result) -> Numerics:
    return Numerics(
        weight_bits=result.weight_bits or 16,
        activation_bits=result.activation_bits or 16,
        kv_bits=result.kv_bits or 16,
    )


def _unlike(result: Result, found: Impact) -> str:
    """Why the computed setting is not that of the result, or nothing."""
    numerics = found.after.deployment.numerics
    stated = (
        ("weights", result.weight_bits, numerics.weight_bits),
        ("activations", result.activation_bits, numerics.activation_bits),
        ("cache", result.kv_bits, numerics.kv_bits),
    )
    for name, bits, after in stated:
        if (bits or 16) != after:
            said = f"{bits:g}-bit" if bits else "no format for"
            return f"the result states {said} {name}, the entry's effect gives {after:g} bits"
    if not found.after.memory.fits:
        return "the deployment does not fit the device as the engine places it"
    return ""


def _compared(result: Result, found: Range, library: Library) -> Computed | Refused:
    unit = library.units.get(result.unit)
    metric = library.metrics.get(result.metric)
    if unit is None or metric is None or result.unit == "%":
        return Refused("the unit is not one that can be compared")
    bound = found.ideal / unit.factor
    expected = found.expected / unit.factor if found.expected else None
    is_time = metric.better is Direction.LOWER
    if bound <= 0 or result.value <= 0:
        return Refused("there is nothing to compare")
    share = bound / result.value if is_time else result.value / bound
    return Computed(bound, expected, is_beyond=share > _TOLERANCE, share=share)


def remark_of(value: Computed, result: Result) -> str:
    """How the report stands to what is computed, in words."""
    words = value.remark
    if result.unit == "x":
        words = f"{ratio(result.value / value.bound)} the computed gain"
    return f"{words}; {value.assumption}" if value.assumption else words
