"""Measured kernels, and what the cost model counts for them.

A row of a measurement file becomes the same cost that the engine gives the operator, so that the
constants of the law are fitted on, and scored with, the formulas that estimates use. The form of
the files is described in `benchmarks/data/README.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from roofline import operators as op
from roofline.measured_routing import routed
from roofline.operators import Cost
from roofline.systems import System, cached_speed, read_table
from roofline.timing import decode_steps, filling_work, prefill_steps, query_blocks, split_steps

Array = npt.NDArray[np.float64]
Texts = npt.NDArray[np.str_]
MICRO = 1e-6

COPIES = 6
"""Copies of the weights that the measuring program goes through in turn. [1]"""


class Arrays:
    """The namespace of formulas on NumPy arrays."""

    maximum = staticmethod(np.maximum)
    minimum = staticmethod(np.minimum)
    floor = staticmethod(np.floor)
    sqrt = staticmethod(np.sqrt)

    @staticmethod
    def where_greater(a: Any, b: Any, yes: Any, no: Any, /) -> Any:
        """`yes` where a > b, else `no`."""
        return np.where(np.greater(a, b), yes, no)


ARRAYS = Arrays()


@dataclass(frozen=True)
class Kernels:
    """Measured kernels of one class, with what the engine counts for them.

    Attributes:
        law: Class of the law (`gemm16`, `context8`, ..., `link`).
        gpu: GPU of each row.
        device: Id of our device; empty where we have none.
        framework: Software that ran it.
        shape: Name of the weight shape, head layout or group: rows of one shape stay together
            when rows are split for fitting and scoring.
        cost: Work and traffic. [FLOP, B]
        peak: Peak of the row's number format. [FLOP/s]
        bandwidth: Memory bandwidth, with what the cache adds on GDDR parts. [B/s]
        link: Link bandwidth. [B/s]
        serial: Serial length. [1]
        operands: Activations quantised on the fly. [1]
        blocks: Blocks of queries of prefill attention, rows of the operands of products. [1]
        filling: Work that filling and draining the tiles of products costs. [FLOP]
        cycle: Length of a clock cycle of the GPU over the reference's. [1]
        devices: Devices of a collective. [1]
        viewer: Time as LLM-Viewer estimates it, without cache or communication. [s]
        measured: Measured time. [s]
    """

    law: str
    gpu: Texts
    device: Texts
    framework: Texts
    shape: Texts
    cost: Cost
    peak: Array
    bandwidth: Array
    link: Array
    serial: Array
    operands: Array
    blocks: Array
    filling: Array
    cycle: Array
    devices: Array
    viewer: Array
    measured: Array

    def __len__(self) -> int:
        return len(self.measured)

    def rows(self, keep: npt.NDArray[np.bool_]) -> Kernels:
        """The rows that a mask keeps."""
        cost = Cost(*(np.broadcast_to(c, len(self))[keep] for c in self.cost))
        arrays = {name: getattr(self, name)[keep] for name in COLUMNS}
        return Kernels(law=self.law, cost=cost, **arrays)

    @property
    def compute_time(self) -> Array:
        """Work over peak. [s]"""
        return np.asarray(self.cost.flops / self.peak)

    @property
    def memory_time(self) -> Array:
        """Traffic over bandwidth. [s]"""
        return np.asarray(self.cost.bytes / self.bandwidth)

    @property
    def ideal(self) -> Array:
        """The bound. [s]"""
        sent = np.asarray(self.cost.communicated / self.link)
        return np.asarray(np.maximum(np.maximum(self.compute_time, self.memory_time), sent))


COLUMNS = tuple(f.name for f in fields(Kernels) if f.name not in ("law", "cost"))
"""Fields of `Kernels` that are one array each."""


def _column(table: Mapping[str, Sequence[str]], name: str, rows: Sequence[int]) -> Array:
    values = table[name]
    return np.array([float(values[i] or "nan") for i in rows])


FORMATS: Mapping[str, tuple[float, int]] = {
    "fp8": (1.0, 8),
    "fp8_block": (1.0, 8),
    "nvfp4": (0.5625, 4),
    "mxfp4": (0.53125, 16),
    "w4a16_mxfp4": (0.53125, 16),
    "w4a8_mxfp4_mxfp8": (0.53125, 8),
    "w4afp8": (0.53, 8),
    "int4_wo": (0.53, 16),
    "int8_wo": (1.0, 16),
}
"""Bytes per weight, scales included, and bits of the arithmetic; 16 bits where not named."""


def _bytes_of(dtype: str) -> float:
    return FORMATS.get(dtype, (2.0, 16))[0]


def _bits_of(dtype: str) -> int:
    return FORMATS.get(dtype, (2.0, 16))[1]


def _gemm(c: Mapping[str, Array], dtype: str, kv: str) -> tuple[Cost, Array, Array]:
    size = _bytes_of(dtype)
    entering = size if _bits_of(dtype) < 16 else 2.0
    cost = op.linear(
        c["m"], c["k"], c["n"], weight_bytes=size, activation_bytes=entering, output_bytes=2.0
    )
    return cost, np.asarray(split_steps(ARRAYS, c["k"])), c["m"] * c["k"]


def _context(c: Mapping[str, Array], dtype: str, kv: str) -> tuple[Cost, Array, Array]:
    b, q, length = c["batch_size"], c["q_len"], c["kv_len"]
    cost = op.fused_attention(
        b * q,
        b * q * (q + 1) / 2,
        b * length,
        heads=c["num_heads"],
        kv_heads=c["num_kv_heads"],
        head_dim=c["head_dim"],
        value_dim=c["head_dim"],
        activation_bytes=2.0,
        kv_bytes=2.0,
    )
    return cost, length, np.zeros_like(b)


def _generation(c: Mapping[str, Array], dtype: str, kv: str) -> tuple[Cost, Array, Array]:
    b, length = c["batch_size"], c["kv_len"]
    cost = op.fused_attention(
        b,
        b * length,
        b * length,
        heads=c["num_heads"],
        kv_heads=c["num_kv_heads"],
        head_dim=c["head_dim"],
        value_dim=c["head_dim"],
        activation_bytes=2.0,
        kv_bytes=_bytes_of(kv),
    )
    steps = decode_steps(ARRAYS, b * c["num_kv_heads"], length)
    return cost, np.asarray(steps), np.zeros_like(b)


def _experts(c: Mapping[str, Array], dtype: str, kv: str) -> tuple[Cost, Array, Array]:
    cost = op.routed_experts(
        c["rows"],
        c["hit"],
        hidden=c["hidden_size"],
        intermediate=c["expert_inter_size"] / c["moe_tp"],
        matrices=3.0,
        weight_bytes=_bytes_of(dtype),
        activation_bytes=2.0,
    )
    entering = c["num_tokens"] * c["top_k"] * c["hidden_size"]
    return cost, np.zeros_like(entering), entering


def _routed(columns: Mapping[str, Array], routing: Sequence[str]) -> dict[str, Array]:
    """Rows and experts of the measured device, where a table has layers of experts."""
    counts = (
        columns[name].astype(int) for name in ("num_tokens", "num_experts", "top_k", "moe_ep")
    )
    keys = zip(*(c.tolist() for c in counts), routing, strict=True)
    found = np.array([routed(*key) for key in keys]).reshape(-1, 2)
    return {"rows": found[:, 0], "hit": found[:, 1]}


def _all_reduce(c: Mapping[str, Array], dtype: str, kv: str) -> tuple[Cost, Array, Array]:
    sent = op.all_reduce(c["message_bytes"], c["num_gpus"])
    return Cost(communicated=sent), c["num_gpus"], np.zeros_like(sent)


_COUNTED = {
    "gemm": (_gemm, ("m", "n", "k"), ("n", "k")),
    "context_attention": (
        _context,
        ("batch_size", "q_len", "kv_len", "num_heads", "num_kv_heads", "head_dim"),
        ("num_heads", "num_kv_heads", "head_dim"),
    ),
    "generation_attention": (
        _generation,
        ("batch_size", "q_len", "kv_len", "num_heads", "num_kv_heads", "head_dim"),
        ("num_heads", "num_kv_heads", "head_dim"),
    ),
    "moe": (
        _experts,
        ("num_tokens", "hidden_size", "expert_inter_size", "num_experts", "top_k", "moe_tp",
         "moe_ep"),
        ("hidden_size", "expert_inter_size", "num_experts"),
    ),
    "allreduce": (_all_reduce, ("num_gpus", "message_bytes"), ("num_gpus",)),
}  # fmt: skip


def law_of(operator: str, dtype: str, kv: str) -> tuple[str, int]:
    """Class of the law and operand bits of a measured operator."""
    bits = _bits_of(dtype)
    if operator == "gemm":
        return f"gemm{bits}", bits
    if operator == "context_attention":
        return ("context8", 8) if bits == 8 else ("context16", 16)
    if operator == "generation_attention":
        return ("generation8" if kv == "fp8" else "generation16"), 16
    return ("moe", bits) if operator == "moe" else ("link", 16)


def read_kernels(path: Path, systems: Mapping[str, System]) -> list[Kernels]:
    """Measured kernels of a file, by class of the law and number format.

    Args:
        path: CSV file in the form of `benchmarks/data/README.md`.
        systems: GPUs by the name that the file uses.

    Raises:
        ValueError: An operator or a GPU is unknown.
    """
    table = read_table(path)
    groups: dict[tuple[str, str, str], list[int]] = {}
    keys = zip(table["op"], table["dtype"], table["kv_dtype"], strict=True)
    for i, key in enumerate(keys):
        groups.setdefault(key, []).append(i)
    for number, gpu in enumerate(table["gpu"], 2):
        if gpu not in systems:
            raise ValueError(f"{path}:{number}:1: gpu {gpu!r} is not among the systems")
    return [_kernels(path, table, key, rows, systems) for key, rows in sorted(groups.items())]


def _kernels(
    path: Path,
    table: Mapping[str, Sequence[str]],
    key: tuple[str, str, str],
    rows: Sequence[int],
    systems: Mapping[str, System],
) -> Kernels:
    operator, dtype, kv = key
    if operator not in _COUNTED:
        known = ", ".join(sorted(_COUNTED))
        raise ValueError(f"{path}:{rows[0] + 2}:1: operator {operator!r}; known are {known}")
    count, names, shape = _COUNTED[operator]
    columns = {name: _column(table, name, rows) for name in names}
    if operator == "moe":
        try:
            named = table.get("routing")
            columns |= _routed(columns, [named[i] if named else "" for i in rows])
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
    cost, serial, operands = count(columns, dtype, kv)
    law, bits = law_of(operator, dtype, kv)
    gpus = [table["gpu"][i] for i in rows]
    different, place = np.unique(gpus, return_inverse=True)
    owners = [systems[str(name)] for name in different]
    peak16 = np.array([s.peak(16) for s in owners])[place]
    if law.startswith("context"):
        serial = np.asarray(prefill_steps(serial, peak16))
    return Kernels(
        law=law,
        gpu=np.array(gpus),
        device=np.array([s.device for s in owners])[place],
        framework=np.array([table["framework"][i] for i in rows]),
        shape=np.array(["x".join(table[name][i] for name in shape) for i in rows]),
        cost=cost,
        peak=np.array([s.peak(bits) for s in owners])[place],
        bandwidth=_bandwidth(owners, place, cost),
        link=np.array([s.link for s in owners])[place],
        serial=serial,
        operands=operands if bits < 16 or law == "moe" else np.zeros_like(operands),
        blocks=_blocks(columns, len(rows)),
        filling=filling_work(cost.flops, columns["k"]) if "k" in columns else np.zeros(len(rows)),
        cycle=np.array([s.cycle for s in owners])[place],
        devices=columns.get("num_gpus", np.ones(len(rows))),
        viewer=_as_llm_viewer(owners, place, cost, bits, columns),
        measured=_column(table, "latency_us", rows) * MICRO,
    )


def _blocks(c: Mapping[str, Array], rows: int) -> Array:
    """Blocks of queries of attention, rows of the operands of products. [1]"""
    if "q_len" in c:
        return np.asarray(query_blocks(ARRAYS, c["batch_size"] * c["num_heads"], c["q_len"]))
    return c.get("m", np.zeros(rows))


def _bandwidth(known: Sequence[System], place: npt.NDArray[np.intp], cost: Cost) -> Array:
    """Bandwidth that each row sees. [B/s]"""
    working = np.broadcast_to(cost.bytes + (COPIES - 1) * cost.weights, len(place))
    seen = np.array([s.bandwidth for s in known])[place]
    for i, system in enumerate(known):
        rows = place == i
        seen[rows] *= cached_speed(system, working[rows])
    return seen


def _as_llm_viewer(
    known: Sequence[System],
    place: npt.NDArray[np.intp],
    cost: Cost,
    bits: int,
    columns: Mapping[str, Array],
) -> Array:
    """The roofline with LLM-Viewer's attention: no mask, and scores that go to memory. [s]

    Sources:
        yuan2024unveiled, 2.2 and its program: the whole square of scores is computed and moved.
    """
    peak = np.array([s.peak(bits) for s in known])[place]
    bandwidth = np.array([s.bandwidth for s in known])[place]
    flops, moved = cost.flops, cost.bytes
    if "kv_len" in columns:
        query = columns.get("q_len", np.ones(len(place)))
        scores = columns["batch_size"] * columns["num_heads"] * query * columns["kv_len"]
        flops = 4 * scores * columns["head_dim"]
        moved = moved + 2 * 2 * scores * 2
    return np.asarray(np.maximum(np.maximum(flops / peak, moved / bandwidth), 1e-12))
