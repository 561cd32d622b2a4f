"""`atlas roofline`: what a model on a device would do, before and after effects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from roofline.estimate import Estimate, PhaseEstimate, Range
from roofline.impact import Impact
from roofline.measured_serving import is_serving
from site_builder.atomic import write_atomically
from site_builder.cli.base import table
from site_builder.cli.calibrate_serving import calibrate_serving
from site_builder.cli.deployment_options import deployment_options, read_impact
from site_builder.cli.offload import offload
from site_builder.cli.serving import serving
from site_builder.cli.sweep import sweep


@click.group()
def roofline() -> None:
    """Compute times, throughput and memory of a model on a device."""


TIMES = ("ttft", "tpot", "request_latency", "steady_tpot")
RATES = ("throughput", "steady_throughput")


def metric_rows(e: Estimate) -> list[tuple[str, str, Range]]:
    """Name, unit and value of each quantity of an estimate."""
    rows = [(name, "ms", _scaled(getattr(e, name), 1e3)) for name in TIMES]
    rows += [(name, "token/s", getattr(e, name)) for name in RATES]
    rows.append(("energy_per_token", "J/token", e.energy_per_token))
    if e.deployment.device.price:
        rows.append(("cost_per_token", "USD/Mtoken", _scaled(e.cost_per_token, 1e6)))
    return rows


def _scaled(value: Range, factor: float) -> Range:
    return Range(value.ideal * factor, None if value.expected is None else value.expected * factor)


def _with_band(e: Estimate, name: str) -> dict[str, Any]:
    """Bound, expectation and its band; the latter two null without a calibration."""
    found: Range = getattr(e, name)
    return {**found._asdict(), "band": e.expected_bands.get(name)}


def as_data(e: Estimate) -> dict[str, Any]:
    """An estimate as plain data, in base units."""
    m = e.memory
    return {
        "model": e.deployment.model.id,
        "device": e.deployment.device.id,
        "devices": e.deployment.num_devices,
        **{name: _with_band(e, name) for name in (*TIMES, *RATES)},
        "energy_per_token": _with_band(e, "energy_per_token"),
        "memory": {**m._asdict(), "total": m.total, "fits": m.fits},
        "max_batch": e.max_batch,
        "bound": {"prefill": e.prefill.bound, "decode": e.decode.bound},
    }


@roofline.command()
@deployment_options
def estimate(**options: Any) -> None:
    """Times, throughput, memory and what binds, with the bound beside the expectation.

    Example: atlas roofline estimate --model llama-3-8b --device nvidia-h100-sxm --batch 8
    """
    found = read_impact(options)
    if options["as_json"]:
        data = {"after" if found.effects else "estimate": as_data(found.after)}
        if found.effects:
            data["before"] = as_data(found.before)
        click.echo(json.dumps(data, indent=2))
        return
    click.echo(_impact_table(found) if found.effects else _estimate_table(found.after))
    click.echo(_closing_lines(found.after))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def _estimate_table(e: Estimate) -> str:
    rows = [
        (name, unit, _number(value.ideal), _number(value.expected), _band(e, name))
        for name, unit, value in metric_rows(e)
    ]
    return table(("metric", "unit", "bound", "expected", "10-90 % band"), rows)


def _band(e: Estimate, name: str) -> str:
    """Where four of five measurements should lie, in the unit of the table."""
    found = e.expected_bands.get(name)
    if found is None:
        return "-"
    scale = 1e3 if name in TIMES else 1e6 if name == "cost_per_token" else 1
    return " .. ".join(_number(end * scale) for end in found)


def _impact_table(found: Impact) -> str:
    rows = []
    pairs = zip(metric_rows(found.before), metric_rows(found.after), strict=True)
    for (name, unit, before), (_, _, after) in pairs:
        a, b = before.expected or before.ideal, after.expected or after.ideal
        ratio = b / a if name in RATES else a / b
        rows.append((name, unit, _number(a), _number(b), f"{ratio:.2f}"))
    return table(("metric", "unit", "before", "after", "gain x"), rows)


def _closing_lines(e: Estimate) -> str:
    m = e.memory
    fits = "fits" if m.fits else "DOES NOT FIT"
    parts = (m.weights, m.kv_cache, m.activations)
    weights, kv, activations = (f"{part / 1e9:.1f}" for part in parts)
    return (
        f"prefill is bound by {e.prefill.bound}, decode by {e.decode.bound}\n"
        f"memory per device: weights {weights} + cache {kv} + activations {activations} "
        f"= {m.total / 1e9:.1f} of {m.capacity / 1e9:.1f} GB: {fits}; "
        f"largest batch {e.max_batch}"
    )


@roofline.command()
@deployment_options
@click.option("--phase", type=click.Choice(["prefill", "decode"]), default="decode",
              show_default=True)  # fmt: skip
def breakdown(phase: str, **options: Any) -> None:
    """Each operator of a phase: work, traffic, time and what bounds it."""
    after = read_impact(options).after
    found: PhaseEstimate = getattr(after, phase)
    rows = [
        {
            "operator": o.name,
            "kind": o.kind,
            "group": o.group,
            "count": o.count,
            "gflop": o.cost.flops / 1e9,
            "weights_mb": o.cost.weights / 1e6,
            "activations_mb": o.cost.activations / 1e6,
            "kv_mb": (o.cost.kv_read + o.cost.kv_written) / 1e6,
            "sent_mb": o.cost.communicated / 1e6,
            "intensity": o.intensity,
            "bound_us": o.ideal_time * 1e6,
            "expected_us": None if o.expected_time is None else o.expected_time * 1e6,
            "bound_by": o.bound,
        }
        for o in found.operators
    ]
    if options["as_json"]:
        click.echo(json.dumps(rows, indent=2))
        return
    shown = [
        [_number(v) if isinstance(v, float) or v is None else v for v in row.values()]
        for row in rows
    ]
    click.echo(table(list(rows[0]), shown))


@roofline.command()
@click.argument("devices", nargs=-1, required=True)
@deployment_options
def compare(devices: tuple[str, ...], **options: Any) -> None:
    """The same deployment on several devices: DEVICES beside --device.

    The second table splits the bound of a pass into compute, memory and communication, so that
    generations of GPUs can be followed at a degree of parallelism (kundu2024performance).

    Example: atlas roofline compare nvidia-h100-sxm nvidia-b200 --device nvidia-a100-80gb
    --model llama-3-70b --tensor 8
    """
    names = (options["device_name"], *devices)
    found = [read_impact({**options, "device_name": name}).after for name in names]
    if options["as_json"]:
        click.echo(json.dumps([{**as_data(e), **_split(e)} for e in found], indent=2))
        return
    click.echo(_device_table(found))
    click.echo(_split_table(found), nl=False)


def _device_table(found: Sequence[Estimate]) -> str:
    rows = [
        (
            e.deployment.device.id,
            _number(e.ttft.ideal * 1e3),
            _number((e.ttft.expected or 0) * 1e3),
            _number(e.tpot.ideal * 1e3),
            _number((e.tpot.expected or 0) * 1e3),
            e.max_batch,
            "yes" if e.memory.fits else "no",
        )
        for e in found
    ]
    head = ("device", "ttft bound ms", "expected", "tpot bound ms", "expected", "max batch", "fits")
    return table(head, rows)


def _split(e: Estimate) -> dict[str, Any]:
    """The bound of each phase's pass by what binds its operators. [s]"""
    return {
        "split": {"prefill": e.prefill.time_by_bound, "decode": e.decode.time_by_bound},
        "prefill_pass": e.prefill.ideal_time,
        "decode_pass": e.decode.ideal_time,
    }


def _split_table(found: Sequence[Estimate]) -> str:
    rows = []
    for e in found:
        for phase in (e.prefill, e.decode):
            parts = phase.time_by_bound
            shares = [parts[n] * 1e3 for n in ("compute", "memory", "communication")]
            rows.append((e.deployment.device.id, phase.name, *(_number(s) for s in shares)))
    return table(("device", "pass", "compute ms", "memory ms", "network ms"), rows)


@roofline.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--systems", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Specifications of the GPUs; systems.csv beside FILE by default.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the constants here; by default only the scores are printed.")  # fmt: skip
def calibrate(file: Path, systems: Path | None, output: Path | None) -> None:
    """Refit the law's constants to measured kernels, and print scores before and after.

    FILE has the form that benchmarks/data/README.md describes. Scores are on shapes that were not
    fitted on. A file of serving points refits the constants of frameworks instead.
    """
    from roofline import calibrate as refit  # SciPy takes a second to load

    try:
        if is_serving(file):
            calibrate_serving(file, output)
            return
        beside = systems or file.with_name("systems.csv")
        found = refit.calibrate(file, beside, refit.read_data())
    except (ValueError, FileNotFoundError) as error:
        raise click.ClickException(str(error)) from error
    rows = [
        (f.law, f.gpu, f.held_out.rows, f"{f.before.median:.1%}", f"{f.held_out.median:.1%}",
         f"{f.held_out.mean:.1%}", f"{f.held_out.spearman:.3f}")
        for f in found.fitted
    ]  # fmt: skip
    head = ("class", "device", "held-out rows", "median before", "after", "mean after", "Spearman")
    click.echo(table(head, rows))
    if output:
        write_atomically(output, refit.as_yaml(found, file.name, date.today()).encode())
        click.echo(f"wrote {output}", err=True)


roofline.add_command(sweep)
roofline.add_command(offload)
roofline.add_command(serving)
