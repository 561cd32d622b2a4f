"""`atlas validate`: everything that is wrong with the data, by place."""

from __future__ import annotations

import queue
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from site_builder.cli import find_root
from taxonomy import Library, Problem, check_library, load_library
from taxonomy.problem import FORMATS, Severity


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="text: path:line:column, for people and editors; github: annotations.",
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("--watch", is_flag=True, help="Check again at every change, until interrupted.")
@click.pass_context
def validate(
    ctx: click.Context, paths: tuple[Path, ...], form: str, as_json: bool, watch: bool
) -> None:
    """Check entries, reference lists and vocabulary by every rule.

    PATHS limits what is reported, not what is read. Exit status 1 where there is an error;
    warnings alone leave it 0.
    """
    root = find_root(ctx)
    limits = _relative(paths, root)
    form = "json" if as_json else form
    library = load_library(root, progress=_shown)
    errors = _report(library, limits, form)
    if watch:
        _watch(library, limits, form)
    ctx.exit(1 if errors else 0)


_LONG = 2_000
"""Files that take about a second to read."""


def _shown(paths: list[str]) -> Iterator[str]:
    """The paths, with a bar on a terminal where it takes a while."""
    if len(paths) < _LONG or not sys.stderr.isatty():
        yield from paths
        return
    with click.progressbar(paths, label="reading", file=sys.stderr) as bar:
        yield from bar


def _relative(paths: Iterable[Path], root: Path) -> list[str]:
    limits = []
    for path in paths:
        if not path.resolve().is_relative_to(root):
            raise click.UsageError(f"{path} lies outside {root}; name files of the base")
        limits.append(path.resolve().relative_to(root).as_posix())
    return limits


def _within(problem: Problem, limits: Sequence[str]) -> bool:
    return not limits or any(
        limit == "." or problem.path == limit or problem.path.startswith(limit + "/")
        for limit in limits
    )


def _report(library: Library, limits: Sequence[str], form: str) -> int:
    """Print the problems and a summary; return how many are errors."""
    problems = [problem for problem in check_library(library) if _within(problem, limits)]
    click.echo(FORMATS[form](problems), nl=False)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    click.echo(
        f"{_counted(len(library.papers), 'valid entry', 'valid entries')}, "
        f"{_counted(errors, 'problem', 'problems')}, {_counted(warnings, 'warning', 'warnings')}",
        err=True,
    )
    return errors


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


class _Changes(FileSystemEventHandler):
    """Queues the path of every data file that changes."""

    def __init__(self) -> None:
        self.paths: queue.Queue[str] = queue.Queue()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a change; reading a file is none."""
        path = str(event.dest_path or event.src_path)
        if path.endswith(".yaml") and event.event_type not in {"opened", "closed_no_write"}:
            self.paths.put(path)


def _watch(library: Library, limits: Sequence[str], form: str) -> None:
    changes, observer = _Changes(), Observer()
    for folder in ("entries", "taxonomy"):
        observer.schedule(changes, str(library.root / folder), recursive=True)
    observer.start()
    click.echo("watching; press Ctrl-C to end", err=True)
    try:
        while True:
            _wait(changes.paths)
            library = load_library(library.root, reuse=library)
            _report(library, limits, form)
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        observer.stop()
        observer.join()


def _wait(paths: queue.Queue[str], settle: float = 0.1) -> None:
    """Wait for a change, then until an editor's burst of writes is over."""
    paths.get()
    while True:
        try:
            paths.get(timeout=settle)
        except queue.Empty:
            return
