import subprocess
import sys
from importlib import import_module

import click
import pytest

from site_builder.cli import COMMANDS, DEBUG, cli, find_root, run


def test_every_verb_is_documented():
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help, f"atlas {name} has no help"
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"atlas {name} {parameter.name} has no help"


def test_verbs_are_sorted_and_named_by_their_modules():
    assert list(COMMANDS) == sorted(COMMANDS)
    for name in cli.list_commands(click.Context(cli)):
        module, _, function = COMMANDS[name].partition(":")
        assert isinstance(getattr(import_module(module), function), click.Command)


def test_asking_for_the_version_loads_no_verb():
    code = (
        "import sys; from site_builder.cli import run; run(['--version']);"
        "print(sorted({'yaml', 'pydantic', 'mkdocs', 'networkx', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense"], "atlas: No such command 'nonsense'. (see atlas --help)\n"),
        (
            ["validate", "--nonsense"],
            "atlas: No such option '--nonsense'. (see atlas validate --help)",
        ),
        (["--root", "/nowhere", "validate"], "atlas: Invalid value for '--root': Directory"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(capsys, arguments, message):
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(message.rstrip("\n"))
    assert err.count("\n") == 1


def test_outside_a_base_the_remedy_is_named(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["validate"]) == 2
    assert capsys.readouterr().err == (
        "atlas: no entries/ and taxonomy/ in this folder or above; give --root DIR "
        "(see atlas validate --help)\n"
    )


def test_the_nearest_base_upwards_is_taken(tmp_path, monkeypatch):
    for name in ("entries/2023", "taxonomy"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "entries" / "2023")
    assert find_root(click.Context(cli)) == tmp_path.resolve()


def failing(error):
    """A verb that fails in a given way."""

    @click.command()
    def verb():
        raise error

    return verb


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (PermissionError(13, "Permission denied", "x.yaml"), 2, "Permission denied: x.yaml"),
        (OSError(28, "No space left on device"), 2, "No space left on device: input or output"),
        (click.Abort(), 130, "interrupted"),
        (
            KeyError("x"),
            2,
            f"unforeseen KeyError: 'x'; set {DEBUG}=1 for its trace",
        ),
        (
            ValueError("two\nlines"),
            2,
            f"unforeseen ValueError: two lines; set {DEBUG}=1 for its trace",
        ),
    ],
)
def test_no_failure_shows_a_trace(capsys, monkeypatch, error, status, line):
    monkeypatch.setattr(cli, "get_command", lambda ctx, name: failing(error))
    assert run(["verb"]) == status
    assert capsys.readouterr().err == f"atlas: {line}\n"


def test_a_trace_is_there_for_those_who_ask(monkeypatch):
    monkeypatch.setenv(DEBUG, "1")
    monkeypatch.setattr(cli, "get_command", lambda ctx, name: failing(KeyError("x")))
    with pytest.raises(KeyError):
        run(["verb"])


def test_a_reader_that_leaves_a_pipe_is_no_failure(repository):
    command = f"{sys.executable} -m site_builder.cli schema --help | head -c 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
    )
    assert done.stderr == ""
