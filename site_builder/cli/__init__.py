"""The command line `atlas`: one module a verb, loaded only when it is called.

Results go to stdout, remarks to stderr. Exit status: 0 clean, 1 problems found, 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

COMMANDS = {
    "add": "site_builder.cli.add:add",
    "build": "site_builder.cli.build:build",
    "compare": "site_builder.cli.compare:compare",
    "diff": "site_builder.cli.diff:diff",
    "export": "site_builder.cli.export:export",
    "fmt": "site_builder.cli.fmt:fmt",
    "graph": "site_builder.cli.graph:graph",
    "keys": "site_builder.cli.keys:keys",
    "preview": "site_builder.cli.preview:preview",
    "references": "site_builder.cli.references:references",
    "roofline": "site_builder.cli.roofline:roofline",
    "schema": "site_builder.cli.schema:schema",
    "serve": "site_builder.cli.serve:serve",
    "validate": "site_builder.cli.validate:validate",
}
"""Verb to the `module:function` that carries it out."""

DEBUG = "ATLAS_DEBUG"
"""Environment variable: when set, an unforeseen error shows its trace."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the verbs, sorted."""
        return [name for name in sorted(COMMANDS) if find_spec(COMMANDS[name].partition(":")[0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, or None where there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, function = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of entries/ and taxonomy/; by default the nearest one upwards from here.",
)
@click.version_option(package_name="inference-atlas")
@click.pass_context
def cli(ctx: click.Context, root: Path | None) -> None:
    """The literature on efficient LLM inference: check it, grow it, build its site."""
    ctx.obj = root


def find_root(ctx: click.Context) -> Path:
    """The folder of the base: `--root`, or the nearest one upwards from here.

    Raises:
        click.UsageError: There is none.
    """
    given: Path | None = ctx.obj
    for folder in [given] if given else [Path.cwd(), *Path.cwd().parents]:
        if (folder / "entries").is_dir() and (folder / "taxonomy").is_dir():
            return folder.resolve()
    raise click.UsageError(
        f"no entries/ and taxonomy/ in {given or 'this folder or above'}; give --root DIR"
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: every failure is one line on stderr and an exit status."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    try:
        status: Any = cli.main(arguments, prog_name="atlas", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        return _fail(_one_line(error))
    except click.Abort:
        return _fail("interrupted", 130)
    except BrokenPipeError:
        # The reader of a pipe, such as `head`, has left; the interpreter must not flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail(f"{error.strerror or error}: {error.filename or 'input or output'}")
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return _fail(f"unforeseen {type(error).__name__}: {error}; set {DEBUG}=1 for its trace")
    return status if isinstance(status, int) else 0


def _one_line(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    where = f" (see {context.command_path} --help)" if context else ""
    return f"{error.format_message()}{where}"


def _fail(message: str, status: int = 2) -> int:
    click.echo("atlas: " + " ".join(message.split()), err=True)
    return status
