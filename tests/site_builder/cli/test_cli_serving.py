import json
from pathlib import Path

import pytest

from roofline import Deployment, Execution, Numerics, Workload, load_devices, load_models
from roofline.calibrated import load_calibration
from roofline.frameworks import load_frameworks
from roofline.serving import serve
from site_builder.cli import run

HERE = ["--model", "qwen3-32b", "--device", "nvidia-h200", "--concurrency", "64", "--output", "512"]
EIGHT = ["--weight-bits", "8", "--activation-bits", "8", "--kv-bits", "8", "--tensor", "2"]
DATA = Path(__file__).parents[3] / "benchmarks" / "data"


@pytest.fixture
def serving(capsys):
    def asked(*arguments):
        status = run(["roofline", "serving", *arguments])
        return status, *capsys.readouterr()

    return asked


def test_json_holds_what_the_engine_computes(serving):
    status, out, err = serving(*HERE, *EIGHT, "--framework", "trtllm", "--json")
    assert (status, err) == (0, "")
    d = Deployment(
        load_models()["qwen3-32b"],
        load_devices()["nvidia-h200"],
        Workload(64, 1024, 512),
        Numerics(weight_bits=8, activation_bits=8, kv_bits=8, floating=1),
        Execution(tensor=2),
    )
    e = serve(d, load_calibration(), load_frameworks(), "trtllm")
    data = json.loads(out)
    assert data["tpot"]["expected"] == e.tpot.expected
    assert data["ttft"]["expected"] == e.ttft
    assert (data["framework"], data["devices"], data["tpot_by_routing"]) == ("trtllm", 2, None)


def test_a_time_to_first_token_is_given_for_a_named_framework_only(serving):
    _, plain, _ = serving(*HERE)
    assert "no time to first token without --framework" in plain
    assert "\nttft" not in plain
    _, named, _ = serving(*HERE, "--framework", "vllm")
    assert "\nttft" in named
    assert "serving estimate with constants of vLLM" in named


def test_experts_are_bracketed(serving):
    options = ("--model", "gpt-oss-120b", "--device", "nvidia-b200", "--concurrency", "16")
    _, out, _ = serving(*options, "--expert-bits", "4.25")
    assert "ms if all tokens chose the same experts" in out


def test_a_wrong_effect_is_one_line(serving):
    status, out, err = serving(*HERE, "--effect", "speculate")
    assert (status, out) == (2, "")
    assert err.startswith("atlas: speculate needs draft_tokens")


def test_a_file_of_serving_points_refits_frameworks(capsys, tmp_path):
    written = tmp_path / "serving.yaml"
    file = str(DATA / "e2e_dev.csv.gz")
    assert run(["roofline", "calibrate", file, "-o", str(written)]) == 0
    shown = capsys.readouterr().out
    assert "tpot before" in shown
    found, shipped = load_frameworks(written), load_frameworks()
    assert found.source == shipped.source
    assert set(found.frameworks) == set(shipped.frameworks)
