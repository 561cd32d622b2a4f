"""The toy library in a git repository of its own."""

import shutil
import subprocess
from pathlib import Path

import pytest

TOY = Path(__file__).parents[2] / "toy_library"


def _git(folder, *arguments):
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *names, *arguments], check=True, capture_output=True)


@pytest.fixture
def commit():
    """Commits all files of a folder."""

    def make(folder, message="change"):
        _git(folder, "add", "-A")
        _git(folder, "commit", "-q", "--allow-empty", "-m", message)

    return make


@pytest.fixture
def toy(tmp_path, commit):
    """The toy library in a sub-folder of a repository with one commit."""
    root = Path(shutil.copytree(TOY, tmp_path / "repository" / "atlas"))
    _git(root.parent, "init", "-q")
    commit(root.parent, "first")
    return root
