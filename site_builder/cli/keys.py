"""`atlas keys`: the citation keys, and the record that they never move."""

from __future__ import annotations

import json

import click

from site_builder.atomic import write_atomically
from site_builder.cli.base import open_library
from site_builder.keys import RECORD, unrecorded, vanished


@click.command()
@click.option("--record", is_flag=True, help=f"Add new keys to {RECORD}, as each release does.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of one key a line.")
@click.pass_context
def keys(ctx: click.Context, record: bool, as_json: bool) -> None:
    """List all citation keys; fail where a published one has vanished.

    Exit status 1 where a recorded key is neither an entry's key nor an alias.
    """
    library = open_library(ctx)
    path = library.root / RECORD
    recorded = path.read_text(encoding="ascii").split() if path.exists() else []
    lost = vanished(library, recorded)
    new = unrecorded(library, recorded)
    if as_json:
        data = {"keys": [*library.entries], "unrecorded": new, "vanished": lost}
        click.echo(json.dumps(data, indent=2))
    else:
        click.echo("".join(f"{key}\n" for key in library.entries), nl=False)
    for key in lost:
        click.echo(f"key '{key}' has vanished; list it under 'aliases' of its entry", err=True)
    if record and not lost:
        lines = "".join(f"{key}\n" for key in sorted({*recorded, *new}))
        write_atomically(path, lines.encode("ascii"))
        click.echo(f"{len(new)} new keys recorded in {RECORD}", err=True)
    ctx.exit(1 if lost else 0)
