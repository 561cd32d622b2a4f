"""The form that contributors copy is a valid entry, and no field of the schema is left out."""

import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import TypeAdapter

from roofline.effects import AnyEffect
from site_builder.cli import COMMANDS
from taxonomy import check_library, load_library
from taxonomy.entry import Entry, Identifiers, Kind, ReadFrom, RelationType, Result
from taxonomy.library import library_of
from taxonomy.source import parse
from taxonomy.terms import Scenario

REPOSITORY = Path(__file__).parents[2]
TEXT = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
FORM, TERM = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
PATH = "entries/2023/sheng2023flexgen.yaml"


@cache
def library():
    base = load_library(REPOSITORY)
    return library_of(base.root, {**base.sources, PATH: parse(PATH, FORM.encode())})


def _problems():
    return [str(problem) for problem in check_library(library()) if problem.path == PATH]


def test_the_form_is_a_valid_entry():
    assert _problems() == []
    assert library().entries["sheng2023flexgen"].effect[1].type == "offload"


def test_its_optional_lines_are_in_order_and_known():
    keys = re.findall(r"^(?:# )?([a-z_]+):", FORM, re.MULTILINE)
    shown = [key for key in keys if key in Entry.model_fields]
    assert shown == [name for name in Entry.model_fields if name != "no_effect"]


@pytest.mark.parametrize("record", [Entry, Result, Identifiers], ids=lambda r: r.__name__)
def test_every_field_is_explained(record):
    for name in record.model_fields:
        assert re.search(rf"\b{name}\b", TEXT), f"{name} is not in CONTRIBUTING.md"


@pytest.mark.parametrize("words", [Kind, RelationType, ReadFrom], ids=lambda w: w.__name__)
def test_every_choice_is_named(words):
    plain = " ".join(TEXT.split())
    assert all(word.value in plain for word in words)


def test_exactly_the_effects_that_exist_are_named():
    mapping = TypeAdapter(AnyEffect).json_schema()["discriminator"]["mapping"]
    listed = re.search(r"^Effects are (.*?)\. Take", TEXT, re.DOTALL | re.MULTILINE)
    assert re.findall(r"`([a-z-]+)`", listed[1]) == sorted(mapping)
    assert len(get_args(get_args(AnyEffect)[0])) == len(mapping)


def test_the_example_of_a_term_is_the_real_one():
    (term,) = yaml.safe_load(TERM)
    assert Scenario.model_validate(term) == library().scenarios[term["id"]]


def test_commands_exist():
    for verb in re.findall(r"\batlas ([a-z]+)\b", TEXT):
        assert verb in COMMANDS


def test_links_lead_somewhere():
    for name in ("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "GOVERNANCE.md", "SECURITY.md"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (REPOSITORY / target).exists(), f"{name} links {target}"


def test_hooks_name_commands_of_the_environment():
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text())
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    assert all(re.match(r"\.venv/bin/(ruff|atlas) ", hook["entry"]) for hook in hooks)
