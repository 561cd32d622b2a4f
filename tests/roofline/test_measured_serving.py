from pathlib import Path

import pytest

from roofline.measured_serving import FAMILIES, FORMATS, NEEDED, model_of, numerics_of, read_serving

DATA = Path(__file__).parents[2] / "benchmarks" / "data" / "e2e_dev.csv.gz"
ROW = {
    "config_id": "c1", "kind": "moe", "family": "gpt-oss-120b", "gpu": "b200_sxm",
    "precision": "fp4", "framework": "vllm", "gemm_weight_dtype": "bfloat16",
    "moe_weight_dtype": "mxfp4", "isl_tokens": "1024", "osl_tokens": "512",
    "concurrency_per_attention_rank": "8", "tp": "2", "pp": "1", "attention_dp": "2",
    "moe_ep": "4", "quality_flag": "", "ttft_ms": "50", "tpot_ms": "5",
}  # fmt: skip


def write(folder, *rows):
    path = folder / "points.csv"
    lines = [",".join(NEEDED), *(",".join(row[name] for name in NEEDED) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_row_becomes_a_deployment(tmp_path):
    (point,) = read_serving(write(tmp_path, ROW)).points
    d = point.deployment
    assert (d.model.id, d.device.id) == ("gpt-oss-120b", "nvidia-b200")
    assert (d.workload.batch, d.workload.prompt_tokens, d.workload.output_tokens) == (16, 1024, 512)
    assert (d.execution.tensor, d.execution.data, d.execution.expert) == (2, 2, 4)
    assert (point.tpot, point.ttft) == (0.005, 0.05)
    assert d.num_devices == 4


def test_formats_of_dense_weights_and_experts_differ():
    n = numerics_of(ROW)
    assert (n.weight_bits, n.expert_bits, n.expert_activation_bits, n.kv_bits) == (16, 4.25, 8, 8)
    on_hopper = numerics_of({**ROW, "gpu": "h100_sxm"})
    assert (on_hopper.expert_activation_bits, on_hopper.kv_bits) == (16, 16)
    both = numerics_of({**ROW, "gemm_weight_dtype": "nvfp4", "moe_weight_dtype": "nvfp4"})
    assert (both.weight_bits, both.expert_bits) == (4, 4.5)
    dense = numerics_of({**ROW, "gemm_weight_dtype": "fp8", "moe_weight_dtype": ""})
    assert (dense.weight_bits, dense.expert_bits) == (8, 0)


def test_a_dated_run_of_the_suite_has_prompts_and_outputs_shorter_than_named(tmp_path):
    path = tmp_path / "points.csv"
    row = {**ROW, "osl_tokens": "1024", "measured_on": "2026-03-25"}
    path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    (point,) = read_serving(path).points
    load = point.deployment.workload
    assert (load.prompt_tokens, load.output_tokens) == pytest.approx((921.6, 921.6))


def test_what_is_not_scored_is_counted(tmp_path):
    rows = [ROW, {**ROW, "quality_flag": "outlier"}, {**ROW, "family": "grok-7"},
            {**ROW, "gpu": "abacus"}, {**ROW, "moe_weight_dtype": "fp6"}]  # fmt: skip
    found = read_serving(write(tmp_path, *rows))
    assert (len(found.points), found.flagged) == (1, 1)
    expected = {"GPU abacus": 1, "format fp6": 1, "model family grok-7": 1}
    assert found.unsupported == expected


def test_a_file_without_a_column_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("family,gpu\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.csv:1:1: no column config_id, kind, "):
        read_serving(path)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_has_a_model(family):
    assert model_of(family) is not None


def test_all_development_rows_have_a_deployment():
    found = read_serving(DATA)
    # 235 GB of weights are said to be on one H200 of 141 GB
    impossible = {"devices that cannot hold the weights": 11}
    assert (len(found.points), found.flagged, found.unsupported) == (1117, 225, impossible)
    assert set(FORMATS) >= {"bfloat16", "fp8", "fp8_block", "nvfp4", "mxfp4", "int4_wo"}
