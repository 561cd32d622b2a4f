"""`atlas roofline calibrate` on a file of serving points."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import numpy as np

from roofline.calibrated import load_calibration
from roofline.frameworks import load_frameworks
from roofline.measured_serving import read_serving
from roofline.scores import score
from site_builder.atomic import write_atomically
from site_builder.cli.base import table


def calibrate_serving(file: Path, output: Path | None) -> None:
    """Refit constants of frameworks, print scores before and after, and write them if asked.

    Args:
        file: Measured serving points.
        output: File for the constants; None to only print.

    Raises:
        ValueError: A row cannot be read.
    """
    from roofline import serving_fit as fit  # SciPy takes a second to load

    known = load_frameworks()
    rows = read_serving(file)
    points = fit.served(rows.points, load_calibration())
    parts = fit.folds(points)
    shown = []
    for name, mask in fit.masks(points).items():
        if name not in known.frameworks:
            click.echo(f"left out: {name}: {mask.sum()} points", err=True)
            continue
        framework = known.frameworks[name]
        own, kinds = points.rows(mask), points.names("kind")[mask]
        tpot, ttft = fit.held_out(own, parts[mask], framework)
        for kind in sorted(set(kinds)):
            part = own.rows(kinds == kind)
            before = part.many.tpot(framework.loops[kind])
            timed = np.isfinite(part.ttft)
            errors = (
                score(before, part.tpot),
                score(tpot[kinds == kind], part.tpot),
                score(ttft[kinds == kind][timed], part.ttft[timed]),
            )
            shown.append((name, kind, str(len(part)), *(f"{e.median:.1%}" for e in errors)))
    click.echo(table(("framework", "class", "points", "tpot before", "after", "ttft after"), shown))
    for why, count in rows.unsupported.items():
        click.echo(f"left out: {why}: {count} rows", err=True)
    if output:
        configs = len(set(points.names("config")))
        source = f"{file.name}: {len(points):,} points of {configs} configurations"
        unnamed = fit.served(rows.points, load_calibration(), named=False)
        found = fit.refit(points, unnamed, known, source, date.today())
        write_atomically(output, fit.as_yaml(found).encode())
        click.echo(f"wrote {output}", err=True)
