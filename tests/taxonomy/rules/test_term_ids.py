from edited_toy import MODEL_LEVEL, SYSTEM_LEVEL, said


def test_sorted_ids_pass():
    assert said("term-ids") == []


def test_an_id_twice_is_refused_across_files():
    assert said("term-ids", (SYSTEM_LEVEL, "- id: understanding", "- id: quantization")) == [
        f"{SYSTEM_LEVEL}:4:7: 'quantization' is defined in {MODEL_LEVEL} already; delete one"
    ]


def test_flat_vocabularies_are_sorted():
    edit = ("taxonomy/units.yaml", "- id: x\n", "- id: s\n")
    assert said("term-ids", edit) == [
        "taxonomy/units.yaml:6:7: 's' belongs before 'token/s'; sort the file by id"
    ]
