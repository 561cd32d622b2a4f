"""`atlas preview`: the page of an entry, rebuilt on every save."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import click

from site_builder import links
from site_builder.cli.base import open_library
from site_builder.cli.build import find_site_root, quiet_theme
from site_builder.export.selection import Selection, SelectionError, select

HOST = "127.0.0.1"
_PATIENCE = 600  # looks for the server
_BETWEEN = 0.2  # s


@click.command()
@click.argument("key")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.option("--open/--no-open", "opens", default=True, help="Open the page in a browser.")
@click.pass_context
def preview(ctx: click.Context, key: str, port: int, opens: bool) -> None:
    """Serve the site locally and open the page of the entry KEY.

    The page follows every save, until interrupted. A draft must be filled in first, since the
    site is built from valid entries only.
    """
    root = find_site_root(ctx)
    try:
        (entry,) = select(open_library(ctx), Selection(keys=(key,)))
    except SelectionError as error:
        raise click.UsageError(str(error)) from error
    address = f"http://{HOST}:{port}/{links.paper(entry.key)}"
    click.echo(address)
    # Something that listens there already is not ours: the server will say so and stop.
    if opens and not _is_served(port):
        threading.Thread(target=_open_when_served, args=(address, port), daemon=True).start()
    _serve(ctx, root / "mkdocs.yml", port)


def _serve(ctx: click.Context, config_file: Path, port: int) -> None:
    quiet_theme()
    from site_builder.mkdocs_plugin import BuildFailedError, run_serve

    try:
        run_serve(config_file, f"{HOST}:{port}")
    except BuildFailedError as error:
        click.echo(str(error), err=True)
        ctx.exit(1)


def _is_served(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def _open_when_served(address: str, port: int) -> None:
    """Open a page once the first build is done, which is when the server begins to listen."""
    for _ in range(_PATIENCE):
        if _is_served(port):
            click.launch(address)
            return
        time.sleep(_BETWEEN)
