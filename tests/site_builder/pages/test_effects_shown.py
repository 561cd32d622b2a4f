from dataclasses import replace

from made_figures import SETTING, figures

from roofline.effects.compression import Quantize
from site_builder.impact.computed import Change
from site_builder.pages.effects_shown import effect_line, finding_of, most_telling, shown_for_entry


def test_an_effect_in_words_leaves_neutral_parameters_out():
    effect = Quantize.model_validate(
        {"type": "quantize", "weight_bits": 4, "group_size": 128, "source": "section 3"}
    )
    line = effect_line(effect)
    assert (line.text, line.source) == ("quantize: weight bits 4, group size 128", "section 3")


def test_a_finding_names_both_phases_and_what_binds():
    change = Change(SETTING, figures(1e10), figures(2.5e9))
    assert finding_of(change) == (
        "Toy on a chip: decode 4.0× faster, prefill unchanged; decode stays memory-bound"
    )


def test_a_loss_is_said_as_plainly():
    change = Change(SETTING, figures(1e10), figures(2e10))
    assert finding_of(change).startswith("Toy on a chip: decode 2.0× slower")


def test_a_small_gain_is_not_made_large():
    change = Change(SETTING, figures(1.02e10), figures(1e10))
    assert "decode hardly changed" in finding_of(change)


def test_the_deployment_that_changes_most_is_told_gain_or_loss():
    refused = Change(SETTING, figures(1e10), None, "because")
    gain = Change(SETTING, figures(1e10), figures(5e9))
    loss = Change(SETTING, figures(1e10), figures(4e10))
    assert most_telling([refused, gain, loss]) is loss
    assert most_telling([refused]) is None


def test_a_new_bottleneck_is_named():
    after = figures(2.5e9)
    after = replace(after, decode=replace(after.decode, bound="compute"))
    assert finding_of(Change(SETTING, figures(1e10), after)).endswith(
        "decode turns from memory- to compute-bound"
    )


def test_a_batch_that_the_effect_chooses_comes_with_the_throughput_it_brings():
    after = replace(figures(2e10), batch=64, throughput=32.0)
    change = Change(SETTING, replace(figures(1e10), throughput=1.0), after)
    assert (change.chosen_batch, change.throughput_gain) == (64, 32.0)
    assert finding_of(change).startswith(
        "Toy on a chip: 32× the throughput at batch 64, decode 2.0× slower, prefill unchanged;"
    )


def test_a_batch_without_a_limit_is_told_as_such():
    after = replace(figures(1e10), max_batch=250_000)
    said = finding_of(Change(SETTING, figures(1e10), after))
    assert "prefill unchanged, memory no longer caps the batch;" in said


def test_throughput_is_told_where_it_is_all_that_gains():
    after = replace(figures(2e10), throughput=1.8)
    said = finding_of(Change(SETTING, replace(figures(1e10), throughput=1.0), after))
    assert said.startswith("Toy on a chip: 1.8× the throughput, decode 2.0× slower")
    gains = replace(figures(5e9), throughput=1.8)
    said = finding_of(Change(SETTING, replace(figures(1e10), throughput=1.0), gains))
    assert said.startswith("Toy on a chip: decode 2.0× faster")


def test_a_paper_without_effect_says_why(atlas):
    shown = shown_for_entry(atlas, atlas.library.entries["cy2023survey"])
    assert shown.changes == ()
    assert shown.no_effect == atlas.library.entries["cy2023survey"].no_effect
