"""`atlas fmt`: data files in the house form."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from site_builder.atomic import write_atomically
from site_builder.cli import find_root
from taxonomy.formatting import UnformattableError, formatted_entry, formatted_references
from taxonomy.library import REFERENCES_SUFFIX
from taxonomy.source import LARGEST


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit status 1 where a file would.")
@click.pass_context
def fmt(ctx: click.Context, paths: tuple[Path, ...], check: bool) -> None:
    """Put the keys of entries and reference lists in the schema's order.

    PATHS are files or folders, by default all entries. Comments and line breaks stay; the
    names of changed files go to stdout.
    """
    root = find_root(ctx)
    changed, failed = 0, 0
    for path in _files(paths or (root / "entries",)):
        try:
            changed += _format(path, root, check)
        except (UnformattableError, UnicodeDecodeError) as error:
            failed += 1
            reason = error if isinstance(error, UnformattableError) else "it is not UTF-8"
            click.echo(f"{_shown(path, root)}:1:1: left as it is: {reason}", err=True)
    verb = "would change" if check else "changed"
    click.echo(f"{changed} {'file' if changed == 1 else 'files'} {verb}", err=True)
    ctx.exit(1 if failed or (check and changed) else 0)


def _files(paths: Iterable[Path]) -> list[Path]:
    found: set[Path] = set()
    for path in paths:
        found.update(path.glob("**/*.yaml") if path.is_dir() else [path])
    return sorted(found)


def _format(path: Path, root: Path, check: bool) -> bool:
    """Bring one file into form; return whether it was not."""
    if path.stat().st_size > LARGEST:
        raise UnformattableError(f"it is larger than {LARGEST:,} bytes")
    before = path.read_bytes()
    form = formatted_references if path.name.endswith(REFERENCES_SUFFIX) else formatted_entry
    after = form(before.decode("utf-8")).encode("utf-8")
    if after == before:
        return False
    if not check:
        write_atomically(path, after)
    click.echo(_shown(path, root))
    return True


def _shown(path: Path, root: Path) -> str:
    path = path.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
