"""Rows that measuring writes, without PyTorch: they calibrate a device."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import measure_torch
from benchmarks.accuracy_kernels import SYSTEMS
from benchmarks.measure_torch import HEADS, PRODUCTS, attention_row, product_row, write_rows
from roofline.calibrate import calibrate, read_data
from roofline.calibrated import load_calibration
from roofline.fit import by_law, predicted
from roofline.measured import read_kernels
from roofline.systems import read_systems


def test_rows_have_the_form_of_the_data(tmp_path: Path):
    path = tmp_path / "rows.csv"
    rows = [
        product_row(16, 4096, 8192, 31.25),
        attention_row(4, 128, 128, HEADS[0], 20.0),
        attention_row(4, 1, 2048, HEADS[1], 12.3456),
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        assert write_rows(file, rows, {"gpu": "h200_sxm", "framework": "torch"}) == 3
    groups = by_law(read_kernels(path, read_systems(SYSTEMS)))
    assert {law: list(g.measured) for law, g in groups.items()} == {
        "context16": [pytest.approx(20e-6)],
        "gemm16": [pytest.approx(31.25e-6)],
        "generation16": [pytest.approx(12.35e-6)],
    }
    assert groups["gemm16"].cost.flops[0] == 2 * 16 * 4096 * 8192


def test_own_rows_give_a_new_device_factors_and_change_nothing_else(tmp_path: Path):
    # a device that is twice as slow as the constants say
    shutil.copy(SYSTEMS, tmp_path / "systems.csv")
    path = tmp_path / "rows.csv"

    def written(latencies: list[float]) -> None:
        rows = [product_row(*s, t) for s, t in zip(PRODUCTS, latencies, strict=True)]
        with path.open("w", encoding="utf-8", newline="") as file:
            write_rows(file, rows, {"gpu": "h200_sxm", "framework": "torch"})

    written([1.0] * len(PRODUCTS))
    rows = by_law(read_kernels(path, read_systems(SYSTEMS)))["gemm16"]
    written([float(t) * 2e6 for t in predicted(rows, load_calibration())])
    before = read_data()
    found = calibrate(path, tmp_path / "systems.csv", before)
    assert found.data["laws"] == before["laws"]
    assert found.data["frameworks"] == before["frameworks"]
    factors = found.data["devices"]["nvidia-h200"]["all"]
    assert factors["memory"] == pytest.approx(0.5, rel=0.2)
    (score,) = found.fitted
    assert score.before.median == pytest.approx(0.5, abs=0.01)
    assert score.held_out.median < 0.1


def test_what_is_missing_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(measure_torch, "find_torch", lambda: None)
    assert measure_torch.main(["--gpu", "h200_sxm", "-o", str(tmp_path / "rows.csv")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{measure_torch.MISSING}\n"
    assert not (tmp_path / "rows.csv").exists()
