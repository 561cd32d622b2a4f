"""`atlas roofline serving`: times under constant concurrency, with a band."""

from __future__ import annotations

import json
from typing import Any

import click

from roofline.calibrated import load_calibration
from roofline.deployment import Deployment
from roofline.effects.base import EffectConflict
from roofline.frameworks import load_frameworks
from roofline.impact import apply_effects
from roofline.serving import ServingEstimate, serve
from site_builder.cli.base import table
from site_builder.cli.deployment_options import deployment_options, read_deployment
from site_builder.cli.effect_option import parse_effect

FRAMEWORKS = ("sglang", "trtllm", "vllm")


@click.command()
@click.option("--concurrency", type=click.FloatRange(min=1), required=True,
              help="Clients; each sends its next request when one ends.")  # fmt: skip
@click.option("--framework", type=click.Choice(FRAMEWORKS),
              help="Framework whose fitted constants to take; none by default.")  # fmt: skip
@click.option("--expert-bits", type=click.FloatRange(1, 32),
              help="Bits per weight of routed experts, scales included.")  # fmt: skip
@click.option("--integer", is_flag=True,
              help="Operands of 8 and 4 bits are integers rather than floating-point.")  # fmt: skip
@deployment_options
def serving(
    concurrency: float,
    framework: str | None,
    expert_bits: float | None,
    integer: bool,
    **options: Any,
) -> None:
    """Time per token and to first token under load, with the band that measurements fall into.

    The bound of a decode step stands beside the expectation. A time to first token is a number of
    the queue: it is given for a named framework only.

    Example: atlas roofline serving --model qwen3-32b --device nvidia-h200 --concurrency 64
    --prompt 1024 --output 1024 --weight-bits 8 --activation-bits 8 --kv-bits 8 --framework vllm
    """
    deployment = _deployment({**options, "batch": concurrency}, expert_bits, integer)
    found = serve(deployment, load_calibration(), load_frameworks(), framework)
    if options["as_json"]:
        click.echo(json.dumps(as_data(found), indent=2))
        return
    click.echo(table(("metric", "unit", "bound", "expected", "10 %", "90 %"), _rows(found)))
    click.echo("\n".join(_remarks(found)))


# Clients take the place of a batch.
serving.params = [p for p in serving.params if p.name != "batch"]


def _deployment(options: dict[str, Any], expert_bits: float | None, integer: bool) -> Deployment:
    floating = 0 if integer else 1
    plain = read_deployment(options).with_numerics(floating=floating, attention_bits=16)
    if expert_bits:
        plain = plain.with_numerics(expert_bits=expert_bits)
    try:
        return apply_effects(plain, [parse_effect(text) for text in options["effects"]])
    except EffectConflict as error:
        raise click.UsageError(str(error)) from error


def as_data(found: ServingEstimate) -> dict[str, Any]:
    """A serving estimate as plain data, in base units."""
    return {
        "model": found.deployment.model.id,
        "device": found.deployment.device.id,
        "devices": found.deployment.num_devices,
        "framework": found.framework.id if found.framework else None,
        "concurrency": found.deployment.workload.batch,
        "running_per_replica": found.running,
        "waiting_per_replica": found.waiting,
        "tpot": {**found.tpot._asdict(), "band": list(found.tpot_band)},
        "tpot_by_routing": found.tpot_by_routing and list(found.tpot_by_routing),
        "ttft": found.ttft and {"expected": found.ttft, "band": list(found.ttft_band or ())},
        "throughput": found.throughput,
    }


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value * 1e3:.3g}" if value < 1 else f"{value * 1e3:,.0f}"


def _rows(found: ServingEstimate) -> list[tuple[str, ...]]:
    tpot = found.tpot
    rows = [("tpot", "ms", _ms(tpot.ideal), _ms(tpot.expected), *map(_ms, found.tpot_band))]
    if found.ttft is not None and found.ttft_band is not None:
        first = ("ttft", "ms", _ms(float(found.steps.prefill_ideal)), _ms(found.ttft))
        rows.append((*first, *map(_ms, found.ttft_band)))
    rows.append(("throughput", "token/s", "-", f"{found.throughput:,.0f}", "-", "-"))
    return rows


def _remarks(found: ServingEstimate) -> list[str]:
    replicas = f" on each of {found.deployment.execution.data:g} replicas"
    where = replicas if found.deployment.execution.data > 1 else ""
    told = [f"{found.running:g} of {found.clients:g} requests run at once{where}"]
    if found.framework:
        told.append(f"serving estimate with constants of {found.framework.name}")
    else:
        told.append("no time to first token without --framework: it is a number of its queue")
    if found.tpot_by_routing:
        low, high = map(_ms, found.tpot_by_routing)
        told.append(f"tpot {low} ms if all tokens chose the same experts, {high} ms if all are hit")
    return told
