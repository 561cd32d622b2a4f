"""What tests of verbs share."""

import shutil
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def repository():
    """The folder of this repository."""
    return REPOSITORY


@pytest.fixture
def toy(tmp_path):
    """A copy of the toy library that a test may change."""
    return Path(shutil.copytree(REPOSITORY / "tests" / "toy_library", tmp_path / "toy"))
