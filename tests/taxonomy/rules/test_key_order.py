from edited_toy import ADA, ADA_REFERENCES, BO, said


def test_the_order_of_the_schema_passes():
    assert said("key-order") == []


def test_the_first_late_key_is_named():
    edits = [(BO, "kind: system\n", ""), (BO, "year: 2023\n", "year: 2023\nkind: system\n")]
    assert said("key-order", *edits) == [
        f"{BO}:8:1: key 'kind' belongs before 'title'; run atlas fmt"
    ]


def test_inner_mappings_have_an_order_too():
    assert said("key-order", (BO, "  - type: builds-on\n    key: ada2021toy\n", RELATION)) == [
        f"{BO}:42:5: key 'type' belongs before 'key'; run atlas fmt"
    ]
    late = (ADA, "- type: quantize\n    kv_bits: 4\n", "- kv_bits: 4\n    type: quantize\n")
    assert said("key-order", late) == [
        f"{ADA}:28:5: key 'type' belongs before 'kv_bits'; run atlas fmt"
    ]


RELATION = "  - key: ada2021toy\n    type: builds-on\n"


def test_an_effect_ends_with_its_source():
    edits = [
        (ADA, "    source: section 3.1\n", ""),
        (ADA, "quantize\n", "quantize\n    source: a\n"),
    ]
    assert said("key-order", *edits) == [
        f"{ADA}:29:5: key 'kv_bits' belongs before 'source'; run atlas fmt"
    ]


def test_reference_lists_have_an_order_too():
    edits = [(ADA_REFERENCES, "count: 2\narxiv: []\n", "arxiv: []\ncount: 2\n")]
    assert said("key-order", *edits) == [
        f"{ADA_REFERENCES}:6:1: key 'count' belongs before 'arxiv'; run atlas fmt"
    ]
