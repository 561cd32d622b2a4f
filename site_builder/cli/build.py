"""`atlas build`: the whole site in a folder."""

from __future__ import annotations

import os
from pathlib import Path

import click

from site_builder.cli import find_root


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to make or replace; `site` beside `entries` where it is not given.",
)
@click.option("--site-url", help="Public address, for canonical links and the sitemap.")
@click.pass_context
def build(ctx: click.Context, output: Path | None, site_url: str | None) -> None:
    """Check the library and build the site; the last good site stays where this fails."""
    quiet_theme()
    from site_builder.build import BuildFailedError
    from site_builder.build import build as build_site

    root = find_site_root(ctx)
    target = output or root / "site"
    try:
        build_site(root, target, site_url=site_url)
    except BuildFailedError as error:
        click.echo(str(error), err=True)
        ctx.exit(1)
    click.echo(f"built {target}", err=True)


def quiet_theme() -> None:
    """Silence the theme's notice about MkDocs 2, which asks for nothing a user could do."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


def find_site_root(ctx: click.Context) -> Path:
    """The folder of the base, which must also hold the site's hand-written part.

    Raises:
        click.UsageError: It has no mkdocs.yml.
    """
    root = find_root(ctx)
    if not (root / "mkdocs.yml").is_file():
        raise click.UsageError(f"{root} has no mkdocs.yml; give the site's folder with --root DIR")
    return root
