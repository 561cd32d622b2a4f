"""`atlas compare`: the base's metadata beside records of another source."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.cli.base import open_library
from site_builder.metadata import differences, read_records
from taxonomy.problem import as_json, as_text


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json_", is_flag=True, help="JSON instead of one line a difference.")
@click.pass_context
def compare(ctx: click.Context, file: Path, as_json_: bool) -> None:
    """Compare titles, authors, years, DOIs and code links with the records of FILE.

    FILE holds one JSON object a line with any of arxiv_id, doi, title, authors, year and
    code_url. Which of the two is true is for a person to see; the exit status is 0.
    """
    try:
        records = read_records(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.ClickException(f"{file}:{error}") from error
    found, matched = differences(open_library(ctx), records)
    click.echo(as_json(found) if as_json_ else as_text(found), nl=False)
    click.echo(f"{len(found)} differences in {matched} papers found in both", err=True)
