from edited_toy import ADA, BO, CY, SYSTEM_LEVEL, said


def test_a_term_with_an_entry_or_a_reason_passes():
    assert said("terms-used") == []


def test_a_term_that_no_entry_uses_is_a_warning():
    edit = (CY, "techniques: [performance-modeling]", "techniques: [kv-cache-quantization]")
    assert said("terms-used", edit) == [
        f"{SYSTEM_LEVEL}:8:7: warning: no entry uses 'performance-modeling'; add one, "
        "or say in 'no_entry' why not"
    ]


def test_a_metric_without_a_result_is_a_warning():
    assert said("terms-used", (BO, "metric: decode-speedup", "metric: kv-cache-ratio")) == [
        "taxonomy/metrics.yaml:1:7: warning: no entry uses 'decode-speedup'; add one, "
        "or say in 'no_entry' why not"
    ]


def test_a_reason_beside_an_entry_is_refused():
    edit = (ADA, "[kv-cache-capacity]", "[kv-cache-capacity, unused-obstacle]")
    assert said("terms-used", edit) == [
        "taxonomy/challenges.yaml:12:3: 'unused-obstacle' has an entry; delete 'no_entry'"
    ]
