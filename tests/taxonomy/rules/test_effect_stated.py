from edited_toy import ADA, CY, said


def test_an_effect_or_a_reason_passes():
    assert said("effect-stated") == []


def test_neither_is_refused_at_the_top_of_the_entry():
    assert said("effect-stated", (CY, "no_effect: A survey changes no deployment.\n", "")) == [
        f"{CY}:2:1: neither 'effect' nor 'no_effect'; say what it does to the roofline, or why not"
    ]


def test_both_are_refused():
    both = (ADA, "results:\n", "no_effect: None.\nresults:\n")
    assert said("effect-stated", both) == [f"{ADA}:31:1: both 'effect' and 'no_effect'; keep one"]


def test_an_effect_names_its_place_or_its_assumption():
    assert said("effect-stated", (ADA, "    source: section 3.1\n", "")) == [
        f"{ADA}:27:5: effect without 'source'; name the place, or 'note' what is assumed"
    ]
    assert said("effect-stated", (ADA, "source: section 3.1", "note: assumed here")) == []
