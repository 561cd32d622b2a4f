"""What tests of drafting share."""

import shutil
from pathlib import Path

import pytest

from taxonomy import load_library

TOY = Path(__file__).parents[2] / "toy_library"


@pytest.fixture
def toy(tmp_path):
    """A copy of the toy library that a test may change."""
    return Path(shutil.copytree(TOY, tmp_path / "toy"))


@pytest.fixture(scope="session")
def toy_library():
    """The toy library, only to be read."""
    return load_library(TOY)
