"""`atlas serve`: the site on a local port, rebuilt on every save."""

from __future__ import annotations

import click

from site_builder.cli.build import find_site_root, quiet_theme


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.pass_context
def serve(ctx: click.Context, host: str, port: int) -> None:
    """Build the site, serve it locally, and rebuild it when an entry or a page is saved."""
    quiet_theme()
    from site_builder.mkdocs_plugin import BuildFailedError, run_serve

    root = find_site_root(ctx)
    try:
        run_serve(root / "mkdocs.yml", f"{host}:{port}")
    except BuildFailedError as error:
        click.echo(str(error), err=True)
        ctx.exit(1)
