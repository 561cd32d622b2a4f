"""The explorer's network, its two configurations side by side, and its degrees, in a browser."""

import struct

import pytest
from explorer_pages import ANSWER, WRONG, explorer, ms_in_band, settled, violations

from roofline import Deployment, Execution, Workload, load_devices, load_models
from roofline.calibrated import load_calibration
from roofline.estimate import estimate

__all__ = ["explorer"]  # a fixture, for pytest to find
pytestmark = pytest.mark.browser

NODES = "[data-ex-network] g.node"
KEPT = "&vs=model%3Dllama-3-8b%26device%3Dnvidia-a100-80gb%26batch%3D16"


def _of_python(model="llama-3-8b", device="nvidia-h100-sxm", batch=8, **degrees):
    d = Deployment(
        load_models()[model],
        load_devices()[device],
        Workload(batch, 1024, 256),
        execution=Execution(**degrees),
    )
    return estimate(d, load_calibration())


def test_the_network_shows_every_operator_of_the_engine(explorer):
    page = explorer()
    operators = _of_python().decode.operators
    names = page.eval_on_selector_all(NODES, "nodes => nodes.map(n => n.ariaLabel.split(':')[0])")
    assert names == [o.name.replace("_", " ") for o in operators]
    rows = page.locator("[data-ex-operators] tbody th").all_inner_texts()
    assert rows == names
    assert "32 × this layer" in page.inner_text("[data-ex-network]")


def test_the_network_states_the_share_of_time_that_python_gives(explorer):
    page = explorer()
    phase = _of_python().decode
    time = {o.name: o.count * o.expected_time for o in phase.operators}
    share = time["gate_up_proj"] / sum(time.values())
    title = page.inner_text("[data-ex-network-title]")
    assert title.startswith(f"{share * 100:.2g} % of a decode step is gate up proj")


def test_a_box_grows_with_its_share_of_the_time(explorer):
    page = explorer()
    heights = page.eval_on_selector_all(
        f"{NODES} rect.shell", "all => all.map(r => Number(r.getAttribute('height')))"
    )
    times = [o.count * o.expected_time for o in _of_python().decode.operators]
    assert heights.index(max(heights)) == times.index(max(times))


def test_arrow_keys_walk_the_network_from_one_stop_of_tab(explorer):
    page = explorer()
    assert page.locator(f"{NODES}[tabindex='0']").count() == 1
    page.focus(f"{NODES}[tabindex='0']")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("[data-ex-node]").startswith("attention norm:")
    page.keyboard.press("End")
    assert page.inner_text("[data-ex-node]").startswith("lm head:")
    page.keyboard.press("ArrowDown")
    assert page.locator(f"{NODES}[tabindex='0']").count() == 1


def test_each_kind_of_layer_has_its_own_frame(explorer):
    page = explorer("?model=deepseek-v3&device=nvidia-h200&tp=8&ep=8&batch=64")
    frames = page.locator("[data-ex-network] rect.layer").count()
    assert frames == len(load_models()["deepseek-v3"].groups)


def test_two_configurations_stand_side_by_side_with_pythons_numbers(explorer):
    page = explorer("?model=llama-3-8b&device=nvidia-h100-sxm&batch=64" + KEPT)
    kept, now = _of_python(device="nvidia-a100-80gb", batch=16), _of_python(batch=64)
    row = page.locator("[data-ex-versus-table] tr", has_text="Time per token").inner_text()
    times = [(ms_in_band(e, "tpot"), f"{e.tpot.ideal * 1e3:#.3g} ms") for e in (kept, now)]
    ms = [cell for cells in times for cell in cells]
    gain = kept.tpot.expected / now.tpot.expected
    assert [cell.strip() for cell in row.split("\t")[1:]] == [*ms, f"{gain:.2g}×"]
    said = page.inner_text("[data-ex-versus-text]")
    assert "device NVIDIA A100 80 GB SXM → NVIDIA H100 SXM; batch 16 → 64" in said
    assert page.locator("[data-ex-roofline] .dash").count() == 1  # the other device's roofs


def test_keeping_swapping_and_dropping_are_in_the_address(explorer):
    page = explorer("?model=llama-3-8b&device=nvidia-h100-sxm&batch=4")
    first = page.inner_text(ANSWER)
    page.click("[data-ex-keep]")
    page.fill("[name=batch]", "32")
    page.wait_for_function(f"document.querySelector('{ANSWER}').textContent.includes('batch 32')")
    settled(page)
    address, second = page.url, page.inner_text(ANSWER)
    assert "vs=model%3Dllama-3-8b%26device%3Dnvidia-h100-sxm%26batch%3D4" in address
    page.click("[data-ex-swap]")
    page.wait_for_function("location.search.includes('batch=4&')")
    settled(page)
    assert page.inner_text(ANSWER) == first
    assert page.input_value("[name=batch]") == "4"
    page.click("[data-ex-swap]")
    page.wait_for_function("location.search.includes('batch=32&')")
    settled(page)
    assert (page.url, page.inner_text(ANSWER)) == (address, second)
    page.click("[data-ex-drop]")
    page.wait_for_function("!location.search.includes('vs=')")
    assert page.evaluate("'exKeep' in document.activeElement.dataset")
    assert not page.is_visible("[data-ex-versus]")


def test_a_kept_configuration_that_cannot_be_is_said_in_one_message(explorer):
    page = explorer("?batch=8&vs=model%3Dnone")
    said = "The kept configuration cannot be shown: There is no model “none” here."
    assert page.inner_text(WRONG) == said
    assert "expect" in page.inner_text(ANSWER)
    assert not page.is_visible("[data-ex-versus]")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_comparison(explorer, scheme):
    page = explorer("?batch=32&fx=kv-cache-quantization" + KEPT, color_scheme=scheme)
    assert violations(page) == []


def test_degrees_give_pythons_numbers_and_the_same_command(explorer):
    page = explorer("?model=mixtral-8x7b&device=nvidia-h200&tp=2&ep=4&dp=2&batch=32")
    e = _of_python("mixtral-8x7b", "nvidia-h200", 32, tensor=2, expert=4, data=2)
    row = page.locator(".ex-metrics tr", has_text="Time per token").inner_text().split("\t")
    assert row[1:] == [f"{e.tpot.ideal * 1e3:#.3g} ms", ms_in_band(e, "tpot")]
    assert "4 × NVIDIA H200" in page.inner_text(ANSWER)
    assert page.is_visible("[name=ep]")
    command = page.inner_text("[data-ex-command]")
    assert "--expert 4" in command
    assert "--data 2" in command


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?ep=2&tp=2", "Experts cannot be spread over 2 devices: Llama 3 8B has none."),
        (
            "?model=mixtral-8x7b&ep=4&tp=2",
            "Experts are spread over 4 devices, but tensor × data is 2.",
        ),
    ],
)
def test_degrees_that_cannot_be_are_refused(explorer, query, said):
    assert explorer(query).inner_text(WRONG) == said


def test_the_roofline_is_saved_as_pixels(explorer, tmp_path):
    page = explorer()
    with page.expect_download() as download:
        page.click("[data-ex-save=png]")
    path = tmp_path / "file.png"
    download.value.save_as(path)
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    picture = page.get_attribute("[data-ex-roofline] svg", "viewBox").split()
    assert [width, height] == [3 * int(side) for side in picture[2:]]


@pytest.mark.parametrize("query", ["?batch=64" + KEPT, "?model=deepseek-v3&tp=8&ep=8"])
def test_a_phone_needs_no_sideways_scrolling(explorer, query):
    page = explorer(query, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
