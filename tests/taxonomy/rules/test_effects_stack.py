from edited_toy import BO, said

EFFECT = "  - type: speculate\n"


def test_effects_that_turn_different_knobs_pass():
    edit = (BO, EFFECT, f"  - type: quantize\n    kv_bits: 4\n    source: section 2\n{EFFECT}")
    assert said("effects-stack", edit) == []


def test_two_effects_that_decide_the_same_are_refused():
    heads = (
        "  - type: parallel-heads\n    heads: 4\n    accepted_length: 2\n    source: section 2\n"
    )
    assert said("effects-stack", (BO, EFFECT, heads + EFFECT)) == [
        f"{BO}:25:3: effects do not hold together: parallel-heads and speculate both decide "
        "how tokens are guessed; leave one of the two out"
    ]
