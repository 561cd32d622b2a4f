import re
from pathlib import Path

import pytest
import yaml

from roofline import catalog
from roofline.catalog import find_device, find_model, load_devices, load_models, read_model

DATA = Path(catalog.__file__).parent

REQUIRED_DEVICES = {
    "nvidia-v100-sxm-32gb", "nvidia-t4", "nvidia-a10", "nvidia-a30", "nvidia-a40",
    "nvidia-a100-40gb", "nvidia-a100-80gb", "nvidia-l4", "nvidia-l40s", "nvidia-h100-pcie",
    "nvidia-h100-sxm", "nvidia-h200", "nvidia-h20", "nvidia-b200", "nvidia-b300", "nvidia-gb200",
    "nvidia-rtx-3090", "nvidia-rtx-4090", "nvidia-rtx-5090", "nvidia-jetson-agx-orin",
    "amd-mi250x", "amd-mi300x", "amd-mi325x", "amd-mi355x", "intel-gaudi-2", "intel-gaudi-3",
    "google-tpu-v4", "google-tpu-v5e", "google-tpu-v5p", "google-tpu-v6e", "apple-m2-ultra",
    "intel-xeon-max-9480", "samsung-hbm-pim",
}  # fmt: skip

MODEL = """\
id: small
name: Small
source: made up
config:
  model_type: llama
  num_hidden_layers: 2
  hidden_size: 8
  num_attention_heads: 2
  intermediate_size: 16
  vocab_size: 32
"""


def test_enough_devices_and_models():
    assert load_devices().keys() >= REQUIRED_DEVICES
    assert len(load_devices()) >= 50
    assert len(load_models()) >= 150


def test_loading_is_cached_and_read_only():
    assert load_models() is load_models()
    with pytest.raises(TypeError):
        load_models()["x"] = None  # type: ignore[index]


@pytest.mark.parametrize("things", [load_models(), load_devices()], ids=["models", "devices"])
def test_ids_are_slugs_in_order_and_aliases_are_free(things):
    assert list(things) == sorted(things)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in things)
    aliases = [alias for thing in things.values() for alias in thing.aliases]
    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & set(things)


def test_every_value_of_a_device_has_a_source():
    for path in sorted((DATA / "devices").glob("*.yaml")):
        for quantity in _quantities(yaml.safe_load(path.read_text(encoding="utf-8"))):
            assert quantity["source"], path.name


def _quantities(node):
    if isinstance(node, dict):
        if "value" in node:
            yield node
        else:
            for inner in node.values():
                yield from _quantities(inner)


def test_every_price_has_a_date():
    for device in load_devices().values():
        priced = [name for name in ("price.rent", "price.purchase") if name in device.sources]
        assert all(re.fullmatch(r"20\d\d-\d\d(-\d\d)?", device.dates[name]) for name in priced)


def test_dense_rates_not_sparse_ones():
    # NVIDIA's sheets print 1979 and 624 TFLOP/s for H100 and A100 with sparsity
    h100, a100 = find_device("nvidia-h100-sxm"), find_device("nvidia-a100-80gb")
    assert (h100.peak["bf16"], h100.peak["fp8"]) == (989e12, 1978e12)
    assert a100.peak["bf16"] == 312e12
    assert "fp8" not in a100.peak


def test_narrower_formats_are_no_slower_on_data_centre_parts():
    for device in load_devices().values():
        ladder = [device.peak[n] for n in ("bf16", "fp8", "fp4") if n in device.peak]
        assert ladder == sorted(ladder), device.id


def test_values_are_of_plausible_size():
    for device in load_devices().values():
        assert 1e12 <= device.peak_16 < 1e16, device.id
        assert 5e10 <= device.bandwidth < 1e13, device.id
        assert 1e9 <= device.capacity < 1e12, device.id
        assert device.link < 2e12, device.id


def test_links_are_one_direction():
    # NVLink 4 is sold as 900 GB/s for both directions together
    assert find_device("nvidia-h100-sxm").link == 450e9
    assert find_device("nvidia-v100-sxm-32gb").link == 150e9


def test_capacity_is_counted_in_powers_of_two():
    assert find_device("nvidia-a100-80gb").capacity == 80 * 2**30


@pytest.mark.parametrize(
    "name",
    [
        "a100_pcie", "a100_sxm", "a30", "b200_sxm", "b300_sxm", "b60", "gb200", "gb300",
        "h100_pcie", "h100_sxm", "h200_sxm", "l4", "l40s", "rtx_pro_6000_server",
    ],
)  # fmt: skip
def test_names_of_the_measured_systems_lead_to_devices(name):
    assert name in find_device(name).aliases


def test_aliases_lead_to_devices_and_models():
    assert find_device("h200_sxm").id == "nvidia-h200"
    assert find_model("bloom").id == "bloom-176b"


def test_unknown_names_get_near_ones():
    with pytest.raises(ValueError, match="unknown model") as error:
        find_model("mixtral-8x7")
    near = "mixtral-8x7b or mixtral-8x22b"
    assert str(error.value).startswith(f"unknown model 'mixtral-8x7'; did you mean {near}")
    with pytest.raises(ValueError, match=r"^unknown device 'zzz'$"):
        find_device("zzz")


def test_model_file_is_read(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(MODEL, encoding="utf-8")
    model = read_model(path)
    # 2 layers of 4 x 8 x 8 + 3 x 8 x 16 + 2 x 8; two tables of 32 x 8; final norm of 8
    assert model.parameters == 2 * (256 + 384 + 16) + 512 + 8
    assert (model.id, model.model_type, model.published_parameters) == ("small", "llama", None)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("source: made up\n", "", "1:1: source: is missing"),
        ("hidden_size: 8", "hidden_size: -8", "7:16: config.hidden_size: must be a whole number "
         "from 1 to 1000000000, got -8"),
        ("num_hidden_layers: 2", "layers: 2", "5:3: config.num_hidden_layers: is missing; llama "
         "needs it"),
        ("id: small", "id: [1]", "1:5: id: [1] is not text; put it in quotes"),
        ("name: Small", "nam: Small", "2:6: nam: unknown key; known are id, name, family, released,"
         " url, source, note, aliases, published_parameters, config"),
    ],
)  # fmt: skip
def test_fault_names_file_line_and_column(tmp_path, before, after, message):
    assert before in MODEL
    path = tmp_path / "small.yaml"
    path.write_text(MODEL.replace(before, after), encoding="utf-8")
    with pytest.raises(ValueError, match=r"small\.yaml") as error:
        read_model(path)
    assert str(error.value) == f"{path}:{message}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: [1", "2:1: not YAML: did not find expected ',' or ']'"),
        (b"- 1", "1:1: must be a mapping of names to values"),
        (b"\xff\xfe\xfa", " is not UTF-8 text"),
        (b"a: !!python/object:os.system x", "1:4: not YAML: could not determine a constructor for "
         "the tag 'tag:yaml.org,2002:python/object:os.system'"),
    ],
)  # fmt: skip
def test_broken_file_is_one_line(tmp_path, content, message):
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"broken\.yaml") as error:
        read_model(path)
    assert str(error.value).removeprefix(f"{path}:") == message


def test_missing_file_is_one_line(tmp_path):
    with pytest.raises(ValueError, match=r"none\.yaml: cannot be read: No such file or directory"):
        read_model(tmp_path / "none.yaml")


def test_ids_are_known_without_reading_the_files():
    assert catalog.model_ids() == set(load_models())
    assert catalog.device_ids() == set(load_devices())


def test_id_must_be_the_name_of_the_file(tmp_path):
    (tmp_path / "other.yaml").write_text(MODEL, encoding="utf-8")
    with pytest.raises(ValueError, match="id 'small' is not the name of the file"):
        catalog._load(tmp_path, read_model)
