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


def test_what_is_needed_depends_on_the_metric():
    perplexed = "  - metric: perplexity\n    value: 5.6\n    unit: ppl\n    model: llama-2-7b\n"
    perplexed += "    {}setting_complete: true\n    source: table 1\n    read_from: full text\n"
    metric = "- id: perplexity\n  name: Perplexity\n  definition: Of a corpus.\n  units: [ppl]\n"
    metric += "  better: lower\n  needs: [model, data]\n"
    unit = "- id: ppl\n  name: Perplexity\n  dimension: perplexity\n  factor: 1\n"
    vocabulary = [
        ("taxonomy/metrics.yaml", "- id: decode-speedup", f"{metric}- id: decode-speedup"),
        ("taxonomy/units.yaml", "- id: token/s", f"{unit}- id: token/s"),
    ]
    bare = (ADA, "results:\n", f"results:\n{perplexed.format('')}")
    assert said("result-settings", bare, *vocabulary) == [
        f"{ADA}:36:23: setting_complete, but without data; add them or write false"
    ]
    corpus = "data: C4\n    "
    stated = (ADA, "results:\n", f"results:\n{perplexed.format(corpus)}")
    assert said("result-settings", stated, *vocabulary) == []


def test_a_metric_needs_only_what_results_have():
    edit = ("taxonomy/metrics.yaml", "needs: [model]", "needs: [modell|data]")
    assert said("result-settings", edit) == [
        "taxonomy/metrics.yaml:18:11: a result has no field 'modell'; see taxonomy/entry.py"
    ]


def test_the_same_result_twice_is_refused():
    first = "  - metric: kv-cache-ratio\n    value: 4\n    unit: x\n    baseline: 16-bit cache\n"
    first += "    model: llama-2-7b\n    source: table 1\n    read_from: full text\n"
    assert said("result-settings", (ADA, "results:\n", f"results:\n{first}")) == [
        f"{ADA}:39:5: the same result is written twice; delete one"
    ]
