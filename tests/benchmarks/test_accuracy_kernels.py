"""Scores on kernels: every operator, device and format; the bound; bands."""

from __future__ import annotations

import csv
import itertools
import json
import math
from pathlib import Path

import pytest

from benchmarks import accuracy
from benchmarks.accuracy_kernels import (
    DEVELOPMENT,
    MOST_BELOW,
    SYSTEMS,
    WIDER,
    band_of,
    below_bound,
    groups_of,
    report,
)
from benchmarks.measure_torch import COLUMNS
from roofline.calibrate import held_out
from roofline.calibrated import load_calibration
from roofline.fit import predicted
from roofline.scores import Score, score
from roofline.systems import GDDR, read_table

ATTENTION = {"num_heads": 8, "num_kv_heads": 2, "head_dim": 128}
EXPERTS = {"hidden_size": 2048, "expert_inter_size": 768, "num_experts": 128, "top_k": 8}
OPERATORS = (
    {"op": "gemm", "m": 64, "n": 4096, "k": 4096},
    {"op": "context_attention", "batch_size": 2, "q_len": 512, "kv_len": 512, **ATTENTION},
    {"op": "generation_attention", "batch_size": 8, "q_len": 1, "kv_len": 2048, **ATTENTION},
    {"op": "moe", "num_tokens": 32, **EXPERTS, "moe_tp": 1, "moe_ep": 4},
    {"op": "allreduce", "num_gpus": 8, "message_bytes": 1 << 20},
)
FORMATS = ("bfloat16", "float16", "fp8", "fp8_block", "nvfp4", "mxfp4", "int4_wo")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A row of each operator on each GPU in each format; its time is made up."""
    path = tmp_path_factory.mktemp("kernels") / "all.csv"
    gpus = [*read_table(SYSTEMS)["gpu"], "amd-mi300x"]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, restval="")
        out.writeheader()
        for row, gpu, name in itertools.product(OPERATORS, gpus, FORMATS):
            kv = "fp8" if name == "fp8" else "bfloat16"
            out.writerow({**row, "gpu": gpu, "dtype": name, "kv_dtype": kv, "framework": "new",
                          "latency_us": 50})  # fmt: skip
    return path


@pytest.fixture(scope="module")
def scored() -> dict[str, dict[str, Score]]:
    """Expected values on shapes of the development rows that were not fitted on."""
    found: dict[str, dict[str, Score]] = {}
    calibration = load_calibration()
    for law, every in groups_of(DEVELOPMENT).items():
        rows = held_out(every)
        low, high = band_of(rows, calibration)
        told = predicted(rows, calibration)
        for gpu in sorted(set(rows.gpu)):
            keep = rows.gpu == gpu
            band = ((told * low)[keep], (told * high)[keep])
            found.setdefault(law, {})[str(gpu)] = score(told[keep], rows.measured[keep], band)
    return found


def test_every_operator_gpu_and_format_is_scored(everything: Path):
    lines = report(everything).lines
    expected = [line for line in lines if line.method == "expected"]
    rows = sum(
        line.score.rows for line in expected if "all" not in line.group and WIDER not in line.group
    )
    assert rows == len(OPERATORS) * 15 * len(FORMATS)
    assert all(math.isfinite(line.score.median) and line.score.median < 30 for line in lines)
    assert {line.group for line in expected} >= {"b200_sxm", "rtx_pro_6000_server", "amd-mi300x"}
    assert {line.quantity for line in expected} >= {"gemm16", "gemm8", "gemm4", "moe", "link"}


def test_the_bound_is_a_bound():
    """The ideal roofline lies below what was measured, but for a few rows.

    Exceptions on HBM parts: two products on H100 with weights below 0.3 MB and some 30 MB of
    activations, which stay in its cache of 50 MB between launches; the bound counts them as read
    from memory. On L40S the cache of 96 MB is a level of the bound, by the bytes touched between
    two launches on the same operands. What still lies below: products of TensorRT-LLM with 17 to
    134 MB of weights, of which its measuring program seems to hold fewer copies than six, and
    decode kernels whose cache of 67 MB fits and is read at more than the 3.2 times of the memory's
    speed that the level is given.
    """
    found = below_bound(groups_of(DEVELOPMENT))
    assert set(found) == {"a100_sxm", "h100_sxm", "l40s"}
    for gpu, (under, count) in found.items():
        assert under <= MOST_BELOW[gpu in GDDR] * count, gpu
    page = (Path(__file__).parents[2] / "docs" / "methodology.md").read_text(encoding="utf-8")
    names = {"h100_sxm": "H100", "l40s": "L40S"}
    for gpu, name in names.items():
        assert f"{found[gpu][0]} of {found[gpu][1]:,} on {name}" in page
    assert found["a100_sxm"][0] == 0


@pytest.mark.parametrize(
    ("law", "gpu", "most"),
    [
        ("gemm16", "h100_sxm", 0.07),
        ("gemm16", "a100_sxm", 0.08),
        ("gemm16", "l40s", 0.105),
        ("gemm8", "h100_sxm", 0.10),
        ("context16", "a100_sxm", 0.10),
        ("context16", "l40s", 0.135),
        ("context8", "h100_sxm", 0.09),
        ("context8", "l40s", 0.145),
        ("generation16", "a100_sxm", 0.12),
        ("generation16", "l40s", 0.11),
        ("context16", "h100_sxm", 0.12),
        ("generation16", "h100_sxm", 0.10),
        ("link", "a100_sxm", 0.08),
        ("link", "h100_sxm", 0.08),
        ("moe", "a100_sxm", 0.20),
    ],
)
def test_shapes_not_fitted_on(scored: dict[str, dict[str, Score]], law: str, gpu: str, most: float):
    assert scored[law][gpu].median <= most
    assert scored[law][gpu].spearman > 0.9


def test_bands_cover_four_of_five_rows_not_fitted_on(scored: dict[str, dict[str, Score]]):
    for law, by_gpu in scored.items():
        parts = [s for gpu, s in by_gpu.items() if (law, gpu) != ("link", "l40s")]
        covered = sum(s.coverage * s.rows for s in parts) / sum(s.rows for s in parts)
        assert 0.7 <= covered <= 0.9, law


def test_the_command_prints_data(everything: Path, capsys: pytest.CaptureFixture[str]):
    assert accuracy.main(["--kernels", str(everything), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["kernels"]
    methods = {line["method"] for line in data["kernels"]["scores"]}
    assert methods == {"expected", "roofline", "llm-viewer-like"}
    assert any(" constants of the law" in note for note in data["kernels"]["notes"])


def test_a_file_that_is_none_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    assert accuracy.main(["--kernels", str(path)]) == 2
    assert capsys.readouterr().err == f"{path}:1:1: no columns; the file is empty\n"
