from edited_toy import ADA, said


def test_complete_settings_pass():
    assert said("result-settings") == []


def test_a_baseline_value_needs_a_baseline():
    edits = [
        (ADA, "token/s\n    baseline: 16-bit cache\n", "token/s\n"),
    ]
    assert said("result-settings", *edits) == [
        f"{ADA}:42:21: baseline_value without a name; name it in 'baseline'",
    ]


def test_a_complete_setting_can_be_modelled():
    edits = [
        (ADA, "    batch: 64\n", ""),
        (ADA, "    prompt_tokens: 512\n", ""),
        (ADA, "    output_tokens: 128\n", ""),
    ]
    assert said("result-settings", *edits) == [
        f"{ADA}:50:23: setting_complete, but without batch, prompt_tokens or output_tokens; "
        "add them or write false"
    ]
    assert said("result-settings", edits[1]) == []


def test_the_same_result_twice_is_refused():
    first = "  - metric: kv-cache-ratio\n    value: 4\n    unit: x\n    baseline: 16-bit cache\n"
    first += "    model: llama-2-7b\n    source: table 1\n    read_from: full text\n"
    assert said("result-settings", (ADA, "results:\n", f"results:\n{first}")) == [
        f"{ADA}:39:5: the same result is written twice; delete one"
    ]
