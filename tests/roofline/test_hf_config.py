import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roofline.hf_config import architecture_from_config, known_architectures
from roofline.model import Model

LLAMA = {
    "model_type": "llama",
    "num_hidden_layers": 2,
    "hidden_size": 64,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "intermediate_size": 96,
    "vocab_size": 100,
    "max_position_embeddings": 512,
}
EXPERTS = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32}
LATENT = {
    "q_lora_rank": 24,
    "kv_lora_rank": 16,
    "qk_nope_head_dim": 8,
    "qk_rope_head_dim": 4,
    "v_head_dim": 8,
}
DELTA = {
    "linear_num_key_heads": 2,
    "linear_key_head_dim": 16,
    "linear_num_value_heads": 4,
    "linear_value_head_dim": 16,
    "full_attention_interval": 2,
}
MAMBA2 = {"mamba_num_heads": 16, "mamba_head_dim": 8, "n_groups": 2, "ssm_state_size": 16}


def config(name, *more, **fields):
    merged = {**LLAMA, "model_type": name}
    for extra in more:
        merged |= extra
    return merged | fields


# Counts in this table are those of transformers 5.23.0, built from the same configuration on the
# meta device, with the router's balancing bias (a buffer there) added where a model has one.
SMALL = [
    (config("llama"), 70_464),
    (config("llama", attention_bias=True, mlp_bias=True), 71_296),
    (config("llama", tie_word_embeddings=True, head_dim=16), 84_544),
    (config("mistral", sliding_window=128), 70_464),
    (config("qwen2"), 70_656),
    (config("qwen3"), 378_176),
    (config("gemma", head_dim=8), 64_064),
    (config("gemma2", head_dim=8), 64_320),
    (config("gemma3_text", head_dim=8), 64_352),
    (config("phi3"), 70_464),
    (config("phi"), 58_980),
    (config("glm4", head_dim=8), 70_912),
    (config("cohere"), 63_936),
    (config("cohere2"), 63_936),
    (config("stablelm"), 70_784),
    (config("starcoder2"), 52_736),
    (config("olmo2"), 70_624),
    (config("opt", num_key_value_heads=8, ffn_dim=96), 98_112),
    (config("bloom", num_key_value_heads=8, n_head=8), 106_624),
    (config("gpt2", num_key_value_heads=8, n_inner=96, n_positions=512), 97_984),
    (config("gptj", num_key_value_heads=8, n_inner=96), 70_948),
    (config("gpt_neox", num_key_value_heads=8), 71_616),
    (config("falcon"), 90_752),
    (config("falcon", new_decoder_architecture=True, num_kv_heads=2), 93_056),
    (config("mpt", num_key_value_heads=8, d_model=64, n_heads=8, n_layers=2), 105_024),
    (config("nemotron"), 58_496),
    (config("mixtral", num_local_experts=4, num_experts_per_tok=2), 181_568),
    (config("qwen2_moe", EXPERTS, shared_expert_intermediate_size=48), 102_016),
    (config("qwen3_moe", EXPERTS), 83_296),
    (config("qwen3_moe", EXPERTS, mlp_only_layers=[1]), 76_896),
    (config("olmoe", EXPERTS, intermediate_size=32), 83_424),
    (config("gpt_oss", num_local_experts=4, num_experts_per_tok=2, head_dim=8, attention_bias=True),
     183_960),
    (config("llama4_text", num_local_experts=4, num_experts_per_tok=1, intermediate_size_mlp=128,
            interleave_moe_layer_step=2, head_dim=8), 150_592),
    (config("minimax_m2", EXPERTS, num_local_experts=4, intermediate_size=32, head_dim=8), 83_432),
    (config("glm4_moe", EXPERTS, n_routed_experts=4, n_shared_experts=1, head_dim=8,
            first_k_dense_replace=1), 83_012),
    (config("deepseek_v2", EXPERTS, LATENT, n_routed_experts=4, n_shared_experts=2,
            first_k_dense_replace=1), 91_280),
    (config("deepseek_v3", EXPERTS, LATENT, n_routed_experts=4, n_shared_experts=1,
            first_k_dense_replace=1), 85_140),
    (config("deepseek_v32", EXPERTS, LATENT, n_routed_experts=4, n_shared_experts=1,
            first_k_dense_replace=1, index_n_heads=4, index_head_dim=16, index_topk=8), 90_836),
    (config("mamba", state_size=8), 50_944),
    (config("falcon_mamba", state_size=8), 50_944),
    (config("mamba2", num_heads=16, head_dim=8, n_groups=2, state_size=16), 74_656),
    (config("jamba", num_experts=4, num_experts_per_tok=2, attn_layer_period=2,
            attn_layer_offset=1, expert_layer_period=2, expert_layer_offset=1), 148_452),
    (config("nemotron_h", EXPERTS, MAMBA2, hybrid_override_pattern="M-*E", num_hidden_layers=4,
            n_routed_experts=4, n_shared_experts=1, moe_shared_expert_intermediate_size=48,
            head_dim=8), 89_268),
    (config("qwen3_next", EXPERTS, DELTA, shared_expert_intermediate_size=48, head_dim=8), 113_128),
    (config("qwen3_5_text", DELTA, head_dim=8), 81_768),
    (config("minimax", num_local_experts=4, num_experts_per_tok=2, head_dim=8,
            attn_type_list=[0, 1]), 191_872),
    (config("bamba", mamba_n_heads=16, mamba_d_head=8, mamba_n_groups=2, mamba_d_state=16,
            attn_layer_indices=[1]), 91_056),
]  # fmt: skip


def test_adjacent_layers_share_a_cache():
    fields = config("hunyuan_v1_moe", num_experts=4, moe_topk=[1, 1])
    alone, paired = (
        architecture_from_config({**fields, "use_cla": use, "cla_share_factor": 2})
        for use in (False, True)
    )
    # one of two layers has no key and value projections: 64 x (16 + 16) weights less
    assert alone.parameters - paired.parameters == 2048
    assert paired.kv_bytes_per_token() == alone.kv_bytes_per_token() / 2


def test_searched_layers_differ():
    attention, ffn = {"n_heads_in_group": 4}, {"ffn_mult": 3.0}
    gone = {"no_op": True}
    blocks = [{"attention": attention, "ffn": ffn}, {"attention": gone, "ffn": ffn}]
    shape = architecture_from_config(
        {**LLAMA, "model_type": "nemotron-nas", "block_configs": blocks}
    )
    # 2 x 3 x 64 / 3 = 128, rounded up to 256
    assert [g.ffn.intermediate for g in shape.groups] == [256, 256]
    assert [g.attention.kv_heads if g.attention else 0 for g in shape.groups] == [2, 0]
    assert [g.norm_parameters for g in shape.groups] == [128, 64]


@pytest.mark.parametrize(("fields", "count"), SMALL, ids=lambda v: str(v)[16:36])
def test_counts_of_each_architecture(fields, count):
    assert architecture_from_config(fields).parameters == count


def test_llama_by_hand():
    # q, o 64 x 64; k, v 64 x 16; three 64 x 96; two norms; two tables of 100 x 64; a final norm
    layer = 2 * 64 * 64 + 2 * 64 * 16 + 3 * 64 * 96 + 2 * 64
    assert architecture_from_config(LLAMA).parameters == 2 * layer + 2 * 6400 + 64


def test_file_and_mapping_give_the_same_model(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(LLAMA), encoding="utf-8")
    assert Model.from_hf_config(path) == Model.from_hf_config(LLAMA)
    assert Model.from_hf_config(path, model_id="mine", name="Mine").name == "Mine"


def test_text_part_of_a_vision_model_is_read():
    wrapped = {
        "model_type": "qwen3_vl",
        "tie_word_embeddings": True,
        "vision_config": {"hidden_size": 7},
        "text_config": {**LLAMA, "model_type": "qwen3_vl_text", "head_dim": 8},
    }
    bare = {**LLAMA, "model_type": "qwen3", "head_dim": 8, "tie_word_embeddings": True}
    assert architecture_from_config(wrapped) == architecture_from_config(bare)


def test_mla_caches_the_latent_only():
    shape = architecture_from_config(config("deepseek_v3", EXPERTS, LATENT))
    # 2 layers of 16 + 4 values of 2 bytes
    assert shape.kv_bytes_per_token() == 2 * 20 * 2


def test_indexer_adds_its_key_to_the_cache():
    fields = config("deepseek_v32", EXPERTS, LATENT, index_n_heads=4, index_head_dim=16)
    shape = architecture_from_config({**fields, "index_topk": 8})
    assert shape.kv_bytes_per_token() == 2 * (20 + 16) * 2
    assert shape.groups[0].attention.index_tokens == 8


def test_window_as_long_as_the_context_is_none():
    assert architecture_from_config(config("mistral", sliding_window=512)).groups == (
        architecture_from_config(config("mistral", sliding_window=None)).groups
    )


def test_stated_window_counts_only_where_it_is_used():
    stated = config("qwen2", sliding_window=128, use_sliding_window=False, max_window_layers=1)
    used = {**stated, "use_sliding_window": True}
    assert [g.attention.window for g in architecture_from_config(stated).groups] == [0]
    assert [g.attention.window for g in architecture_from_config(used).groups] == [0, 128]


def test_unknown_architecture_lists_the_known_ones():
    with pytest.raises(ValueError, match="config: model_type: 'bert' is not known") as error:
        Model.from_hf_config({"model_type": "bert"})
    assert str(error.value).endswith("known are " + ", ".join(known_architectures()))
    assert {"llama", "deepseek_v3", "gpt_oss", "nemotron_h", "jamba"} <= set(known_architectures())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hidden_size": None}, "hidden_size: is missing; llama needs it"),
        ({"hidden_size": -64}, "hidden_size: must be a whole number from 1 to 1000000000, got -64"),
        ({"hidden_size": float("nan")}, "hidden_size: must be a whole number from 1 to 1000000000, "
         "got nan"),
        ({"hidden_size": "64"}, "hidden_size: must be a whole number from 1 to 1000000000, got "
         "'64'"),
        ({"hidden_size": 10**18}, "hidden_size: must be a whole number from 1 to 1000000000, got "
         "1000000000000000000"),
        ({"hidden_size": True}, "hidden_size: must be a whole number from 1 to 1000000000, got "
         "True"),
        ({"num_hidden_layers": 10**6}, "num_hidden_layers: must be at most 2000, got 1000000"),
        ({"num_attention_heads": 7, "num_key_value_heads": 7}, "num_attention_heads: must divide "
         "hidden_size where head_dim is absent, got 7 for 64"),
        ({"num_key_value_heads": 3}, "num_key_value_heads: must divide num_attention_heads, got 3 "
         "for 8"),
        ({"tie_word_embeddings": "yes"}, "tie_word_embeddings: must be true or false, got 'yes'"),
        ({"model_type": "gemma2", "layer_types": ["full_attention"]}, "layer_types: must be a list "
         "of 2 words, got ['full_attention']"),
        ({"model_type": "gemma2", "layer_types": ["full_attention", {}]}, "layer_types: unknown "
         "entry {}; known: attention, chunked_attention, conv, full_attention, linear_attention, "
         "mamba, sliding_attention"),
        ({"model_type": "mixtral", "num_local_experts": 2, "num_experts_per_tok": 3},
         "num_experts_per_tok: must be at most 2, got 3"),
        ({"model_type": "nemotron_h", "hybrid_override_pattern": "M?"}, "hybrid_override_pattern: "
         "unknown letter '?'; known are M, *, -, E"),
        ({"model_type": "dbrx", "ffn_config": 3}, "ffn_config: must be a mapping, got 3"),
            ({"model_type": 3}, "model_type is missing; it names the architecture"),
    ],
)  # fmt: skip
def test_fault_is_one_line_that_names_the_field(change, message):
    with pytest.raises(ValueError, match="config: ") as error:
        Model.from_hf_config({**LLAMA, **change})
    assert str(error.value) == f"config: {message}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": ', ":1:7: not JSON: expecting value"),
        (b"[1]", ": must be a mapping of fields, got [1]"),
        (b"{}", ": model_type is missing; it names the architecture"),
        (b"\xff", ": not JSON: not UTF-8 text"),
        (b"[" * 200_000, ": nested too deeply"),
        (b'{"hidden_size": ' + b"9" * 10_000 + b"}", ": not JSON: a number is too long"),
        (b" " * 4_000_001, ": larger than 4000000 bytes, so no model configuration"),
    ],
)
def test_broken_file_is_one_line(tmp_path, content, message):
    path = tmp_path / "config.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"config\.json") as error:
        Model.from_hf_config(path)
    assert str(error.value) == f"{path}{message}"


def test_missing_file_is_one_line(tmp_path):
    with pytest.raises(ValueError, match="cannot be read: No such file or directory"):
        Model.from_hf_config(tmp_path / "config.json")


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.one_of(st.integers(-2, 3), st.text(max_size=3)), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(0, 3), max_size=2),
)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_any_damage_gives_a_model_or_a_value_error(data):
    fields = dict(data.draw(st.sampled_from([fields for fields, _ in SMALL])))
    for name in data.draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=3)):
        fields[name] = data.draw(JUNK)
    try:
        model = Model.from_hf_config(fields)
    except ValueError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert model.parameters >= model.active_parameters > 0
