"""`atlas schema`: the JSON Schema that editors read."""

from __future__ import annotations

import click

from site_builder.atomic import write_atomically
from site_builder.cli import find_root
from taxonomy import load_library
from taxonomy.json_schema import SCHEMA_PATH, entry_schema


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit status 1 where it is not current.")
@click.pass_context
def schema(ctx: click.Context, check: bool) -> None:
    """Write schema/entry.schema.json from the entry's fields and the vocabulary."""
    root = find_root(ctx)
    path = root / SCHEMA_PATH
    wanted = entry_schema(load_library(root)).encode("utf-8")
    current = path.is_file() and path.read_bytes() == wanted
    if check and not current:
        click.echo(f"{SCHEMA_PATH}:1:1: not current; run atlas schema and commit the result")
        ctx.exit(1)
    if not current:
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, wanted)
        click.echo(SCHEMA_PATH)
    click.echo("schema is current", err=True)
