"""GPUs by the names that measurements use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from roofline.calibrated import load_calibration
from roofline.systems import System, cached_speed, catalogue, read_systems, read_table

SYSTEMS = Path(__file__).parents[2] / "benchmarks" / "data" / "systems.csv"


def test_names_of_the_data_lead_to_our_devices():
    found = read_systems(SYSTEMS)
    assert found["b200_sxm"].device == "nvidia-b200"
    assert found["b200_sxm"].peaks == {16: 2250e12, 8: 4500e12, 4: 9000e12}
    assert found["h200_sxm"].bandwidth == 4800e9
    assert found["rtx_pro_6000_server"].cache == 128e6
    assert found["nvidia-rtx-4090"].device == "nvidia-rtx-4090"  # not in the file


def test_every_gpu_of_the_file_is_one_of_our_devices():
    names = read_table(SYSTEMS)["gpu"]
    assert [name for name in names if name not in catalogue()] == []


def test_only_gddr_parts_gain_from_their_cache():
    found = read_systems(SYSTEMS)
    assert found["l40s"].cache == 96e6
    assert found["h100_sxm"].cache == 0


def test_a_format_that_a_gpu_lacks_runs_in_the_next_wider():
    a100 = read_systems(SYSTEMS)["a100_sxm"]
    assert a100.peak(8) == a100.peak(4) == a100.peak(16) == 312e12


def test_traffic_within_the_cache_is_faster_by_its_speed():
    part = System({16: 1e12}, 1e12, 1e10, cache=1e8)
    speed = load_calibration().cache_speed
    within, over, slow = cached_speed(part, np.array([1e7, 1.25e8, 1e12]))
    assert within == pytest.approx(speed)
    # a quarter more than the cache holds: 0.8^8 of the traffic hits
    assert over == pytest.approx(1 / (1 - 0.8**8 * (1 - 1 / speed)))
    assert slow == pytest.approx(1, abs=1e-6)


def test_rows_of_unequal_length_are_named(tmp_path: Path):
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n1,2\n3\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"rows\.csv:3:1: 1 values for 2 columns"):
        read_table(path)
