import csv
import io
import json
from dataclasses import replace

import pytest

from roofline import Deployment, Execution, Workload, estimate, load_devices, load_models
from roofline.calibrated import load_calibration
from site_builder.cli import run

HERE = ["--model", "llama-3-8b", "--device", "nvidia-h100-sxm"]


@pytest.fixture
def roofline(capsys):
    def asked(*arguments):
        status = run(["roofline", *arguments])
        return status, *capsys.readouterr()

    return asked


def computed(batch=8):
    d = Deployment(
        load_models()["llama-3-8b"],
        load_devices()["nvidia-h100-sxm"],
        Workload(batch, 1024, 256),
    )
    return estimate(d, load_calibration())


def test_json_holds_what_the_engine_computes(roofline):
    status, out, err = roofline("estimate", *HERE, "--batch", "8", "--json")
    assert (status, err) == (0, "")
    data = json.loads(out)["estimate"]
    assert data["tpot"]["ideal"] == computed().tpot.ideal
    assert data["tpot"]["expected"] == computed().tpot.expected
    assert data["max_batch"] == computed().max_batch


def test_four_bit_weights_speed_up_decode_by_what_they_save(roofline):
    _, out, _ = roofline("estimate", *HERE, "--effect", "quantize:weight_bits=4", "--json")
    data = json.loads(out)
    # linear weights shrink four times, embedding, head and cache stay: between 2 and 4 times
    assert 2 < data["before"]["tpot"]["ideal"] / data["after"]["tpot"]["ideal"] < 4


def test_degrees_are_those_of_the_execution(roofline):
    options = ("--batch", "8", "--sequence", "2", "--data", "2", "--json")
    _, out, _ = roofline("estimate", *HERE, *options)
    d = replace(computed().deployment, execution=Execution(sequence=2, data=2))
    assert json.loads(out)["estimate"]["tpot"]["ideal"] == estimate(d).tpot.ideal


def test_the_table_says_what_binds_and_whether_it_fits(roofline):
    _, out, _ = roofline("estimate", *HERE)
    assert "prefill is bound by compute, decode by memory" in out
    assert "fits; largest batch" in out


def test_breakdown_adds_up_to_the_phase(roofline):
    _, out, _ = roofline("breakdown", *HERE, "--batch", "8", "--phase", "prefill", "--json")
    total = sum(row["count"] * row["bound_us"] for row in json.loads(out)) / 1e6
    assert total == pytest.approx(computed().prefill.ideal_time)


def test_compare_splits_each_device_by_what_bounds_it(roofline):
    _, out, _ = roofline("compare", "nvidia-a100-80gb", *HERE, "--tensor", "4", "--json")
    rows = json.loads(out)
    assert [row["device"] for row in rows] == ["nvidia-h100-sxm", "nvidia-a100-80gb"]
    for row in rows:
        assert sum(row["split"]["decode"].values()) == pytest.approx(row["decode_pass"])
        assert row["split"]["decode"]["communication"] > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--effect", "quantise:weight_bits=4"], "did you mean 'quantize'?"),
        (["--effect", "quantize:weight_bit=4"], "quantize has no parameter 'weight_bit'"),
        (["--effect", "quantize:weight_bits"], "is not NAME=VALUE"),
        (["--effect", "evict-kv:share_kept=2"], "evict-kv: share_kept"),
        (
            ["--effect", "quantize:weight_bits=4", "--effect", "quantize:weight_bits=8"],
            "sets weight_bits to 8, but it is 4 already",
        ),
    ],
)
def test_a_wrong_effect_is_one_line(roofline, arguments, message):
    status, out, err = roofline("estimate", *HERE, *arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_an_unknown_model_names_the_nearest(roofline):
    status, _, err = roofline("estimate", "--model", "llama-3-8", "--device", "nvidia-t4")
    assert status == 2
    assert "llama-3-8b" in err


def test_a_sweep_has_a_row_per_combination_equal_to_single_estimates(roofline):
    grid = ["--batch", "1,8", "--prompt", "512:1024:512", "--kv-bits", "16,8"]
    status, out, _ = roofline("sweep", *HERE, *grid)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (status, len(rows)) == (0, 8)
    row = next(
        r
        for r in rows
        if (r["batch"], r["prompt_tokens"], r["kv_bits"]) == ("8.0", "1024.0", "16.0")
    )
    assert float(row["tpot_ideal"]) == computed().tpot.ideal
    assert float(row["tpot_expected"]) == computed().tpot.expected


def test_a_sweep_keeps_what_an_effect_set(roofline):
    _, out, _ = roofline("sweep", *HERE, "--effect", "none", "--effect", "quantize:kv_bits=4")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["kv_bits"] for row in rows] == ["16.0", "4.0"]
    assert float(rows[1]["memory"]) < float(rows[0]["memory"])


def test_a_sweep_file_is_whole_or_absent(roofline, tmp_path):
    target = tmp_path / "sweep.csv"
    status, out, _ = roofline("sweep", *HERE, "--batch", "1:3:1", "-o", str(target))
    assert (status, out) == (0, "")
    assert len(target.read_text().splitlines()) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["sweep.csv"]


@pytest.mark.parametrize("text", ["1,x", "5:1:-1", "0", "", "1:9:0"])
def test_a_wrong_grid_is_refused(roofline, text):
    status, _, err = roofline("sweep", *HERE, "--batch", text)
    assert status == 2
    assert err.count("\n") == 1


def test_offload_reports_shares_that_add_up(roofline):
    status, out, _ = roofline("offload", "--model", "opt-30b", "--device", "nvidia-t4", "--json")
    shares = json.loads(out)["shares"]
    assert status == 0
    for tensor in ("weights", "kv_cache", "activations"):
        assert sum(shares[tensor].values()) == pytest.approx(1)


def test_offload_says_when_nothing_fits(roofline):
    small = ["--host-memory", "1", "--disk", "1"]
    status, _, err = roofline("offload", "--model", "opt-175b", "--device", "nvidia-t4", *small)
    assert status != 0
    assert "fits neither device, host nor disk" in err
