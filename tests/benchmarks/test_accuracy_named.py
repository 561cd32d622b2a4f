"""Published figures by name, and how near they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy_named import given_operands, report
from benchmarks.scores import Report, Score
from roofline.calibrated import load_calibration

PAGE = Path(__file__).parents[2] / "docs" / "methodology.md"


@pytest.fixture(scope="module")
def found() -> Report:
    return report()


def scored(found: Report, quantity: str, group: str, method: str) -> Score:
    (line,) = [ln for ln in found.lines if (ln.quantity, ln.group, ln.method) ==
               (quantity, group, method)]  # fmt: skip
    return line.score


def error(found: Report, quantity: str, group: str, method: str) -> float:
    return scored(found, quantity, group, method).mean


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


def test_products_of_8_bit_blocks_that_were_never_fitted_on(found: Report):
    place = "products of 8-bit blocks", "h800, deepgemm"
    ours = scored(found, *place, "expected")
    assert ours.rows == 18
    assert ours.median < 0.12
    assert ours.median < scored(found, *place, "roofline").median / 2
    told = f"on the 18 that DeepGEMM publishes of H800, as kernels alone, {100 * ours.median:.1f} %"
    assert told in " ".join(PAGE.read_text(encoding="utf-8").split())


def test_a_product_of_given_operands_starts_as_one_of_16_bits_does():
    known = load_calibration()
    given = given_operands(known).defaults
    assert given["gemm8_start"] == known.defaults["gemm16_start"] < known.defaults["gemm8_start"]
    assert given["gemm8_compute"] == known.defaults["gemm8_compute"]


def test_every_row_is_told(found: Report):
    assert len(found.notes) == 10
    assert found.notes[0].startswith(
        "LLaMA-7B, A100, batch 64, 128 + 128 tokens: throughput 3486 token/s published; expected"
    )
