from edited_toy import MODEL_LEVEL, said


def test_a_tree_passes():
    assert said("technique-tree") == []


def test_an_unknown_parent_is_refused():
    assert said(
        "technique-tree", (MODEL_LEVEL, "parent: quantization", "parent: quantisation")
    ) == [f"{MODEL_LEVEL}:10:11: unknown parent 'quantisation'; did you mean 'quantization'?"]


def test_a_circle_is_refused_at_each_of_its_members():
    edit = (
        MODEL_LEVEL,
        "- id: quantization\n  name: Quantization\n  parent: model-level",
        "- id: quantization\n  name: Quantization\n  parent: kv-cache-quantization",
    )
    assert said("technique-tree", edit) == [
        f"{MODEL_LEVEL}:6:11: parents of 'quantization' lead back to it; hang it under a root",
        f"{MODEL_LEVEL}:10:11: parents of 'kv-cache-quantization' lead back to it; "
        "hang it under a root",
    ]
