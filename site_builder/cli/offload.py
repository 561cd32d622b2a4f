"""`atlas roofline offload`: where tensors should lie when the device is too small."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import click

from roofline.deployment import Deployment, Numerics, Workload
from roofline.offload import FLEXGEN_HOST, PLACES, TENSORS, Host, Placement, plan
from site_builder.cli.base import table
from site_builder.cli.deployment_options import read_device, read_model

F = TypeVar("F", bound=Callable[..., Any])


def _size(name: str, default: float, unit: str, text: str) -> Callable[[F], F]:
    return click.option(
        f"--{name}", type=click.FloatRange(min=0, min_open=True), default=default / 1e9,
        show_default=True, metavar=unit, help=text,
    )  # fmt: skip


@click.command()
@click.option("--model", required=True, metavar="ID|FILE", help="Model id, or a config.json.")
@click.option("--device", required=True, metavar="ID|FILE", help="Device id, or a YAML file.")
@click.option("--prompt", type=click.FloatRange(min=1), default=512, show_default=True)
@click.option("--output", type=click.FloatRange(min=1), default=32, show_default=True)
@click.option("--weight-bits", type=click.FloatRange(1, 32), default=16, show_default=True)
@click.option("--kv-bits", type=click.FloatRange(1, 32), default=16, show_default=True)
@_size("host-memory", FLEXGEN_HOST.memory, "GB", "Host memory free for tensors.")
@_size("disk", FLEXGEN_HOST.disk, "GB", "Disk space free for tensors.")
@_size("link", FLEXGEN_HOST.link, "GB/s", "Host to device, one direction.")
@_size("disk-read", FLEXGEN_HOST.disk_read, "GB/s", "Reading from disk.")
@_size("disk-write", FLEXGEN_HOST.disk_write, "GB/s", "Writing to disk.")
@_size("host-bandwidth", FLEXGEN_HOST.memory_bandwidth, "GB/s", "Host memory, for attention there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def offload(model: str, device: str, as_json: bool, **options: float) -> None:
    """Place weights, cache and activations on device, host and disk by linear program.

    Enumerates batches and blocks and solves for the shares with the highest throughput, with
    FlexGen's cost structure. Times are bounds.

    Example: atlas roofline offload --model opt-175b --device nvidia-t4
    """
    deployment = Deployment(
        read_model(model),
        read_device(device),
        Workload(1, options["prompt"], options["output"]),
        Numerics(weight_bits=options["weight_bits"], kv_bits=options["kv_bits"]),
    )
    host = Host(
        memory=options["host_memory"] * 1e9,
        disk=options["disk"] * 1e9,
        link=options["link"] * 1e9,
        disk_read=options["disk_read"] * 1e9,
        disk_write=options["disk_write"] * 1e9,
        memory_bandwidth=options["host_bandwidth"] * 1e9,
    )
    found = plan(deployment, host)
    if found is None:
        raise click.ClickException(
            f"{model} fits neither device, host nor disk; give more --disk or fewer bits"
        )
    click.echo(_as_json(found) if as_json else _as_text(found))


def _as_json(found: Placement) -> str:
    data = asdict(found)
    data["shares"] = {t: {p: found.shares[t, p] for p in PLACES} for t in TENSORS}
    return json.dumps(data, indent=2)


def _as_text(found: Placement) -> str:
    rows = [
        (tensor.replace("_", " "), *(f"{found.shares[tensor, p]:.0%}" for p in PLACES))
        for tensor in TENSORS
    ]
    attends = "on the host beside the cache" if found.host_attention else "on the device"
    return (
        f"{table(('tensor', *PLACES), rows)}\n"
        f"blocks of {found.batches} x {found.batch} requests, attention {attends}\n"
        f"at most {found.throughput:.3g} token/s; {found.bound} sets the pace of decode"
    )
