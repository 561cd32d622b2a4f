"""Effects as data for a page: options that the command line reads back, and what is left out."""

from pathlib import Path

import pytest

from roofline import load_devices, load_models
from roofline.effects.serving import KernelEfficiency, Offload
from site_builder.cli.effect_option import parse_effect
from site_builder.explorer.effects import choices, option, reason_left_out, step, variant_of
from site_builder.loading import load_atlas
from site_builder.theme.shell import Site

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def found():
    """Every choice of the real library."""
    return {choice.id: choice for choice in choices(load_atlas(REPOSITORY, Site()))}


def test_the_command_line_reads_back_every_option(found):
    effects = [effect for choice in found.values() for effect in choice.effects]
    written = [effect for effect in effects if option(effect)]
    assert len(written) > 0.9 * len(effects)
    for effect in written:
        assert parse_effect(option(effect)) == effect.model_copy(
            update={"source": None, "note": None}
        )


def test_an_option_that_a_command_cannot_carry_is_empty():
    effect = KernelEfficiency(type="kernel-efficiency", operators=("moe",), speedup=2)
    assert option(effect) == ""
    assert "option" not in step(effect)


def test_what_solves_a_program_is_left_out_and_what_states_its_shares_is_not():
    assert reason_left_out(Offload(type="offload")) == "offload solves a linear program"
    assert reason_left_out(Offload(type="offload", weights_on_device=0.5)) == ""


def test_a_variant_that_does_not_apply_says_why(found):
    model, device = load_models()["mixtral-8x7b"], load_devices()["nvidia-h200"]
    variant = variant_of(found["mixture-of-experts"].variant, model, device)
    assert variant.refusal == (
        "mixture-of-experts changes no layer of mixtral-8x7b: it is so already"
    )


def test_experts_on_the_host_set_a_knob_by_what_the_model_is(found):
    model, device = load_models()["mixtral-8x7b"], load_devices()["nvidia-h200"]
    variant = variant_of(found["expert-offloading"].variant, model, device)
    # 45.1 of 46.4 billion weights in layers are experts': 1 - 0.971 x 0.75 stays
    assert variant.model is model
    assert dict(variant.knobs) == {"weights_on_device": pytest.approx(0.27, abs=0.01)}
