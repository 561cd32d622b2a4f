from edited_toy import MODEL_LEVEL, SYSTEM_LEVEL, said


def test_complete_leaves_pass():
    assert said("technique-leaves") == []


def test_what_a_leaf_lacks_is_listed():
    edits = [
        (MODEL_LEVEL, "  is_not: Dropping tokens from the cache.\n", ""),
        (MODEL_LEVEL, "  costs: [accuracy at very few bits]\n", ""),
    ]
    assert said("technique-leaves", *edits) == [
        f"{MODEL_LEVEL}:8:7: leaf 'kv-cache-quantization' lacks is_not, costs; "
        "fill in what is missing"
    ]


def test_a_leaf_has_an_effect_or_a_reason_for_none():
    edit = (SYSTEM_LEVEL, "  no_effect: Predicting changes no deployment.\n", "")
    assert said("technique-leaves", edit) == [
        f"{SYSTEM_LEVEL}:8:7: leaf 'performance-modeling' lacks relieves, "
        "effect or no_effect; fill in what is missing"
    ]
    both = (MODEL_LEVEL, "  survey_sections:\n    cy2023survey: [Drafted", BOTH)
    assert said("technique-leaves", both) == [
        f"{MODEL_LEVEL}:44:14: both 'effect' and 'no_effect'; keep one"
    ]


BOTH = "  no_effect: None.\n  survey_sections:\n    cy2023survey: [Drafted"
