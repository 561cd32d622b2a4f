import json

import numpy as np
import pytest

from benchmarks.accuracy_kernels import EXCHANGED, WIDE, WIDER, WITH_HBM
from benchmarks.methodology import TARGET, kernel_constants, panel, rounded, sampled
from roofline.frameworks import load_frameworks

DATA = json.loads(TARGET.read_text(encoding="utf-8"))
PAGE = (TARGET.parents[2] / "docs" / "methodology.md").read_text(encoding="utf-8")
ROWS = {
    "products, 16 bits": ("gemm16", "expected"),
    "the same, as wide as layers": ("gemm16", "expected"),
    "products, 16 bits, on a device left out": ("gemm16", "left out"),
    "products, 8 bits": ("gemm8", "expected"),
    "products, 8 bits, as wide as layers": ("gemm8", "expected"),
    "prefill attention, 16 bits": ("context16", "expected"),
    "prefill attention, 8 bits": ("context8", "expected"),
    "decode attention, 16-bit cache": ("generation16", "expected"),
    "decode attention, 8-bit cache": ("generation8", "expected"),
    "decode attention, 16-bit cache, on a device left out": ("generation16", "left out"),
    "all-reduce between peers": ("link", "expected"),
    "layer of experts": ("moe", "expected"),
    "time per token, dense, no fit": ("tpot dense", "no fit"),
    "time per token, dense, named framework": ("tpot dense", "held out by configuration"),
    "time per token, experts, no fit": ("tpot moe", "no fit"),
    "time per token, experts, named framework": ("tpot moe", "held out by configuration"),
    "time to first token, dense": ("ttft dense", "held out by configuration"),
    "time to first token, experts": ("ttft moe", "held out by configuration"),
}
"""Rows of the page's table of aims, and the scores that they show."""


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


def reached(name: str) -> str:
    """What the table of aims says was reached: over all rows, and per device."""
    suffix = f", {WIDER}" if name.endswith("as wide as layers") else ""
    found = {
        score["group"].removesuffix(suffix): f"{100 * score['median']:.1f}"
        for part in ("kernels", "serving")
        for score in DATA[part]["scores"]
        if (score["quantity"], score["method"]) == ROWS[name] and score["group"].endswith(suffix)
    }
    parts = {"A100": "a100_sxm", "H100": "h100_sxm", "L40S": "l40s"}
    if ROWS[name][0] == "link":  # the law describes links between peers, which L40S has not
        del found["l40s"], found["all"]
    told = [f"{short} {found[gpu]}" for short, gpu in parts.items() if gpu in found]
    overall = found.get("all") or found.get(WITH_HBM)
    return ": ".join(filter(None, (overall, ", ".join(told))))


def exchanged(name: str) -> str:
    """What the table says of the other half of the shapes; nothing where there is no such score."""
    quantity, method = ROWS[name]
    group = f"all, {WIDER}" if name.endswith("as wide as layers") else "all"
    return next(
        (
            f"{100 * score['median']:.1f}"
            for score in DATA["kernels"]["scores"]
            if (score["quantity"], score["group"], score["method"]) == (quantity, group, EXCHANGED)
            and method == "expected"
        ),
        "",
    )


@pytest.mark.parametrize("name", ROWS)
def test_the_table_of_aims_shows_the_committed_scores(name: str):
    shown = next(line for line in PAGE.splitlines() if line.startswith(f"| {name} |"))
    cells = [cell.strip() for cell in shown.split("|")]
    assert cells[3:5] == [reached(name), exchanged(name)]


def test_the_page_tells_the_median_over_runs_of_decode_attention():
    over = {note.split(":")[0]: note.split()[-1] for note in DATA["kernels"]["notes"]}
    shown = [over[f"generation{bits}"].replace("%", " %") for bits in (16, 8)]
    assert f"that is {shown[0]} over a 16-bit cache and {shown[1]} over an 8-bit one" in PAGE
    assert f"inner and outer dimension from {WIDE}" in PAGE


@pytest.mark.parametrize("quantity", ["time per token", "time to first token"])
@pytest.mark.parametrize("kind", ["dense", "experts"])
def test_the_table_beside_another_tool_shows_the_committed_scores(quantity: str, kind: str):
    table = PAGE.split("## Beside a tool that interpolates")[1]
    shown = next(line for line in table.splitlines() if line.startswith(f"| {quantity}, {kind} |"))
    names = [f"{quantity}, {kind}, no fit", f"{quantity}, {kind}, named framework"]
    if quantity == "time to first token":
        names = ["", f"{quantity}, {kind}"]
    cells = [cell.strip() for cell in shown.split("|")]
    assert cells[3:5] == [reached(name) if name else "" for name in names]


def test_the_page_tells_how_ranks_agree():
    (found,) = (
        score["spearman"]
        for score in DATA["serving"]["scores"]
        if (score["quantity"], score["group"], score["method"]) == ("tpot dense", "all", "no fit")
    )
    assert f"Ranks of dense times per token agree to {found:.3f}, the aim." in PAGE


def test_the_page_tells_how_dense_models_of_4_bits_are_served():
    (found,) = (
        score["median"]
        for score in DATA["serving"]["scores"]
        if (score["quantity"], score["method"]) == ("tpot dense", "no fit")
        and score["group"] == "precision fp4"
    )
    told = f"Dense models in 4 bits on B200 are served as expected to {100 * found:.1f} %."
    assert told in " ".join(PAGE.split())


def test_the_page_says_how_many_constants_there_are():
    count = sum(DATA["constants"].values())
    assert f"All constants together are {count}; the aim was fewer than 60." in PAGE
    assert count < 60


def test_every_figure_has_panels_with_points():
    ids = [figure["id"] for figure in DATA["figures"]]
    assert ids[:4] == ["tpot-dense", "tpot-moe", "ttft-dense", "ttft-moe"]
    assert {"gemm16", "context16", "generation16", "moe", "link"} <= set(ids)
    for figure in DATA["figures"]:
        assert figure["panels"]
        assert all(p["points"] and p["rows"] >= len(p["points"]) for p in figure["panels"])
