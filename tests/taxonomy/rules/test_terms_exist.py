from edited_toy import ADA, BO, said


def test_terms_of_the_vocabulary_pass():
    assert said("terms-exist") == []


def test_an_unknown_scenario_is_refused_with_the_nearest():
    edit = (ADA, "[long-context-processing]", "[long-context]")
    assert said("terms-exist", edit) == [
        f"{ADA}:17:13: unknown scenario 'long-context'; did you mean 'long-context-processing'? "
        "(see taxonomy/scenarios.yaml)"
    ]


def test_without_a_near_term_the_file_is_named():
    assert said("terms-exist", (ADA, "[kv-cache-capacity]", "[zzz]")) == [
        f"{ADA}:18:14: unknown challenge 'zzz'; choose one of taxonomy/challenges.yaml, "
        "or propose it there"
    ]
    assert said("terms-exist", (BO, "venue: toyjournal", "venue: toyjournals")) == [
        f"{BO}:9:8: unknown venue 'toyjournals'; did you mean 'toyjournal'? "
        "(see taxonomy/venues.yaml)"
    ]


def test_a_group_of_techniques_is_no_technique():
    assert said("terms-exist", (ADA, "[kv-cache-quantization]", "[quantization]")) == [
        f"{ADA}:16:14: technique 'quantization' is a group; choose a leaf under it: "
        "kv-cache-quantization"
    ]


def test_an_unknown_technique_is_refused_with_the_nearest_leaf():
    edit = (BO, "draft-model-speculation, ", "draft-model-speculative, ")
    assert said("terms-exist", edit) == [
        f"{BO}:14:14: unknown technique 'draft-model-speculative'; "
        "did you mean 'draft-model-speculation'? (see taxonomy/techniques)"
    ]
