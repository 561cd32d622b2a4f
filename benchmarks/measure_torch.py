"""Times kernels of a GPU in PyTorch and writes rows to calibrate with.

    python benchmarks/measure_torch.py --gpu my_gpu -o rows.csv
    atlas roofline calibrate rows.csv --systems systems.csv

Products, fused attention of both phases, and a decode step of a small model with random weights.
The rows have the form of `benchmarks/data/README.md`; a GPU that our devices do not have needs a
row in `systems.csv`. The decode step is printed, not written: it is no kernel. PyTorch is not among
the dependencies.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

COLUMNS = (
    "op", "gpu", "framework", "framework_version", "kernel_source", "dtype", "kv_dtype",
    "m", "n", "k", "batch_size", "q_len", "kv_len", "num_heads", "num_kv_heads", "head_dim",
    "num_gpus", "message_bytes", "num_tokens", "hidden_size", "expert_inter_size", "num_experts",
    "top_k", "moe_tp", "moe_ep", "routing", "latency_us",
)  # fmt: skip
"""Columns of a file of kernels, in order."""

PRODUCTS = tuple(
    (m, n, k)
    for m in (1, 8, 64, 256, 1024, 4096)
    for n, k in ((4096, 4096), (6144, 4096), (4096, 14336), (28672, 4096), (1024, 8192))
)
"""Tokens, columns and inner dimensions timed: layers of models of 8 and 70 billion weights."""

PREFILLS = tuple((b, q) for b in (1, 4, 16) for q in (128, 1024, 4096))
DECODES = tuple((b, length) for b in (1, 16, 128) for length in (256, 2048, 8192))
HEADS = ((32, 8, 128), (8, 1, 128))
"""Query heads, key-value heads and width of a head."""

MEMORY = 4e9
"""Most bytes that a timed cache may take. [B]"""

MISSING = "PyTorch with a GPU is needed to measure: see https://pytorch.org/get-started"

Row = Mapping[str, Any]
Timer = Callable[[Callable[[], Any]], float]


def product_row(m: int, n: int, k: int, latency_us: float) -> Row:
    """A product of m x k by k x n."""
    return {"op": "gemm", "dtype": "bfloat16", "m": m, "n": n, "k": k, "latency_us": latency_us}


def attention_row(
    batch: int, new: int, length: int, heads: tuple[int, int, int], latency_us: float
) -> Row:
    """Attention of `new` tokens over `length`: prefill where they are the same, else decode."""
    query, kv, width = heads
    return {
        "op": "context_attention" if new == length else "generation_attention",
        "dtype": "bfloat16",
        "kv_dtype": "bfloat16",
        "batch_size": batch,
        "q_len": new,
        "kv_len": length,
        "num_heads": query,
        "num_kv_heads": kv,
        "head_dim": width,
        "latency_us": latency_us,
    }


def write_rows(file: TextIO, rows: Iterable[Row], origin: Row) -> int:
    """Write rows in the data's form; empty where a column does not apply.

    Args:
        file: Where to.
        rows: Measured kernels.
        origin: Columns that are the same in all: GPU, framework and its version.

    Returns:
        How many were written.
    """
    out = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
    out.writeheader()
    count = 0
    for row in rows:
        out.writerow({**origin, **row, "latency_us": f"{row['latency_us']:.4g}"})
        count += 1
    return count


def timer(torch: Any, launches: int = 20) -> Timer:
    """Mean device time of repeated launches, after as many to warm up. [us]"""

    def timed(run: Callable[[], Any]) -> float:
        for _ in range(launches):
            run()
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        for _ in range(launches):
            run()
        end.record()
        torch.cuda.synchronize()
        return float(start.elapsed_time(end)) * 1e3 / launches

    return timed


def measured_products(torch: Any, timed: Timer) -> Iterator[Row]:
    """Products in bfloat16; weights are used in turn, so that they do not stay in the cache."""
    for m, n, k in PRODUCTS:
        x = torch.randn(m, k, device="cuda", dtype=torch.bfloat16)
        weights = [torch.randn(n, k, device="cuda", dtype=torch.bfloat16) for _ in range(6)]
        turn = iter(range(10**9))
        yield product_row(m, n, k, timed(_product(torch, x, weights, turn)))


def _product(torch: Any, x: Any, weights: Sequence[Any], turn: Iterator[int]) -> Callable[[], Any]:
    return lambda: torch.nn.functional.linear(x, weights[next(turn) % len(weights)])


def measured_attention(torch: Any, timed: Timer) -> Iterator[Row]:
    """Fused attention of both phases in bfloat16."""
    shapes = [(b, q, q) for b, q in PREFILLS] + [(b, 1, length) for b, length in DECODES]
    for heads in HEADS:
        for batch, new, length in shapes:
            if 4.0 * batch * length * heads[1] * heads[2] > MEMORY:
                continue
            run = _attention(torch, batch, new, length, heads)
            yield attention_row(batch, new, length, heads, timed(run))


def _attention(
    torch: Any, batch: int, new: int, length: int, heads: tuple[int, int, int]
) -> Callable[[], Any]:
    query, kv, width = heads

    def made(count: int, tokens: int) -> Any:
        return torch.randn(batch, count, tokens, width, device="cuda", dtype=torch.bfloat16)

    q, k, v = made(query, new), made(kv, length), made(kv, length)
    attend = torch.nn.functional.scaled_dot_product_attention
    return lambda: attend(q, k, v, is_causal=new == length, enable_gqa=True)


def decode_step(torch: Any, timed: Timer, batch: int = 8, length: int = 2048) -> float:
    """A decode step of 8 layers of a model of 8 billion weights, random ones. [us]"""
    hidden, inner, heads = 4096, 14336, HEADS[0]
    shapes = ((6144, hidden), (hidden, hidden), (2 * inner, hidden), (hidden, inner))
    layers = [
        [torch.randn(n, k, device="cuda", dtype=torch.bfloat16) * 0.01 for n, k in shapes]
        for _ in range(8)
    ]
    attend = _attention(torch, batch, 1, length, heads)
    linear, silu = torch.nn.functional.linear, torch.nn.functional.silu

    def step() -> Any:
        x = torch.ones(batch, hidden, device="cuda", dtype=torch.bfloat16)
        for qkv, out, up, down in layers:
            linear(x, qkv)
            x = x + linear(attend().reshape(batch, hidden), out)
            gate, value = linear(x, up).chunk(2, dim=-1)
            x = x + linear(silu(gate) * value, down)
        return x

    return timed(step)


def find_torch() -> Any | None:
    """PyTorch, if it is here and sees a GPU."""
    try:
        import torch
    except ImportError:
        return None
    return torch if torch.cuda.is_available() else None


def main(given: Sequence[str] | None = None) -> int:
    """Measure and write; 2 where there is nothing to measure with."""
    parser = argparse.ArgumentParser(description="Time kernels of this machine's GPU.")
    parser.add_argument("--gpu", required=True, help="its name in systems.csv, or a device's id")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file for the rows")
    chosen = parser.parse_args(given)
    torch = find_torch()
    if torch is None:
        print(MISSING, file=sys.stderr)
        return 2
    timed = timer(torch)
    origin = {"gpu": chosen.gpu, "framework": "torch", "framework_version": torch.__version__}
    with chosen.output.open("w", encoding="utf-8", newline="") as file:
        rows = (r for part in (measured_products, measured_attention) for r in part(torch, timed))
        count = write_rows(file, rows, origin)
    step = decode_step(torch, timed)
    print(f"wrote {count} rows to {chosen.output}; decode step of 8 layers: {step:.1f} us")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
