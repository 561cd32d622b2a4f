"""`atlas export`: references to the entries, all or some, in a format of one's choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from site_builder.atomic import write_atomically
from site_builder.bibliography import BibliographyError, bibtex, csl_json, csv, ris
from site_builder.cli.base import open_library
from site_builder.export.api import json_bytes
from site_builder.export.selection import Selection, SelectionError, select
from taxonomy import Entry, Library
from taxonomy.entry import Kind


def _json(entries: Sequence[Entry], library: Library) -> str:
    records = [entry.model_dump(mode="json", exclude_unset=True) for entry in entries]
    return json_bytes(records).decode()


def _biblatex(entries: Sequence[Entry], library: Library) -> str:
    return bibtex(entries, library, "utf-8")


FORMATS: dict[str, Callable[[Sequence[Entry], Library], str]] = {
    "bibtex": bibtex,
    "biblatex": _biblatex,
    "ris": ris,
    "csl": csl_json,
    "csv": csv,
    "json": _json,
}


def _facet(name: str, what: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", f"{name}s", multiple=True, metavar=name.upper(), help=what)


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@_facet("technique", "At this technique or below it. Repeat any option for 'or'.")
@_facet("scenario", "That apply in this scenario.")
@_facet("challenge", "That answer this challenge.")
@_facet("year", "Of this year, or of a range: 2020-2023, 2023-, -2019.")
@_facet("venue", "Published at this venue (id).")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in Kind]),
    help="Of this kind of work.",
)
@_facet("key", "With this key, or with this former key.")
@click.option("--has-code", is_flag=True, help="With a link to code.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="File to write, whole or not at all; by default stdout.",
)
@click.pass_context
def export(
    ctx: click.Context, /, form: str, has_code: bool, output: Path | None, **chosen: tuple[str, ...]
) -> None:
    """Write references to entries.

    FORMAT is bibtex (ASCII), biblatex (UTF-8), ris, csl (CSL-JSON), csv or json. Options narrow
    the choice together; values of one option widen it.

    \b
    Examples:
      atlas export bibtex -o references.bib
      atlas export biblatex --technique quantization --year 2023-
      atlas export csv --scenario online-serving --has-code
      atlas export ris --key sheng2023flexgen --key kwon2023pagedattention
    """  # noqa: D301 - click reads the \b as a mark
    library = open_library(ctx)
    try:
        entries = select(library, Selection(has_code=has_code, **chosen))
        text = FORMATS[form](entries, library)
    except SelectionError as error:
        raise click.UsageError(str(error)) from error
    except BibliographyError as error:
        raise click.ClickException(str(error)) from error
    if output is None:
        # Bytes: click would turn CR LF, which RIS asks for, into what the platform writes.
        click.echo(text.encode(), nl=False)
    else:
        write_atomically(output, text.encode())
    click.echo(f"{len(entries):,} {'entry' if len(entries) == 1 else 'entries'}", err=True)
