"""The explorer in a real browser: state and address, keyboard, nonsense, numbers."""

import csv
import json

import pytest
from explorer_pages import (
    ANSWER,
    READY,
    WRONG,
    explorer,
    ms_in_band,
    settled,
    violations,
)

from roofline import Deployment, Numerics, Workload, load_devices, load_models
from roofline.calibrated import load_calibration
from roofline.estimate import estimate

__all__ = ["explorer"]  # a fixture, for pytest to find
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(explorer, scheme):
    page = explorer("?batch=32&fx=kv-cache-quantization", color_scheme=scheme)
    page.wait_for_selector(READY)
    assert violations(page) == []


def test_the_figures_are_pythons(explorer):
    page = explorer("?model=llama-3-8b&device=nvidia-h100-sxm&batch=8")
    d = Deployment(
        load_models()["llama-3-8b"], load_devices()["nvidia-h100-sxm"], Workload(8, 1024, 256)
    )
    e = estimate(d, load_calibration())
    row = page.locator(".ex-metrics tr", has_text="Time per token").inner_text().split("\t")
    assert row[1:] == [f"{e.tpot.ideal * 1e3:.3g} ms", ms_in_band(e, "tpot")]
    assert f"({ms_in_band(e, 'tpot').partition(chr(10))[2]}) per token" in page.inner_text(ANSWER)
    rows = page.locator("[data-ex-operators] tbody tr").count()
    assert rows == len(e.decode.operators)


def test_the_address_holds_the_state_and_back_works(explorer):
    page = explorer("?model=llama-3-8b&device=nvidia-a100-80gb&batch=8")
    page.select_option("[name=w]", "8")
    page.select_option("[name=device]", "nvidia-l40s")
    page.fill("[name=batch]", "4")
    page.wait_for_function(f"document.querySelector('{ANSWER}').textContent.includes('batch 4:')")
    assert page.url.endswith("?model=llama-3-8b&device=nvidia-l40s&batch=4&w=8")
    said = page.inner_text(ANSWER)
    page.reload()
    page.wait_for_selector(READY)
    assert page.inner_text(ANSWER) == said
    page.go_back()
    page.wait_for_function(f"document.querySelector('{ANSWER}').textContent.includes('A100')")
    assert page.input_value("[name=device]") == "nvidia-a100-80gb"
    assert page.input_value("[name=w]") == "8"


def test_effects_are_added_and_removed_with_the_keyboard(explorer):
    page = explorer()
    page.focus("[data-ex-add]")
    page.select_option("[data-ex-add]", "kv-cache-quantization")
    page.wait_for_selector(".ex-stack li")
    settled(page)
    assert "fx=kv-cache-quantization" in page.url
    assert "faster" in page.inner_text(ANSWER) or "unchanged" in page.inner_text(ANSWER)
    assert "gain" in page.inner_text(".ex-metrics")
    page.focus("[data-ex-remove]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ex-stack li", state="detached")
    assert "fx" not in page.url
    assert page.evaluate("document.activeElement.dataset.exAdd") == ""


def test_marks_can_be_reached_by_tab_and_say_their_numbers(explorer):
    page = explorer()
    page.focus("[name=phase]")
    page.keyboard.press("Tab")
    note = page.inner_text("[data-ex-point]")
    assert "FLOP/B" in note
    assert "-bound" in note


def test_the_phase_changes_figure_and_table(explorer):
    page = explorer("?batch=1&prompt=4096")
    page.check("[name=phase][value=prefill]")
    page.wait_for_function("location.search.includes('phase=prefill')")
    settled(page)
    assert page.inner_text("[data-ex-title]").startswith("Prefill is compute-bound")
    assert "Prefill of the batch" in page.inner_text("[data-ex-operators]")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?model=%3Cimg%20src%3Dx%3E", "There is no model “<img src=x>” here."),
        ("?device=nothing", "There is no device “nothing” here."),
        ("?fx=made2020up", "There is no technique or paper “made2020up” here."),
        ("?batch=-4&kv=nan", "The address states no usable batch, kv; the usual value is shown."),
        ("?tp=1.5", "The address states no usable tp; the usual value is shown."),
    ],
)
def test_nonsense_in_the_address_gives_one_message(explorer, query, said):
    page = explorer(query)
    page.wait_for_selector(WRONG)
    assert page.inner_text(WRONG) == said


def test_nonsense_in_a_field_keeps_the_last_answer(explorer):
    page = explorer()
    said = page.inner_text(ANSWER)
    page.fill("[name=batch]", "0")
    assert "no number that fits; the figures show 8" in page.inner_text(WRONG)
    assert page.inner_text(ANSWER) == said


def test_a_pasted_configuration_is_read_and_nonsense_refused(explorer):
    page = explorer("?batch=8")
    page.click(".ex-paste summary")
    page.fill("[name=config]", "<script>alert(1)</script>")
    page.click("[data-ex-read]")
    assert page.inner_text("[data-ex-config]").startswith("This is not JSON")
    config = {
        "model_type": "llama",
        "hidden_size": 4096,
        "vocab_size": 128256,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "intermediate_size": 14336,
        "architectures": ["LlamaForCausalLM"],
    }
    usual = page.inner_text(ANSWER).partition(":")[2]
    page.fill("[name=config]", json.dumps(config))
    page.click("[data-ex-read]")
    page.wait_for_function("location.search.includes('config=')")
    page.wait_for_function(
        f"document.querySelector('{ANSWER}').textContent.startsWith('your configuration')"
    )
    assert page.inner_text(ANSWER).partition(":")[2] == usual
    assert "--model config.json" in page.inner_text("[data-ex-command]")


def test_what_does_not_fit_is_said(explorer):
    page = explorer("?model=llama-3-70b&device=nvidia-rtx-4090&batch=1")
    assert "does not fit" in page.inner_text(ANSWER)


def test_where_nothing_fits_the_curves_say_so(explorer):
    page = explorer("?model=llama-3-70b&device=nvidia-rtx-4090&batch=1")
    assert page.inner_text("[data-ex-batch]") == "No batch of this range fits the memory."
    assert page.locator("[data-ex-context] svg").count() == 0


def test_the_command_gives_the_state(explorer):
    page = explorer("?batch=4&w=8&tp=2&fx=kv-cache-quantization")
    command = page.inner_text("[data-ex-command]")
    assert "--batch 4" in command
    assert "--tensor 2" in command
    assert "--weight-bits 8" in command
    assert "--effect quantize:kv_bits=" in command


def test_the_curves_are_saved_with_their_bands(explorer, tmp_path):
    page = explorer()
    with page.expect_download() as download:
        page.click("[data-ex-save=sweeps]")
    path = tmp_path / "file"
    download.value.save_as(path)
    rows = list(csv.DictReader(path.open()))
    assert download.value.suggested_filename == "llama-3-8b-nvidia-h100-sxm-sweeps.csv"
    assert {row["varied"] for row in rows} == {"batch", "prompt_tokens"}
    (here,) = (row for row in rows if (row["varied"], row["value"]) == ("batch", "8"))
    d = Deployment(
        load_models()["llama-3-8b"], load_devices()["nvidia-h100-sxm"], Workload(8, 1024, 256)
    )
    e = estimate(d, load_calibration())
    told = [float(here[f"tpot_{end}"]) for end in ("ideal", "expected", "low", "high")]
    assert told == [*e.tpot, *e.expected_bands["tpot"]]


@pytest.mark.parametrize("kind", ["csv", "svg"])
def test_files_are_made_in_the_page(explorer, kind, tmp_path):
    page = explorer()
    with page.expect_download() as download:
        page.click(f"[data-ex-save={kind}]")
    path = tmp_path / "file"
    download.value.save_as(path)
    text = path.read_text()
    assert download.value.suggested_filename == f"llama-3-8b-nvidia-h100-sxm.{kind}"
    assert text.startswith("phase,name,kind" if kind == "csv" else "<svg")
    assert kind == "svg" or "expected_low,expected_high\n" in text
    assert "class=" not in text


def test_a_phone_shows_the_answer_first_and_nothing_scrolls_sideways(explorer):
    page = explorer("?batch=64&fx=kv-cache-quantization", viewport={"width": 360, "height": 740})
    page.wait_for_selector(READY)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    answer, form = (page.locator(s).bounding_box()["y"] for s in (ANSWER, ".ex-controls"))
    assert answer < form


def test_a_change_is_shown_within_a_few_frames(explorer):
    page = explorer("?batch=8&fx=kv-cache-quantization")
    took = page.evaluate(
        """async () => {
          const field = document.querySelector("[name=batch]");
          const answer = document.querySelector("[data-ex-answer]");
          const times = [];
          for (let batch = 9; batch < 20; batch += 1) {
            const start = performance.now();
            field.value = batch;
            field.dispatchEvent(new Event("input", {bubbles: true}));
            while (!answer.textContent.includes(`batch ${batch}:`)) await null;
            times.push(performance.now() - start);
          }
          return times.sort((a, b) => a - b)[5];
        }"""
    )
    assert took < 100


def test_whiskers_and_areas_show_the_bands(explorer):
    page = explorer()
    operators = page.locator("[data-ex-roofline] g[tabindex] > path").count()
    assert operators == page.locator("[data-ex-roofline] g[tabindex]").count()
    assert page.locator("[data-ex-batch] path.band").count() == 1
    assert page.locator("[data-ex-context] path.band").count() == 1


def test_without_scripts_the_page_says_what_to_do(open_page):
    page = open_page("explorer/", java_script_enabled=False)
    assert "needs scripts" in page.inner_text(".at-no-js")
    assert not page.is_visible(".ex-controls")


def test_numerics_of_the_page_are_those_of_the_command_line(explorer):
    page = explorer("?a=8&w=8&batch=8")
    d = Deployment(
        load_models()["llama-3-8b"],
        load_devices()["nvidia-h100-sxm"],
        Workload(8, 1024, 256),
        Numerics(weight_bits=8, activation_bits=8, attention_bits=8),
    )
    e = estimate(d, load_calibration())
    row = page.locator(".ex-metrics tr", has_text="Time to first token").inner_text().split("\t")
    assert row[1:] == [f"{e.ttft.ideal * 1e3:.3g} ms", ms_in_band(e, "ttft")]
