"""`atlas build`: the whole site in a folder."""

from __future__ import annotations

import os
from pathlib import Path

import click


def _quiet_theme() -> None:
    """Silence the theme's notice about MkDocs 2, which asks for nothing a user could do."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


@click.command()
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder with mkdocs.yml, docs, entries and taxonomy.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder to make or replace; `site` under the root where it is not given.",
)
@click.option("--site-url", default=None, help="Public address, for canonical links and sitemap.")
def build(root: Path, output: Path | None, site_url: str | None) -> None:
    """Check the library and build the site; the last good site stays where this fails."""
    _quiet_theme()
    from site_builder.build import BuildFailedError
    from site_builder.build import build as build_site

    if not (root / "mkdocs.yml").is_file():
        raise click.UsageError(f"{root / 'mkdocs.yml'} does not exist; name its folder with --root")
    target = output or root / "site"
    try:
        build_site(root, target, site_url=site_url)
    except BuildFailedError as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    click.echo(f"built {target}", err=True)
