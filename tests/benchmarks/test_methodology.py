import json

import numpy as np

from benchmarks.methodology import TARGET, kernel_constants, panel, rounded, sampled
from roofline.frameworks import load_frameworks

DATA = json.loads(TARGET.read_text(encoding="utf-8"))


def test_points_are_spread_over_what_was_measured():
    measured = np.arange(1.0, 1001.0)
    points = sampled(measured, 2 * measured, measured / 2)
    assert len(points) == 40
    assert points[0] == [1.0, 2.0, 0.5]
    assert points[-1] == [1000.0, 2000.0, 500.0]


def test_a_panel_says_its_median_error():
    one = panel("X", np.array([1.0, 2.0, 4.0]), np.array([1.1, 2.4, 4.0]), np.ones(3))
    assert (one["rows"], one["median"]) == (3, 0.1)


def test_data_is_written_to_four_digits():
    assert rounded({"a": [1 / 3, {"b": 12345.6}], "c": None}) == {
        "a": [0.3333, {"b": 12350.0}],
        "c": None,
    }


def test_constants_are_counted():
    assert DATA["constants"] == {
        "kernels": kernel_constants(),
        "serving": load_frameworks().constants,
    }


def test_every_figure_has_panels_with_points():
    ids = [figure["id"] for figure in DATA["figures"]]
    assert ids[:4] == ["tpot-dense", "tpot-moe", "ttft-dense", "ttft-moe"]
    assert {"gemm16", "context16", "generation16", "moe", "link"} <= set(ids)
    for figure in DATA["figures"]:
        assert figure["panels"]
        assert all(p["points"] and p["rows"] >= len(p["points"]) for p in figure["panels"])
