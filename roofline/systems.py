"""GPUs that kernels were measured on, by the names that files of measurements use."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from roofline.calibrated import load_calibration, pace
from roofline.catalog import load_devices
from roofline.device import Device

Array = npt.NDArray[np.float64]

GDDR = frozenset({"l40s", "rtx_pro_6000_server", "l4"})
"""GPUs with GDDR memory behind a large cache, whose rows partly run from the cache."""


@dataclass(frozen=True)
class System:
    """Peaks, bandwidth, link and last cache of a measured GPU. [FLOP/s, B/s, B]

    Attributes:
        peaks: Dense peak by operand bits. [FLOP/s]
        bandwidth: Of the memory. [B/s]
        link: To its neighbours, one direction. [B/s]
        cache: Size of the cache, where it counts; 0 elsewhere. [B]
        device: Id of our device; empty where we have none.
        cycle: Length of a clock cycle over the reference's. [1]
    """

    peaks: Mapping[int, float]
    bandwidth: float
    link: float
    cache: float = 0.0
    device: str = ""
    cycle: float = 1.0

    def peak(self, bits: int) -> float:
        """Dense peak for operands of so many bits, or of the next wider format it has. [FLOP/s]"""
        return next(self.peaks[b] for b in (bits, 8, 16) if b in self.peaks and b >= bits)


def read_table(path: Path) -> dict[str, list[str]]:
    """Columns of a CSV file, plain or gzipped, as text.

    Raises:
        ValueError: The file is empty or has rows of unequal length.
    """
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    reader = csv.reader(io.StringIO(text.decode("utf-8")))
    head = next(reader, None)
    if not head:
        raise ValueError(f"{path}:1:1: no columns; the file is empty")
    rows = list(reader)
    for number, row in enumerate(rows, 2):
        if len(row) != len(head):
            raise ValueError(f"{path}:{number}:1: {len(row)} values for {len(head)} columns")
    return {name: [row[i] for row in rows] for i, name in enumerate(head)}


def read_systems(path: Path) -> dict[str, System]:
    """GPUs by name: those of a `systems.csv`, and our devices under their ids and aliases."""
    table, known = read_table(path), catalogue()
    systems = dict(known)
    for i, name in enumerate(table["gpu"]):
        columns = {16: "bf16_dense_tflops", 8: "fp8_dense_tflops", 4: "fp4_dense_tflops"}
        peaks = {b: float(table[c][i]) * 1e12 for b, c in columns.items() if table[c][i]}
        link = float(table["intra_node_bw_gbps_per_gpu_unidir"][i]) * 1e9
        own = known.get(name)
        bandwidth = float(table["hbm_bw_gbps"][i]) * 1e9
        ours = (own.cache, own.device, own.cycle) if own else ()
        systems[name] = System(peaks, bandwidth, link, *ours)
    return systems


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, System]:
    """Our devices under their ids and the names that others use."""
    found = {}
    for device in load_devices().values():
        peaks = {16: device.peak_16, **_narrow_peaks(device)}
        link = device.link or device.host_link or float("inf")
        cache = device.l2 if GDDR.intersection(device.aliases) else 0.0
        system = System(peaks, device.bandwidth, link, cache, device.id, pace(device.clock))
        found.update(dict.fromkeys((device.id, *device.aliases), system))
    return found


def _narrow_peaks(device: Device) -> dict[int, float]:
    """Peaks of floating formats below 16 bits that a device has. [FLOP/s]"""
    formats = {8: "fp8", 4: "fp4"}
    return {bits: device.peak[name] for bits, name in formats.items() if name in device.peak}


def cached_speed(system: System, working: Array) -> Array:
    """How much faster traffic runs for a cache, by the bytes that repeated launches touch. [1]

    Args:
        system: The GPU.
        working: Bytes touched before a launch touches the same ones again. [B]

    Returns:
        1 / (1 - h (1 - 1 / s)) with h = min(1, cache / working)^8 of the traffic s times as fast:
        bytes that are touched in turn drive each other out as soon as they do not all fit.
    """
    hit = np.minimum(1.0, system.cache / np.maximum(working, 1.0)) ** 8
    return np.asarray(1 / (1 - hit * (1 - 1 / load_calibration().cache_speed)))
