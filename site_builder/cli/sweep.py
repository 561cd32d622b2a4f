"""`atlas roofline sweep`: estimates over a grid, streamed to CSV or Parquet."""

from __future__ import annotations

import csv
import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

import click
import numpy as np
import numpy.typing as npt

from roofline.calibrated import load_calibration
from roofline.deployment import Deployment
from roofline.effects import AnyEffect
from roofline.effects.base import EffectConflict
from roofline.impact import apply_effects
from roofline.sweep import CHUNK, sweep_chunks
from site_builder.cli.deployment_options import read_device, read_model
from site_builder.cli.effect_option import parse_effect

AXES = ("batch", "prompt_tokens", "output_tokens", "weight_bits", "activation_bits", "kv_bits")
QUANTITIES = (
    "ttft_ideal",
    "ttft_expected",
    "tpot_ideal",
    "tpot_expected",
    "steady_throughput_ideal",
    "steady_throughput_expected",
    "memory",
    "max_batch",
)
HEAD = ("model", "device", "effects", *AXES, *QUANTITIES)
_MOST_VALUES = 100_000

F = TypeVar("F", bound=Callable[..., Any])
Columns = list[npt.NDArray[np.float64]]


class NumberList(click.ParamType[tuple[float, ...]]):
    """Numbers between commas, or FIRST:LAST:STEP."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """The numbers that a text lists."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(self._numbers(str(value)))
        except ValueError:
            self.fail(f"{value!r} is not numbers between commas or FIRST:LAST:STEP", param, ctx)
        if not numbers or len(numbers) > _MOST_VALUES or min(numbers) < 1:
            self.fail(
                f"{value!r} must list 1 to {_MOST_VALUES:,} numbers of at least 1", param, ctx
            )
        return numbers

    @staticmethod
    def _numbers(text: str) -> Iterator[float]:
        for part in text.split(","):
            if ":" not in part:
                yield float(part)
                continue
            first, last, step = (float(x) for x in part.split(":"))
            if step <= 0 or (last - first) / step > _MOST_VALUES:
                raise ValueError(part)
            yield from np.arange(first, last + step / 2, step).tolist()


def _grid_option(name: str, default: str, text: str) -> Callable[[F], F]:
    return click.option(
        f"--{name}", type=NumberList(), default=default, show_default=True, help=text
    )


@click.command()
@click.option("--model", "models", required=True, help="Model ids between commas.")
@click.option("--device", "devices", required=True, help="Device ids between commas.")
@_grid_option("batch", "1", "Batches.")
@_grid_option("prompt", "1024", "Prompt lengths.")
@_grid_option("output", "256", "Output lengths.")
@_grid_option("weight-bits", "16", "Bits per weight.")
@_grid_option("activation-bits", "16", "Bits per activation.")
@_grid_option("kv-bits", "16", "Bits per cached value.")
@click.option(
    "--effect",
    "stacks",
    multiple=True,
    metavar="EFFECT[+EFFECT...]",
    help="A stack of effects; repeat to compare stacks. 'none' is the bare deployment.",
)
@click.option(
    "-o",
    "--output-file",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A .csv or .parquet file, written whole or not at all; by default CSV on stdout.",
)
def sweep(
    models: str, devices: str, stacks: tuple[str, ...], file: Path | None, **axes: Any
) -> None:
    """Estimate every combination of models, devices, effects and numbers.

    Numbers are listed between commas or as FIRST:LAST:STEP; times are in seconds, memory in bytes.

    Example: atlas roofline sweep --model llama-3-8b --device nvidia-h100-sxm --batch 1:64:1
    --prompt 512,2048,8192 --kv-bits 16,8 -o sweep.csv
    """
    grids = [axes[name] for name in ("batch", "prompt", "output")]
    grids += [axes[name] for name in ("weight_bits", "activation_bits", "kv_bits")]
    starts = list(_starts(models, devices, stacks or ("none",)))
    total = len(starts) * int(np.prod([len(g) for g in grids]))
    parts = _parts(starts, grids)
    shown = sys.stderr.isatty()
    with click.progressbar(
        length=total, label="estimating", file=sys.stderr, hidden=not shown
    ) as bar:
        counted = _counted(parts, bar)
        if file is not None and file.suffix == ".parquet":
            _to_parquet(file, counted)
        elif file is not None:
            _to_csv_file(file, counted)
        else:
            _to_csv(sys.stdout, counted)


Start = tuple[tuple[str, str, str], Deployment]
Part = tuple[tuple[str, str, str], Columns]


def _starts(models: str, devices: str, stacks: Sequence[str]) -> Iterator[Start]:
    for model, device, stack in itertools.product(models.split(","), devices.split(","), stacks):
        effects: list[AnyEffect] = []
        if stack != "none":
            effects = [parse_effect(text) for text in stack.split("+")]
        bare = Deployment(read_model(model.strip()), read_device(device.strip()))
        try:
            yield (model.strip(), device.strip(), stack), apply_effects(bare, effects)
        except EffectConflict as error:
            raise click.UsageError(f"{model} on {device}: {error}") from error


def _axis_columns(grids: Sequence[Sequence[float]]) -> Iterator[dict[str, Any]]:
    """Grid points in chunks, never all at once."""
    sizes = [len(g) for g in grids]
    values = [np.array(g, dtype=np.float64) for g in grids]
    total = int(np.prod(sizes))
    for first in range(0, total, CHUNK):
        places = np.unravel_index(np.arange(first, min(first + CHUNK, total)), sizes)
        yield {n: v[p] for n, v, p in zip(AXES, values, places, strict=True)}


def _parts(starts: Sequence[Start], grids: Sequence[Sequence[float]]) -> Iterator[Part]:
    calibration = load_calibration()
    for names, deployment in starts:
        turned = {n for n in AXES[3:] if getattr(deployment.numerics, n) != 16}
        for axes in _axis_columns(grids):
            varied = {n: v for n, v in axes.items() if n not in turned}
            for piece in sweep_chunks(deployment, varied, calibration, operators=False):
                own = [np.full(piece.size, getattr(deployment.numerics, n)) for n in turned]
                shown = {**axes, **dict(zip(turned, own, strict=True))}
                columns = [shown[n] for n in AXES] + [piece.totals[q] for q in QUANTITIES]
                yield names, columns


def _counted(parts: Iterator[Part], bar: Any) -> Iterator[Part]:
    for part in parts:
        yield part
        bar.update(len(part[1][0]))


def _to_csv(stream: IO[str], parts: Iterator[Part]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEAD)
    for names, columns in parts:
        rows = zip(*(c.tolist() for c in columns), strict=True)
        writer.writerows([*names, *row] for row in rows)


def _to_csv_file(path: Path, parts: Iterator[Part]) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            _to_csv(stream, parts)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _to_parquet(path: Path, parts: Iterator[Part]) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise click.ClickException(
            "Parquet needs pyarrow; run 'pip install inference-atlas[parquet]' or write .csv"
        ) from error
    kinds = [(n, pyarrow.string()) for n in HEAD[:3]] + [(n, pyarrow.float64()) for n in HEAD[3:]]
    schema = pyarrow.schema(kinds)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with parquet.ParquetWriter(partial, schema) as writer:
            for names, columns in parts:
                size = len(columns[0])
                texts = [pyarrow.array([name] * size) for name in names]
                arrays = [*texts, *(pyarrow.array(c) for c in columns)]
                writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
