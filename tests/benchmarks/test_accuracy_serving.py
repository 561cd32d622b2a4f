import json

import pytest

from benchmarks.accuracy_serving import (
    DEVELOPMENT,
    development,
    lines,
    no_fit,
    report,
    shipped,
)
from benchmarks.methodology import TARGET
from roofline.frameworks import load_frameworks
from roofline.systems import read_table

STALE = "refit and rewrite: atlas roofline calibrate, then python -m benchmarks.methodology"


@pytest.fixture(scope="module")
def scores():
    known = load_frameworks()
    said = [no_fit(development(), known), *shipped(development(), known)]
    return {(x.quantity, x.group, x.method): x.score for x in lines(development(), said)}


def test_committed_scores_are_those_computed_now(scores):
    committed = json.loads(TARGET.read_text(encoding="utf-8"))["serving"]["scores"]
    checked = 0
    for one in committed:
        now = scores.get((one["quantity"], one["group"], one["method"]))
        if now:
            assert now.median == pytest.approx(one["median"], rel=2e-3), STALE
            assert now.rows == one["rows"]
            checked += 1
    assert checked == len(scores)


def test_bands_hold_what_they_say(scores):
    for quantity in ("tpot dense", "tpot moe"):
        assert 0.7 < scores[quantity, "all", "no fit"].coverage < 0.9
        assert 0.7 < scores[quantity, "all", "framework"].coverage < 0.9


def test_estimates_stay_as_near_as_they_are(scores):
    assert scores["tpot dense", "all", "no fit"].median < 0.06
    assert scores["tpot moe", "all", "no fit"].median < 0.145
    assert scores["ttft dense", "all", "framework"].median < 0.22
    assert scores["ttft moe", "all", "framework"].median < 0.195


def test_a_small_file_is_scored_and_says_what_it_leaves_out(tmp_path):
    table = read_table(DEVELOPMENT)
    rows = list(zip(*table.values(), strict=True))[::40]
    families = [*table].index("family")
    strange = list(rows[0])
    strange[families] = "nobody-1b"
    flags = [*table].index("quality_flag")
    strange[flags] = ""
    text = "\n".join(",".join(row) for row in [[*table], *rows, strange]) + "\n"
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    found = report(path)
    assert found.title == "Serving: points.csv"
    assert "unsupported, left out: model family nobody-1b (1 rows)" in found.notes
    methods = {line.method for line in found.lines}
    assert {"no fit", "framework", "roofline", "llm-viewer-like", "held out by device"} <= methods


def test_a_file_without_rows_to_score(tmp_path):
    path = tmp_path / "none.csv"
    path.write_text(",".join(read_table(DEVELOPMENT)) + "\n", encoding="utf-8")
    assert report(path).notes == ["no row can be scored"]


def test_a_point_below_its_bound_is_rare():
    # five of 512 clients that cannot all have run, and one whose source leaves its clients open
    below = development().many.tpot_ideal > development().tpot
    assert below.sum() == 6
