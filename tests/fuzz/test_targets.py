"""What a search starts from and every case that it found; and some bytes by chance, each run."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, seeds

REPOSITORY = Path(__file__).parents[2]
SEEDS = [(name, number) for name in TARGETS for number in range(len(seeds(name)))]


@pytest.mark.parametrize(("name", "number"), SEEDS)
def test_seeds_and_found_cases_are_read_or_refused_in_words(name, number):
    TARGETS[name](seeds(name)[number])


@st.composite
def changed(draw, name):
    """A seed with a piece cut out and something else put in its place."""
    data = draw(st.sampled_from(seeds(name)))
    at = draw(st.integers(0, len(data)))
    end = at + draw(st.integers(0, 30))
    other = draw(st.sampled_from(seeds(name)))
    cut = draw(st.integers(0, len(other)))
    put = draw(st.one_of(st.binary(max_size=8), st.just(other[cut : cut + 30])))
    return data[:at] + put + data[end:]


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_changed_seed_is_read_or_refused_in_words(name, data):
    TARGETS[name](data.draw(changed(name)))


def test_the_search_runs_without_atheris_and_says_so():
    command = [sys.executable, "-c", RUN_BLIND, "config", "--seconds", "1"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    first, last = done.stdout.splitlines()
    assert first == "atheris is not installed; inputs are changed blindly, not guided by coverage"
    assert last.endswith(" inputs, nothing found")


RUN_BLIND = """
import importlib.util, runpy
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "atheris" else real(name, *more)
runpy.run_module("tests.fuzz", run_name="__main__", alter_sys=True)
"""
