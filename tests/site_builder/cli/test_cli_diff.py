import json
import subprocess

import pytest

from site_builder.cli import run


@pytest.fixture
def diff(toy, capsys):
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "first")):
        subprocess.run(["git", "-C", str(toy), *names, *command], check=True)

    def asked(*arguments):
        status = run(["--root", str(toy), "diff", *arguments])
        return status, *capsys.readouterr()

    return asked


def test_files_as_they_lie_are_compared(diff, toy):
    assert diff("HEAD") == (0, "nothing changed\n", "")
    entry = toy / "entries/2021/ada2021toy.yaml"
    entry.write_text(entry.read_text().replace("summary: Stores", "summary: Keeps"))
    assert diff("HEAD") == (0, "changed  ada2021toy: summary\n", "")
    assert diff("HEAD", "HEAD") == (0, "nothing changed\n", "")
    assert diff("HEAD", "--format", "markdown")[1] == (
        "### Entries changed\n\n- **ada2021toy**: summary\n"
    )
    assert json.loads(diff("HEAD", "--json")[1])["changed"][0]["fields"] == ["summary"]


def test_an_unknown_revision_is_one_line(diff):
    status, out, err = diff("nowhere")
    assert (status, out) == (2, "")
    assert "'nowhere' names no commit here" in err
    assert err.count("\n") == 1
