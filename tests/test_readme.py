"""What the README shows is what its commands print."""

import re
import shlex
from pathlib import Path

import pytest

from site_builder.cli import main

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_ATLAS = "$ .venv/bin/atlas "


def shown():
    """Command line and the output printed below it, for each `atlas` command."""
    for block in _BLOCK.findall(README.read_text(encoding="utf-8")):
        command, _, output = block.partition("\n")
        if command.startswith(_ATLAS):
            yield command.removeprefix(_ATLAS), output.strip("\n")


@pytest.mark.parametrize(("command", "output"), list(shown()))
def test_commands_print_what_the_readme_shows(command, output, monkeypatch, capsys):
    monkeypatch.chdir(README.parent)
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(command))
    assert not ended.value.code
    assert capsys.readouterr().out.strip("\n") == output


def test_the_readme_is_short_and_shows_three_commands():
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150
    assert len(list(shown())) == 3
