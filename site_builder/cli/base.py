"""What verbs that read the base share: opening it, and printing tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from site_builder.cli import find_root
from taxonomy import Library, load_library


def open_library(ctx: click.Context) -> Library:
    """The base, or a refusal where a file of it cannot be read.

    Raises:
        click.ClickException: A file has a problem; an answer without it could mislead.
    """
    library = load_library(find_root(ctx))
    if library.problems:
        more = len(library.problems) - 1
        rest = f" (and {more} more)" if more else ""
        raise click.ClickException(f"{library.problems[0]}{rest}; run 'atlas validate'")
    return library


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Aligned columns: numbers to the right, text to the left, last column unpadded."""
    cells = [[_cell(value) for value in row] for row in rows]
    numeric = [
        bool(cells) and all(_is_number(row[column]) for row in cells) for column in range(len(head))
    ]
    widths = [max(len(row[column]) for row in [head, *cells]) for column in range(len(head))]
    lines = []
    for row in [head, *cells]:
        aligned = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, numeric, strict=True)
        ]
        lines.append("  ".join(aligned).rstrip() + "\n")
    return "".join(lines)


def _cell(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
