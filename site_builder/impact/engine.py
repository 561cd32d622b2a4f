"""The bridge to the roofline engine: reference deployments before and after effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roofline.calibrated import load_calibration
from roofline.deployment import Deployment
from roofline.effects.base import Effect, EffectConflict
from roofline.effects.compression import Quantize
from roofline.effects.decoding import Speculate
from roofline.estimate import Estimate, PhaseEstimate
from roofline.impact import impact
from roofline.reference import Reference, reference_deployments
from site_builder.impact.computed import Change, Figures, Phase, Setting


@dataclass(frozen=True)
class HomeEffect:
    """A switch on the home page."""

    id: str
    label: str
    effect: Effect


HOME_EFFECTS = (
    HomeEffect(
        "w",
        "4-bit weights",
        Quantize.model_validate({"type": "quantize", "weight_bits": 4, "group_size": 128}),
    ),
    HomeEffect("k", "8-bit KV cache", Quantize.model_validate({"type": "quantize", "kv_bits": 8})),
    HomeEffect(
        "s",
        "Speculation",
        Speculate.model_validate(
            {"type": "speculate", "draft_tokens": 4, "acceptance": 0.7, "draft_cost": 0.05}
        ),
    ),
)
"""The switches of the home page, in order."""


def changes_by(effects: tuple[Effect, ...], *, short: bool = False) -> tuple[Change, ...]:
    """Every reference deployment before and after some effects; none where there is no effect.

    Args:
        effects: Applied in order.
        short: Only the deployments that short tables show.
    """
    if not effects:
        return ()
    return tuple(
        change_of(reference, effects)
        for reference in reference_deployments()
        if reference.shown_first or not short
    )


_known: dict[tuple[str, ...], Change] = {}


def change_of(reference: Reference, effects: tuple[Effect, ...]) -> Change:
    """One reference deployment before and after some effects; computed once for equal effects."""
    parameters = (effect.model_dump_json(exclude={"source", "note"}) for effect in effects)
    key = (reference.id, *parameters)
    if key not in _known:
        _known[key] = _change_of(reference, effects)
    return _known[key]


def _change_of(reference: Reference, effects: tuple[Effect, ...]) -> Change:
    setting = _setting(reference)
    try:
        found = impact(reference.deployment, effects, load_calibration())
    except EffectConflict as conflict:
        before = figures_of(impact(reference.deployment, (), load_calibration()).before)
        return Change(setting, before, None, str(conflict))
    return Change(setting, figures_of(found.before), figures_of(found.after))


def home_change(on: Sequence[HomeEffect]) -> Change:
    """The deployment of the home page under the switches that are on."""
    return change_of(reference_deployments()[0], tuple(switch.effect for switch in on))


def figures_of(estimate: Estimate) -> Figures:
    """The metrics that pages show of an estimate."""
    return Figures(
        prefill=_phase(estimate.prefill),
        decode=_phase(estimate.decode),
        ttft=estimate.ttft.ideal,
        tpot=estimate.tpot.ideal,
        ttft_expected=estimate.ttft.expected,
        tpot_expected=estimate.tpot.expected,
        peak=_peak(estimate.deployment),
        bandwidth=estimate.deployment.device.bandwidth
        * estimate.deployment.execution.bandwidth_factor,
        throughput=estimate.steady_throughput.ideal,
        memory=estimate.memory.total,
        fits=estimate.memory.fits,
        max_batch=estimate.max_batch,
        batch=round(estimate.deployment.workload.batch),
    )


def _phase(phase: PhaseEstimate) -> Phase:
    return Phase(phase.flops, phase.bytes, phase.ideal_time, phase.bound, phase.expected_time)


def _peak(deployment: Deployment) -> float:
    """Peak of the format in which the linear layers compute."""
    device, numerics = deployment.device, deployment.numerics
    bits = max(numerics.weight_bits, numerics.activation_bits)
    floating = bool(numerics.floating)
    narrow = 8 if bits > 4 else 4
    peak = device.peak_16 if bits > 8 else device.peak_of(narrow, floating=floating)
    return peak * deployment.execution.compute_factor


def _setting(reference: Reference) -> Setting:
    deployment = reference.deployment
    work = deployment.workload
    many = f"{deployment.num_devices:g} × " if deployment.num_devices > 1 else ""
    return Setting(
        name=reference.id,
        title=reference.name,
        detail=(
            f"{deployment.model.name} on {many}{deployment.device.name},"
            f" {deployment.numerics.weight_bits:g}-bit weights, batch {work.batch:g},"
            f" prompt {work.prompt_tokens:,.0f}, output {work.output_tokens:,.0f}"
        ),
    )
