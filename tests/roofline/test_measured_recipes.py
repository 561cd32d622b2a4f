import pytest

from roofline.measured_recipes import DRAWN, LENGTHS, cache_bits, mean_lengths, on_blackwell


def test_gpus_of_a_generation_are_named_with_or_without_their_socket():
    assert on_blackwell("b200_sxm")
    assert on_blackwell("gb300")
    assert not on_blackwell("h200_sxm")
    assert not on_blackwell("nvidia-b200-nvl")


@pytest.mark.parametrize(
    ("framework", "family", "gpu", "dense", "experts", "bits"),
    [
        # TensorRT-LLM's recipes, `dtype: fp8`
        ("trtllm", "qwen3-32b", "h100_sxm", 8, 8, 8),
        ("trtllm", "llama3.1-8b", "h100_sxm", 16, 16, 16),
        # only experts are quantised: `dtype: auto` on Hopper, `dtype: fp8` on Blackwell
        ("trtllm", "gpt-oss-120b", "h200_sxm", 16, 4, 16),
        ("trtllm", "gpt-oss-120b", "b200_sxm", 16, 4, 8),
        ("vllm", "gpt-oss-120b", "b200_sxm", 16, 4, 8),
        ("vllm", "kimi-k2.5", "b200_sxm", 16, 4, 16),
        # left at the model's own type on Hopper, but for recipes of two models
        ("sglang", "llama3.1-8b", "h200_sxm", 8, 8, 16),
        ("sglang", "deepseek-v3", "h200_sxm", 8, 8, 16),
        ("vllm", "minimax-m2.5", "h200_sxm", 8, 8, 16),
        ("vllm", "llama3.1-70b", "h100_sxm", 8, 8, 8),
        ("sglang", "qwen3.5-397b", "h200_sxm", 8, 8, 8),
        ("sglang", "qwen3.5-397b", "b300_sxm", 16, 16, 16),
        ("sglang", "deepseek-v3", "b200_sxm", 4, 4, 8),
    ],
)
def test_the_cache_is_as_a_run_s_recipe_or_its_framework_s_default_says(
    framework, family, gpu, dense, experts, bits
):
    assert cache_bits(framework, family, gpu, dense, experts) == bits


def test_lengths_are_drawn_evenly_from_four_fifths_to_the_whole_of_what_is_named():
    assert pytest.approx((0.8 + 1) / 2) == DRAWN
    assert mean_lengths(8192, 1024, dated=True) == pytest.approx((7372.8, 921.6))


@pytest.mark.parametrize(
    ("lengths", "dated"), [((4000, 1000), True), ((1024, 512), True), (LENGTHS[0], False)]
)
def test_lengths_of_other_benchmarks_are_what_is_named(lengths, dated):
    assert mean_lengths(*lengths, dated=dated) == lengths
