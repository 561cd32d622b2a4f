import csv
import math
from pathlib import Path

import pytest

from roofline.catalog import find_model, load_models
from roofline.model import Attention, FeedForward, LayerGroup, Model

COUNTS = Path(__file__).parents[1] / "data" / "model_counts.csv"

ROUNDED_OTHERWISE = {
    "glm-4-5-air": "prints 106e9 for 106.85e9",
    "llama-4-scout": "counts the vision encoder",
    "qwen2-5-32b": "prints 32.5e9 for 32.76e9",
}
"""Published counts further than 0.5 % and further than their last digit from the modules."""


def reference_counts():
    with COUNTS.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: int(row["parameters"]) for row in csv.DictReader(lines)}


def last_digit(count):
    """Half of the last digit printed: 236e9 says no more than 236e9 +- 0.5e9."""
    zeros = len(str(count)) - len(str(count).rstrip("0"))
    return 10**zeros / 2


def test_counts_are_those_of_the_module_shapes():
    computed = {key: model.parameters for key, model in load_models().items()}
    assert computed == reference_counts()


def test_counts_agree_with_published_ones():
    far = set()
    for key, model in load_models().items():
        published = model.published_parameters
        if published is None:
            continue
        assert model.published_source
        allowed = max(0.005 * published, last_digit(published))
        if abs(model.parameters - published) > allowed:
            far.add(key)
    assert far == set(ROUNDED_OTHERWISE)


@pytest.mark.parametrize("model", load_models().values(), ids=lambda m: m.id)
def test_parts_add_up_and_active_is_no_more_than_all(model):
    assert sum(model.parameters_by_part().values()) == model.parameters
    assert model.active_parameters <= model.parameters
    assert (model.active_parameters < model.parameters) == model.is_mixture
    assert model.num_layers == sum(group.count for group in model.groups)


def test_llama_2_7b_by_hand():
    # per layer 4 x 4096^2 attention, 3 x 4096 x 11008 ffn, 2 norms; two tables; one norm
    layer = 4 * 4096**2 + 3 * 4096 * 11008 + 2 * 4096
    assert find_model("llama-2-7b").parameters == 32 * layer + 2 * 32000 * 4096 + 4096
    assert find_model("llama-2-7b").parameters == 6_738_415_616


@pytest.mark.parametrize(
    ("name", "active", "tolerance"),
    [
        ("mixtral-8x7b", 12.9e9, 0.005),
        ("mixtral-8x22b", 39e9, 0.005),
        ("deepseek-v2", 21e9, 0.02),
        ("deepseek-v3", 37e9, 0.02),
        ("llama-4-maverick", 17e9, 0.02),
    ],
)
def test_active_parameters_near_published(name, active, tolerance):
    assert math.isclose(find_model(name).active_parameters, active, rel_tol=tolerance)


@pytest.mark.parametrize(("name", "active"), [("gpt-oss-20b", 3.61e9), ("gpt-oss-120b", 5.13e9)])
def test_gpt_oss_counts_active_weights_without_the_embedding(name, active):
    # its model card looks the embedding up and multiplies by the head only
    model = find_model(name)
    without = model.active_parameters - model.parameters_by_part()["embedding"]
    assert math.isclose(without, active, rel_tol=0.001)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("llama-2-7b", 2 * 32 * 32 * 128 * 2),  # 512 KiB: 32 layers, 32 heads of 128, K and V
        ("llama-3-8b", 2 * 32 * 8 * 128 * 2),  # 128 KiB with 8 key-value heads
        ("llama-3-1-405b", 516_096),  # arXiv 2505.09343, table 1: 516.096 kB
        ("qwen2-5-72b", 327_680),  # the same table: 327.680 kB
        ("deepseek-v3", 70_272),  # the same table: 70.272 kB, 61 layers of 512 + 64 values
        ("falcon-mamba-7b", 0),
    ],
)
def test_cache_per_token(name, size):
    assert find_model(name).kv_bytes_per_token() == size


def test_cache_scales_with_bits():
    model = find_model("llama-3-8b")
    assert model.kv_bytes_per_token(4) == model.kv_bytes_per_token(16) / 4


def test_state_of_a_recurrent_model():
    # 64 layers of inner width 8192: 16 values of state and 3 of convolution per channel
    assert find_model("falcon-mamba-7b").state_values == 64 * 8192 * (16 + 3)


def test_windows_make_groups():
    sliding, full = find_model("gemma-3-27b").groups
    assert (sliding.count, sliding.attention.window) == (52, 1024)
    assert (full.count, full.attention.window) == (10, 0)


def test_first_dense_layers_make_a_group():
    dense, sparse = find_model("deepseek-v3").groups
    assert (dense.count, dense.ffn.kind, sparse.count, sparse.ffn.kind) == (
        3, "dense", 58, "experts",
    )  # fmt: skip


def test_hybrid_has_both_kinds_of_mixer():
    kinds = {g.attention.kind if g.attention else "" for g in find_model("nemotron-h-56b").groups}
    assert kinds == {"state", "softmax", ""}


def test_shared_cache_shares_its_projections():
    alone = Attention(heads=4, kv_heads=2, head_dim=8, value_dim=8)
    paired = Attention(heads=4, kv_heads=2, head_dim=8, value_dim=8, layers_per_cache=2)
    assert alone.parameters(32) - paired.parameters(32) == 32 * (16 + 16) / 2
    assert paired.cached_per_token == alone.cached_per_token / 2


def test_experts_in_a_narrow_space():
    ffn = FeedForward("experts", 10, gated=False, experts=4, top_k=1, latent=8)
    # 4 experts of 2 x 8 x 10, down and up 2 x 32 x 8, router 32 x 4
    assert ffn.parameters(32) == 640 + 512 + 128
    assert ffn.parameters(32, active=True) == 160 + 512 + 128


def test_images_become_prefix_tokens():
    model = find_model("gemma-3-4b")
    assert model.prefix_tokens == 0
    assert model.with_images(2).prefix_tokens == 512
    with pytest.raises(ValueError, match="model llama-2-7b does not state tokens per image"):
        find_model("llama-2-7b").with_images(1)


def test_model_is_hashable():
    group = LayerGroup(1, None, FeedForward(intermediate=4))
    model = Model(id="m", name="M", hidden=2, vocab=3, groups=(group,))
    assert {model: 1}[model] == 1
    assert model.parameters == 3 * 2 * 4 + 2 * 3 * 2
