"""Options that describe a deployment, shared by the verbs of `atlas roofline`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from roofline.calibrated import load_calibration
from roofline.catalog import find_device, find_model
from roofline.deployment import Deployment, Execution, Numerics, Workload
from roofline.device import Device
from roofline.effects import AnyEffect
from roofline.effects.base import EffectConflict
from roofline.impact import Impact, impact
from roofline.model import Model
from site_builder.cli.effect_option import parse_effect

F = TypeVar("F", bound=Callable[..., Any])

EFFECT_HELP = (
    "TYPE or TYPE:NAME=VALUE,...; may be repeated, applied in order. "
    "Example: --effect quantize:weight_bits=4,group_size=128"
)

_DEGREES = ("tensor", "pipeline", "expert", "sequence", "data")


def deployment_options(command: F) -> F:
    """The options that describe a deployment."""
    options = [
        click.option("--model", "model_name", required=True, metavar="ID|FILE",
                     help="Model id, or a config.json in Hugging Face form."),
        click.option("--device", "device_name", required=True, metavar="ID|FILE",
                     help="Device id, or a YAML file in the form of roofline/devices."),
        click.option("--batch", type=click.FloatRange(min=1), default=1, show_default=True,
                     help="Requests processed together."),
        click.option("--prompt", type=click.FloatRange(min=1), default=1024, show_default=True,
                     help="Prompt tokens per request."),
        click.option("--output", type=click.FloatRange(min=1), default=256, show_default=True,
                     help="Generated tokens per request."),
        click.option("--weight-bits", type=click.FloatRange(1, 32), default=16, show_default=True),
        click.option("--activation-bits", type=click.FloatRange(1, 32), default=16,
                     show_default=True),
        click.option("--kv-bits", type=click.FloatRange(1, 32), default=16, show_default=True),
        click.option("--tensor", type=click.IntRange(min=1), default=1, show_default=True,
                     help="Tensor-parallel devices."),
        click.option("--pipeline", type=click.IntRange(min=1), default=1, show_default=True,
                     help="Pipeline stages."),
        click.option("--expert", type=click.IntRange(min=1), default=1, show_default=True,
                     help="Expert-parallel devices."),
        click.option("--sequence", type=click.IntRange(min=1), default=1, show_default=True,
                     help="Sequence-parallel devices."),
        click.option("--data", type=click.IntRange(min=1), default=1, show_default=True,
                     help="Replicas."),
        click.option("--effect", "effects", multiple=True, metavar="EFFECT", help=EFFECT_HELP),
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def read_model(name: str) -> Model:
    """A model by id, or from a configuration file."""
    try:
        return Model.from_hf_config(Path(name)) if name.endswith(".json") else find_model(name)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def read_device(name: str) -> Device:
    """A device by id, or from a file."""
    try:
        if name.endswith((".yaml", ".yml")):
            return Device.from_yaml(Path(name))
        return find_device(name)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def read_deployment(options: dict[str, Any]) -> Deployment:
    """The deployment that options describe."""
    return Deployment(
        read_model(options["model_name"]),
        read_device(options["device_name"]),
        Workload(options["batch"], options["prompt"], options["output"]),
        Numerics(
            weight_bits=options["weight_bits"],
            activation_bits=options["activation_bits"],
            kv_bits=options["kv_bits"],
            attention_bits=max(options["activation_bits"], 8),
        ),
        Execution(**{name: options[name] for name in _DEGREES}),
    )


def read_impact(options: dict[str, Any]) -> Impact:
    """The deployment's impact under the effects that options name."""
    effects: list[AnyEffect] = [parse_effect(text) for text in options["effects"]]
    try:
        return impact(read_deployment(options), effects, load_calibration())
    except EffectConflict as error:
        raise click.UsageError(str(error)) from error
