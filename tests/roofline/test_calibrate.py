"""Refitting from a file of rows, and the text that it writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from roofline.calibrate import as_yaml, calibrate, read_data
from roofline.calibrated import calibration_from
from roofline.fit import parameters, stated, value_at
from roofline.systems import read_table

ROWS = Path(__file__).parents[2] / "benchmarks" / "data" / "kernels_dev.csv.gz"


@pytest.fixture(scope="module")
def some_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every twentieth product and decode kernel of the development rows."""
    table = read_table(ROWS)
    rows = [",".join(row) for row in zip(*table.values(), strict=True)]
    kept = [row for row in rows if row.startswith(("gemm", "generation"))][::20]
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_text("\n".join([",".join(table), *kept]) + "\n", encoding="utf-8")
    return path


def test_few_rows_give_nearly_the_constants_in_force(some_rows: Path):
    before = read_data()
    found = calibrate(some_rows, ROWS.with_name("systems.csv"), before)
    for fitted in found.fitted:
        assert fitted.held_out.median < fitted.before.median + 0.05, fitted
    for law, name in (("gemm16", "start"), ("gemm16", "memory"), ("generation16", "start")):
        assert found.data["laws"][law][name] == pytest.approx(before["laws"][law][name], 0.25)
    assert found.data["link"] == pytest.approx(before["link"], rel=1e-3)
    assert found.data["residuals"]["moe"] == before["residuals"]["moe"]
    text = as_yaml(found, 'my: rows, "1".csv', date(2026, 11, 21))
    again = yaml.safe_load(text)
    assert again.pop("fitted") == {"source": 'my: rows, "1".csv', "day": date(2026, 11, 21)}
    assert again == {part: found.data[part] for part in again}
    assert f"# {stated(again)} constants. Written by `atlas roofline calibrate`" in text
    assert calibration_from(again).left_out["gemm16"].low < 1


def test_the_constants_in_force_say_what_they_were_fitted_on():
    data = read_data()
    assert data["fitted"]["source"] == "kernels_dev.csv.gz"
    assert isinstance(data["fitted"]["day"], date)
    assert all(value_at(data, path) > 0 for path in parameters(data))
    shares = [p for p in parameters(data) if p[0] == "laws" and p[-1] in ("compute", "memory")]
    assert all(value_at(data, path) <= 1 for path in shares)


def test_residuals_are_in_order_and_wider_where_a_device_was_left_out():
    data = read_data()
    for part in ("residuals", "left_out"):
        assert all(low < middle < high for low, middle, high in data[part].values())
    wider = [
        law
        for law, (low, _, high) in data["left_out"].items()
        if high / low > data["residuals"][law][2] / data["residuals"][law][0]
    ]
    assert len(wider) >= 7
