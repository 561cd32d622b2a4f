"""`atlas diff`: what a change of the base means."""

from __future__ import annotations

import click

from site_builder.changes import FORMATS, RevisionError, compare, library_at
from site_builder.cli import find_root
from taxonomy import load_library


@click.command()
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="text: for people; markdown: for a review comment.",
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.pass_context
def diff(ctx: click.Context, base: str, head: str | None, form: str, as_json: bool) -> None:
    """Compare the base at two git revisions, BASE and HEAD.

    Shows entries added and changed, new citations, suspected duplicates, BibTeX, and what new
    effects compute to. Without HEAD, the files as they lie are compared with BASE. Revisions are
    read from git's store; nothing is checked out.

    \b
    Examples:
      atlas diff main
      atlas diff HEAD~1 HEAD --format markdown
    """  # noqa: D301 - click reads the \b as a mark
    root = find_root(ctx)
    try:
        before = library_at(root, base)
        after = library_at(root, head) if head else load_library(root)
    except RevisionError as error:
        raise click.ClickException(str(error)) from error
    click.echo(FORMATS["json" if as_json else form](compare(before, after)), nl=False)
