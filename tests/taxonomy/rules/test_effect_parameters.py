import pytest
from edited_toy import ADA, BO, MODEL_LEVEL, said


def test_complete_effects_pass():
    assert said("effect-parameters") == []


def test_a_quantisation_needs_bits():
    edits = [(ADA, "    kv_bits: 4\n    kv_group_size", "    kv_group_size")]
    assert said("effect-parameters", *edits) == [
        f"{ADA}:27:5: effect 'quantize' changes nothing; "
        "give one of weight_bits, activation_bits, attention_bits, kv_bits"
    ]


def test_acceptance_is_said_once():
    twice = (BO, "acceptance: 0.75", "acceptance: 0.75\n    accepted_length: 2.5")
    assert said("effect-parameters", twice) == [
        f"{BO}:25:5: effect 'speculate' has both acceptance and accepted_length; "
        "keep the one that is stated"
    ]
    assert said("effect-parameters", (BO, "    acceptance: 0.75\n", "")) == [
        f"{BO}:25:5: effect 'speculate' changes nothing; give one of acceptance, accepted_length"
    ]


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ("{type: prune, sparsity: 0.5, pattern: 'n:m', n: 2, m: 4}", None),
        (
            "{type: prune, sparsity: 0.5, pattern: 'n:m', n: 2}",
            "pruning 'n:m' needs n, the weights kept of every m; give both, n below m",
        ),
        (
            "{type: prune, sparsity: 0.6, pattern: 'n:m', n: 2, m: 4}",
            "sparsity 0.6 is not 1 - 2/4; mend one",
        ),
        (
            "{type: parallelize}",
            "effect 'parallelize' changes nothing; "
            "give one of tensor, pipeline, expert, sequence, data",
        ),
        ("{type: change-device, compute_factor: 2}", None),
        (
            "{type: evict-kv, tokens_kept: 512, share_kept: 0.2}",
            "effect 'evict-kv' has both tokens_kept and share_kept; keep the one that is stated",
        ),
    ],
)
def test_defaults_of_techniques_obey_too(effect, words):
    old = "- type: quantize\n      kv_bits: 4\n      kv_group_size: 64"
    expected = [f"{MODEL_LEVEL}:28:7: {words}"] if words else []
    assert said("effect-parameters", (MODEL_LEVEL, old, f"- {effect}")) == expected
