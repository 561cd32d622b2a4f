from edited_toy import MODEL_LEVEL, edited

from taxonomy.tree import Tree


def test_roots_children_leaves():
    tree = edited().tree
    assert tree.roots == ("model-level", "system-level")
    assert tree.children("model-level") == ("quantization", "speculative-decoding")
    assert tree.leaves == (
        "kv-cache-quantization",
        "draft-model-speculation",
        "performance-modeling",
    )
    assert tree.is_leaf("performance-modeling")
    assert not tree.is_leaf("quantization")
    assert not tree.is_leaf("unknown")


def test_paths_and_what_lies_below():
    tree = edited().tree
    assert tree.path("kv-cache-quantization") == (
        "model-level",
        "quantization",
        "kv-cache-quantization",
    )
    assert tree.below("model-level") == ("kv-cache-quantization", "draft-model-speculation")
    assert tree.path("unknown") == ()


def test_a_circle_ends():
    library = edited(
        (
            MODEL_LEVEL,
            "name: Quantization\n  parent: model-level",
            "name: Quantization\n  parent: kv-cache-quantization",
        )
    )
    assert library.tree.path("kv-cache-quantization") == ("quantization", "kv-cache-quantization")


def test_an_empty_tree():
    assert Tree({}).roots == ()
    assert Tree({}).leaves == ()
