"""Rows of measurements become the costs that estimates use."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from roofline.fit import by_law
from roofline.measured import Kernels, law_of, read_kernels
from roofline.systems import System

COLUMNS = (
    "op", "gpu", "framework", "dtype", "kv_dtype", "m", "n", "k", "batch_size", "q_len", "kv_len",
    "num_heads", "num_kv_heads", "head_dim", "num_gpus", "message_bytes", "num_tokens",
    "hidden_size", "expert_inter_size", "num_experts", "top_k", "moe_tp", "moe_ep", "routing",
    "latency_us",
)  # fmt: skip
TOY = System({16: 1e14, 8: 2e14}, 1e12, 1e11)
ATTENTION = {"kv_dtype": "bfloat16", "num_heads": 8, "num_kv_heads": 2, "head_dim": 64}


def kernels(folder: Path, **row: Any) -> Kernels:
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, restval="")
        out.writeheader()
        out.writerow({"gpu": "toy", "framework": "vllm", "latency_us": 10, **row})
    (found,) = by_law(read_kernels(path, {"toy": TOY})).values()
    return found


def test_a_product_in_8_bits(tmp_path: Path):
    found = kernels(tmp_path, op="gemm", dtype="fp8", m=16, n=32, k=64)
    # 2 m n k; k n + m k bytes of operands, 2 bytes per result
    assert found.law == "gemm8"
    assert found.cost.flops[0] == 2 * 16 * 32 * 64
    assert found.cost.bytes[0] == 64 * 32 + 16 * 64 + 2 * 16 * 32
    assert (found.peak[0], found.serial[0], found.operands[0]) == (2e14, 8.0, 16 * 64)


def test_products_of_16_bits_quantise_nothing(tmp_path: Path):
    found = kernels(tmp_path, op="gemm", dtype="bfloat16", m=16, n=32, k=64)
    assert (found.law, found.operands[0]) == ("gemm16", 0)


def test_prefill_attention_is_causal_and_serial_over_the_prompt(tmp_path: Path):
    row = {"op": "context_attention", "dtype": "bfloat16", "batch_size": 2, "q_len": 10}
    found = kernels(tmp_path, **row, kv_len=10, **ATTENTION)
    # 4 d per head and pair, 55 pairs per request
    assert found.cost.flops[0] == 4 * 64 * 8 * 2 * 55
    # ten tokens at a tenth of the reference peak
    assert found.serial[0] == pytest.approx(100)
    # less than 128 queries are one block for each request and head
    assert found.blocks[0] == 2 * 8


def test_decode_attention_reads_the_cache_in_its_own_format(tmp_path: Path):
    row = {**ATTENTION, "kv_dtype": "fp8", "batch_size": 2, "q_len": 1, "kv_len": 100}
    found = kernels(tmp_path, op="generation_attention", dtype="bfloat16", **row)
    assert found.law == "generation8"
    assert found.cost.kv_read[0] == 2 * 100 * 2 * 128
    assert found.serial[0] == pytest.approx(math.sqrt((2 * 2) ** 2 + 8 * 100))
    # LLM-Viewer moves the scores as well: 2 x 8 x 100, twice written and read in 2 bytes
    assert found.viewer[0] == pytest.approx((found.cost.bytes[0] + 1600 * 8) / 1e12)


def test_experts_sort_every_row_of_the_group(tmp_path: Path):
    sizes = {"hidden_size": 64, "expert_inter_size": 32, "num_experts": 8, "top_k": 2}
    found = kernels(tmp_path, op="moe", dtype="bfloat16", num_tokens=4, **sizes, moe_tp=2, moe_ep=4)
    assert found.cost.flops[0] == 2 * (4 * 2 / 4) * 3 * 64 * 16
    assert (found.operands[0], found.serial[0]) == (4 * 2 * 64, 0)


def test_the_routing_of_a_row_tells_which_experts_it_read(tmp_path: Path):
    sizes = {"hidden_size": 64, "expert_inter_size": 32, "num_experts": 8, "top_k": 2}
    row = {"op": "moe", "dtype": "bfloat16", "num_tokens": 4, **sizes, "moe_tp": 1, "moe_ep": 1}
    alone = 3 * 64 * 32 * 2
    even = kernels(tmp_path, **row, routing="balanced")
    assert even.cost.weights[0] == 8 * alone
    own = kernels(tmp_path, **row)  # 8 (1 - (3/4)^4) experts
    assert own.cost.weights[0] == pytest.approx(8 * (1 - 0.75**4) * alone)
    with pytest.raises(ValueError, match=r"rows\.csv: routing 'odd' is unknown; write 'balanced'"):
        kernels(tmp_path, **row, routing="odd")


def test_an_all_reduce_sends_around_the_ring(tmp_path: Path):
    found = kernels(tmp_path, op="allreduce", dtype="bfloat16", num_gpus=4, message_bytes=1000)
    assert found.cost.communicated[0] == 1500
    assert found.ideal[0] == pytest.approx(1500 / 1e11)


@pytest.mark.parametrize(
    ("operator", "dtype", "kv", "expected"),
    [
        ("gemm", "fp8_block", "", ("gemm8", 8)),
        ("gemm", "nvfp4", "", ("gemm4", 4)),
        ("gemm", "int4_wo", "", ("gemm16", 16)),
        ("context_attention", "fp8", "fp8", ("context8", 8)),
        ("context_attention", "bfloat16", "fp8", ("context16", 16)),
        ("generation_attention", "bfloat16", "fp8", ("generation8", 16)),
        ("moe", "nvfp4", "", ("moe", 4)),
        ("allreduce", "float16", "", ("link", 16)),
    ],
)
def test_formats_lead_to_classes(operator: str, dtype: str, kv: str, expected: tuple[str, int]):
    assert law_of(operator, dtype, kv) == expected


def test_an_unknown_operator_names_the_known_ones(tmp_path: Path):
    with pytest.raises(ValueError, match="operator 'fft'; known are allreduce, context_attention"):
        kernels(tmp_path, op="fft", dtype="bfloat16")


def test_an_unknown_gpu_is_named_with_its_line(tmp_path: Path):
    with pytest.raises(ValueError, match=r"rows\.csv:2:1: gpu 'other' is not among the systems"):
        kernels(tmp_path, op="gemm", dtype="fp8", gpu="other", m=1, n=1, k=1)


def test_rows_keep_what_a_mask_keeps(tmp_path: Path):
    found = kernels(tmp_path, op="gemm", dtype="fp8", m=16, n=32, k=64)
    assert len(found.rows(np.array([False]))) == 0
