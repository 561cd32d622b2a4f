"""`atlas serve`: the site on a local port, rebuilt on every save."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command()
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder with mkdocs.yml, docs, entries and taxonomy.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(root: Path, host: str, port: int) -> None:
    """Build the site, serve it locally, and rebuild it when an entry or a page is saved."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from site_builder.mkdocs_plugin import BuildFailedError, run_serve

    if not (root / "mkdocs.yml").is_file():
        raise click.UsageError(f"{root / 'mkdocs.yml'} does not exist; name its folder with --root")
    click.echo(f"serving on http://{host}:{port}/ (stop with Ctrl+C)", err=True)
    try:
        run_serve(root / "mkdocs.yml", f"{host}:{port}")
    except BuildFailedError as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
