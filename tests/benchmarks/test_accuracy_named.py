"""Published figures by name, and how near they come."""

from __future__ import annotations

import pytest

from benchmarks.accuracy_named import report
from benchmarks.scores import Report


@pytest.fixture(scope="module")
def found() -> Report:
    return report()


def error(found: Report, quantity: str, group: str, method: str) -> float:
    (line,) = [ln for ln in found.lines if (ln.quantity, ln.group, ln.method) ==
               (quantity, group, method)]  # fmt: skip
    return line.score.mean


def test_tensorrt_llm_on_a100(found: Report):
    ours = error(found, "throughput", "a100, llama-7b", "expected")
    assert ours < 0.15
    assert ours < error(found, "throughput", "a100, llama-7b", "roofline") / 2
    assert ours < error(found, "throughput", "a100, llama-7b", "llm-viewer-like") / 2
    assert error(found, "ttft", "a100, llama-7b", "expected") < 0.15


def test_flexgen_runs_below_its_linear_program_within_a_small_factor(found: Report):
    (line,) = [ln for ln in found.lines if ln.method == "linear program"]
    assert line.score.rows == 3
    assert line.score.bias > 0


def test_every_row_is_told(found: Report):
    assert len(found.notes) == 9
    assert found.notes[0].startswith(
        "LLaMA-7B, A100, batch 64, 128 + 128 tokens: throughput 3486 token/s published; expected"
    )
