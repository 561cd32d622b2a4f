"""Tables of accuracy."""

from __future__ import annotations

from benchmarks.scores import Line, Report, Score, as_data, as_text

NAN = float("nan")
REPORT = Report(
    "Kernels: toy.csv",
    [
        Line("gemm16", "all", "expected", Score(1200, 0.061, 0.1, 0.2, -0.005, 0.99, 0.8)),
        Line("gemm16", "all", "roofline", Score(1200, 0.38, 0.4, 0.6, -0.38, NAN)),
    ],
    ["Split by shape."],
)


def test_a_table_for_people():
    assert as_text(REPORT).splitlines() == [
        "Kernels: toy.csv",
        "quantity  group  method     rows  median %  mean %  p90 %  bias %  Spearman  in band %",
        "gemm16    all    expected  1,200       6.1    10.0   20.0    -0.5     0.990       80.0",
        "gemm16    all    roofline  1,200      38.0    40.0   60.0   -38.0         -          -",
        "* Split by shape.",
    ]


def test_data_has_null_for_what_is_not_defined():
    found = as_data(REPORT)
    assert found["scores"][1]["spearman"] is None
    assert found["scores"][0] == {
        "quantity": "gemm16",
        "group": "all",
        "method": "expected",
        "rows": 1200,
        "median": 0.061,
        "mean": 0.1,
        "p90": 0.2,
        "bias": -0.005,
        "spearman": 0.99,
        "coverage": 0.8,
    }
