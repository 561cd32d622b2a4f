import dataclasses

import pytest

from roofline.device import Device

OWN = """\
id: own
name: Own accelerator
peak:
  bf16: {value: 100, unit: TFLOP/s, source: measured}
  int8: {value: 0.2, unit: POP/s}
memory:
  capacity: {value: 48, unit: GiB}
  bandwidth: {value: 900, unit: GB/s, note: copy kernel}
links:
  host: {value: 16, unit: GB/s}
"""


def write(tmp_path, text):
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_own_device_in_base_units(tmp_path):
    device = Device.from_yaml(write(tmp_path, OWN))
    assert device == Device(
        id="own",
        name="Own accelerator",
        peak={"bf16": 100e12, "int8": 200e12},
        bandwidth=900e9,
        capacity=48 * 2**30,
        host_link=16e9,
        sources={"peak.bf16": "measured"},
        notes={"memory.bandwidth": "copy kernel"},
    )


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("id: own\n", "", "1:1: id: is missing"),
        ("bf16:", "bf17:", "4:9: peak.bf17: unknown key; known are fp64, fp32, tf32, bf16, fp16, "
         "fp8, fp6, fp4, int8, int4"),
        ("value: 900", "value: -1", "8:22: memory.bandwidth.value: must be above 0 and finite, got "
         "-1; leave out what is unknown"),
        ("  bandwidth: {value: 900, unit: GB/s, note: copy kernel}\n", "", "7:3: memory: "
         "memory.bandwidth is missing"),
        ("  bf16: {value: 100, unit: TFLOP/s, source: measured}\n", "", "4:3: peak: states no "
         "16-bit or 32-bit peak; add peak.bf16"),
        ("name: Own accelerator", "name: 7", "2:7: name: 7 is not text; put it in quotes"),
        ("links:", "link:", "10:3: link: unknown key; known are id, name, vendor, topology, note, "
         "released, aliases, peak, memory, cache, links, power, clock, price"),
        ("links:\n  host: {value: 16, unit: GB/s}", "aliases: own", "9:10: aliases: must be a list "
         "of names, got 'own'"),
    ],
)  # fmt: skip
def test_fault_names_file_line_and_column(tmp_path, before, after, message):
    assert before in OWN
    path = write(tmp_path, OWN.replace(before, after))
    with pytest.raises(ValueError, match=r"own\.yaml") as error:
        Device.from_yaml(path)
    assert str(error.value) == f"{path}:{message}"


def test_peak_falls_back_to_the_wider_format():
    device = Device("d", "D", {"fp32": 10.0, "bf16": 100.0, "fp8": 200.0}, 1.0, 1.0)
    assert device.peak_16 == 100
    assert device.peak_of(8, floating=True) == 200
    assert device.peak_of(4, floating=True) == 200
    assert device.peak_of(8, floating=False) == 100
    assert device.peak_vector == 10


def test_fp16_serves_where_there_is_no_bf16():
    assert Device("d", "D", {"fp16": 65.0, "fp32": 8.0}, 1.0, 1.0).peak_16 == 65


def test_a_slow_narrow_format_is_not_used():
    # B300 has 153.5 TOP/s of INT8 beside 2250 TFLOP/s of BF16
    assert Device("d", "D", {"bf16": 2250.0, "int8": 153.5}, 1.0, 1.0).peak_of(
        8, floating=False
    ) == (2250)


def test_device_without_any_peak_says_what_to_add():
    with pytest.raises(
        ValueError, match=r"device d states no 16-bit or 32-bit peak; add peak\.bf16"
    ):
        _ = Device("d", "D", {"fp8": 1.0}, 1.0, 1.0).peak_16


def test_devices_are_frozen_and_hashable():
    device = Device("d", "D", {"bf16": 1.0}, 1.0, 1.0)
    assert hash(device) == hash("d")
    with pytest.raises(dataclasses.FrozenInstanceError):
        device.tdp = 1  # type: ignore[misc]


def test_values_that_alias_each_other_do_not_explode(tmp_path):
    nine = [", ".join([f"*a{i - 1}"] * 9) for i in range(1, 30)]
    lines = [
        "vendor:",
        "  a0: &a0 [x]",
        *(f"  a{i + 1}: &a{i + 1} [{t}]" for i, t in enumerate(nine)),
    ]
    bomb = "\n".join([*lines, "id: own", "name: *a29"])
    with pytest.raises(ValueError, match=r"own\.yaml:31:8: name: \[\[.* is not text"):
        Device.from_yaml(write(tmp_path, bomb))
