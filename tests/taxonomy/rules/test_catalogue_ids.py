from edited_toy import ADA, BO, MODEL_LEVEL, said


def test_known_ids_and_printed_names_pass():
    edit = (BO, "device: nvidia-a100-80gb", "device: NVIDIA RTX 2080 Ti")
    assert said("catalogue-ids", edit) == []


def test_what_looks_like_an_id_must_be_one():
    assert said("catalogue-ids", (BO, "device: nvidia-a100-80gb", "device: nvidia-a100")) == [
        f"{BO}:36:13: device 'nvidia-a100' is not in roofline/devices; "
        "did you mean 'nvidia-a100-80gb'?"
    ]
    assert said("catalogue-ids", (BO, "model: Toy-7B", "model: toy-7b")) == [
        f"{BO}:35:12: model 'toy-7b' is not in roofline/models; "
        "add it there, or write the name as printed"
    ]


def test_a_model_in_an_effect_must_be_an_id():
    drafted = (BO, "draft_cost: 0.1", "draft_model: Toy")
    assert said("catalogue-ids", drafted) == [
        f"{BO}:28:18: model 'Toy' is not in roofline/models; "
        "add it there, or write the name as printed"
    ]
    assert said("catalogue-ids", (BO, "draft_cost: 0.1", "draft_model: llama-2-7b")) == []


def test_effects_of_techniques_are_looked_at_too():
    default = (MODEL_LEVEL, "draft_cost: 0.1", "draft_model: llama-2")
    assert said("catalogue-ids", default) == [
        f"{MODEL_LEVEL}:50:20: model 'llama-2' is not in roofline/models; "
        "did you mean 'llama-2-7b'?"
    ]


def test_both_results_of_one_entry_are_placed():
    assert said(
        "catalogue-ids", (ADA, "    device: nvidia-a100-80gb", "    device: nvidia-a100-80")
    ) == [
        f"{ADA}:45:13: device 'nvidia-a100-80' is not in roofline/devices; "
        "did you mean 'nvidia-a100-80gb'?"
    ]
