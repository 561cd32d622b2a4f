"""`atlas references`: fill the reference lists from which citations are derived."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections import Counter
from pathlib import Path

import click

from site_builder.cli.base import open_library
from site_builder.export.selection import Selection, SelectionError, select
from site_builder.http import Client, Limits
from site_builder.references import (
    PAUSES,
    SERVICES,
    Outcome,
    Status,
    UnreadableError,
    list_path,
    read_references,
    summary,
    sync,
    without_self,
    write_list,
)
from taxonomy import Entry, Library

_LARGEST = 20_000_000  # B


@click.group()
def references() -> None:
    """Fill entries' reference lists; citations between entries follow by themselves."""


@references.command("sync")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option(
    "--source",
    "sources",
    multiple=True,
    type=click.Choice(list(SERVICES)),
    help="Ask this service; repeat for more. By default all, until one has the list.",
)
@click.option("--refresh", is_flag=True, help="Fetch again where there is a list already.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
@click.pass_context
def sync_(
    ctx: click.Context,
    keys: tuple[str, ...],
    sources: tuple[str, ...],
    refresh: bool,
    as_json: bool,
) -> None:
    """Fetch reference lists of all entries, or of those named.

    Entries that have a list are passed over, so a run that was cut off goes on where it stopped.
    OPENALEX_API_KEY and S2_API_KEY are used where they are set. Exit status 1 where a service
    could not be asked.
    """
    library = open_library(ctx)
    chosen = [entry.key for entry in _select(library, keys)]
    limits = Limits(pauses=PAUSES)
    outcomes: list[Outcome] = []
    with Client(limits) as client:
        work = sync(library, chosen, client, sources or tuple(SERVICES), refresh=refresh)
        with click.progressbar(
            work, length=len(chosen), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as progress:
            for outcome in progress:
                outcomes.append(outcome)
                if not as_json and outcome.status is not Status.KEPT:
                    click.echo(f"{outcome.key}: {outcome.status.value}, {outcome.detail}")
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(one) for one in outcomes], indent=2))
    counts = Counter(outcome.status for outcome in outcomes)
    words = ", ".join(f"{counts[status]} {status.value}" for status in Status)
    click.echo(words, err=True)
    ctx.exit(1 if counts[Status.FAILED] else 0)


@references.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", required=True, help="Entry whose reference list the file is.")
@click.option("--complete", is_flag=True, help="The file holds the whole list.")
@click.option("--replace", is_flag=True, help="Replace the list that the entry has.")
@click.pass_context
def import_(ctx: click.Context, file: Path, key: str, complete: bool, replace: bool) -> None:
    """Read a reference list from FILE: .bib, .bbl, or text with one reference a line."""
    library = open_library(ctx)
    (entry,) = _select(library, (key,))
    path = list_path(library, entry)
    if path.exists() and not replace:
        raise click.ClickException(f"{path.name} exists; give --replace to write it anew")
    if file.stat().st_size > _LARGEST:
        raise click.ClickException(f"{file} is larger than {_LARGEST:,} bytes")
    try:
        found = read_references(file.name, file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8: byte {error.start}") from error
    except UnreadableError as error:
        raise click.ClickException(f"{file}: {error}") from error
    found = without_self(found, entry)
    if not (found.arxiv or found.doi):
        raise click.ClickException(f"{file} names no arXiv identifier and no DOI")
    written = write_list(
        library, entry, dataclasses.replace(found, complete=found.complete or complete)
    )
    click.echo(f"{written.relative_to(library.root).as_posix()}: {summary(found)}")


def _select(library: Library, keys: tuple[str, ...]) -> tuple[Entry, ...]:
    try:
        return select(library, Selection(keys=keys))
    except SelectionError as error:
        raise click.UsageError(str(error)) from error
