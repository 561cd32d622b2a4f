import pytest

from roofline.frameworks import KINDS, Loop, load_frameworks


def test_every_framework_has_constants_and_bands_for_both_classes():
    known = load_frameworks()
    assert sorted(known.frameworks) == ["sglang", "trtllm", "vllm"]
    for framework in known.frameworks.values():
        assert sorted(framework.loops) == sorted(KINDS)
        for kind in KINDS:
            low, high = framework.tpot_bands[kind]
            assert 0.3 < low < 1 < high < 2
            assert min(framework.loops[kind]) >= 0
    # experts of SGLang, TensorRT-LLM and vLLM, and what all share: nothing of dense models
    assert known.constants == 2 + 2 + 3 + 4


def test_an_unknown_framework_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"^unknown framework 'tgi'; known are sglang, trtllm"):
        load_frameworks().find("tgi")


def test_half_of_the_prompts_follow_the_first_token_where_prompts_go_first():
    known = load_frameworks()
    assert known.like("sglang").unfitted("moe").prompts == 0.5
    assert known.like("sglang").unfitted("dense").queue == 0.5
    assert known.find("sglang").loops["dense"].prompts == 0.5
    assert known.find("vllm").loops["dense"].prompts == 1.0


def test_mixtures_of_experts_have_a_share_of_prompts_of_their_own():
    known = load_frameworks()
    assert known.find("sglang").loops["moe"].prompts > 1
    assert known.find("sglang").fitted["moe"] == ("prompts", "queue")


def test_what_a_framework_does_not_state_is_not_fitted():
    trtllm = load_frameworks().find("trtllm")
    assert trtllm.fitted["moe"] == ("step", "fixed")
    assert trtllm.loops["moe"].prompts == trtllm.loops["moe"].prefill == 1.0


def test_frameworks_share_the_time_before_any_prefill_and_the_queue():
    known = load_frameworks()
    assert known.shared.first == {"dense": 0.08, "moe": 0.1}
    assert {f.loops["dense"].first for f in known.frameworks.values()} == {0.08}
    assert known.find("trtllm").loops["moe"].queue == known.shared.queue == 0.06
    assert known.like("another").unfitted("dense") == Loop(1.02, first=0.08, queue=0.06)
    assert known.find("vllm").loops["dense"].step == known.shared.step["dense"]


def test_neutral_constants_are_the_kernels_by_themselves():
    assert Loop() == (1.0, 1.0, 0.0, 0.0, 1.0, 0.0)
