"""Workflows give away as little as they can, and nothing of a stranger's reaches a shell."""

import re
from pathlib import Path

import pytest
import yaml

from site_builder.cli import COMMANDS

FOLDER = Path(__file__).parents[2] / ".github"
WORKFLOWS = sorted((FOLDER / "workflows").glob("*.yml"))
_STRANGERS = re.compile(r"\$\{\{")


def _steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def workflow(request):
    text = request.param.read_text(encoding="utf-8")
    return text, yaml.safe_load(text)


def test_actions_are_pinned_by_commit_and_say_their_version(workflow):
    text, _ = workflow
    for line in re.findall(r"uses: .*", text):
        assert re.fullmatch(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_permissions_are_named_and_foreign_code_may_only_read(workflow):
    _, data = workflow
    assert data["permissions"]
    triggers = data[True]  # YAML 1.1 reads the key `on` as true
    assert "pull_request_target" not in triggers
    if "pull_request" in triggers:
        assert data["permissions"] == {"contents": "read"}
        assert all("permissions" not in job for job in data["jobs"].values())
        assert "secrets." not in workflow[0]


def test_no_expression_is_pasted_into_a_script(workflow):
    for step in _steps(workflow[1]):
        assert not _STRANGERS.search(step.get("run", ""))


def test_every_job_ends(workflow):
    assert all("timeout-minutes" in job for job in workflow[1]["jobs"].values())


def test_verbs_that_scripts_call_exist(workflow):
    for step in _steps(workflow[1]):
        for verb in re.findall(r"bin/atlas (\w+)", step.get("run", "")):
            assert verb in COMMANDS


def test_code_of_a_pull_request_is_never_checked_out_where_more_than_reading_is_allowed(workflow):
    _, data = workflow
    if data["permissions"] != {"contents": "read"}:
        for step in _steps(data):
            assert "ref" not in step.get("with", {})
