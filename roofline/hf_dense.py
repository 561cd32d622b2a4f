"""Dense decoders: attention and one feed-forward part in each layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from roofline.architecture import Architecture
from roofline.hf_blocks import (
    FULL,
    SLIDING,
    Flag,
    Style,
    dense_ffn,
    hidden_size,
    max_context,
    norm_weights,
    softmax_attention,
    usual_types,
    whole_model,
    window_of,
)
from roofline.hf_reader import Config
from roofline.units import FieldError

Reader = Callable[[Config], Architecture]

PLAIN = Style()
BIASED = Style(norm_width=2, gated=False, bias=True, output_bias=True, ffn_bias=True)
"""GPT-like: norms with a shift, two feed-forward matrices, a bias everywhere."""


def plain(config: Config, style: Style = PLAIN) -> Architecture:
    """Equal layers that see all tokens, as in Llama.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
    """
    layer = (
        softmax_attention(config, style),
        dense_ffn(config, style),
        norm_weights(config, style),
    )
    return whole_model(config, style, [layer] * config.layers)


def windowed(config: Config, style: Style = PLAIN, every: int = 0) -> Architecture:
    """Layers with a sliding window among layers that see all tokens, as in Gemma.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
        every: Distance of full-attention layers where no list is given; 0 for all full. [1]
    """
    ffn, norm = dense_ffn(config, style), norm_weights(config, style)
    layers = [
        (softmax_attention(config, style, window=window_of(config, kind)), ffn, norm)
        for kind in usual_types(config, every)
    ]
    return whole_model(config, style, layers)


def always_windowed(config: Config, style: Style = PLAIN) -> Architecture:
    """Layers that all have the window of the configuration, if it states one, as in Mistral.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
    """
    attention = softmax_attention(config, style, window=window_of(config, SLIDING))
    layer = (attention, dense_ffn(config, style), norm_weights(config, style))
    return whole_model(config, style, [layer] * config.layers)


def qwen2(config: Config, style: Style = PLAIN) -> Architecture:
    """Qwen2 and Qwen3: a window is stated always but used only where `use_sliding_window`.

    Args:
        config: The configuration.
        style: What it leaves unsaid.
    """
    used = config.flag("use_sliding_window", default=False)
    first = config.whole("max_window_layers", default=config.layers, low=0) if used else 10**9
    kinds = [SLIDING if i >= first else FULL for i in range(config.layers)]
    ffn, norm = dense_ffn(config, style), norm_weights(config, style)
    layers = [
        (softmax_attention(config, style, window=window_of(config, kind)), ffn, norm)
        for kind in kinds
    ]
    return whole_model(config, style, layers)


def cohere(config: Config) -> Architecture:
    """Command-R: one norm without shift, attention and feed-forward side by side.

    Args:
        config: The configuration.
    """
    norm = "full" if config.flag("use_qk_norm", default=False) else ""
    style = Style(norms=1, query_key_norm=norm, bias="attention_bias", tied=True)
    return windowed(config, replace(style, output_bias="attention_bias"), every=0)


def cohere2(config: Config) -> Architecture:
    """Command-R7B and Command-A: three layers of four have a window.

    Args:
        config: The configuration.
    """
    style = Style(norms=1, bias="attention_bias", output_bias="attention_bias", tied=True)
    return windowed(config, style, every=4)


def stablelm(config: Config) -> Architecture:
    """StableLM: norms with a shift; one norm where attention and feed-forward are side by side.

    Args:
        config: The configuration.
    """
    parallel = config.flag("use_parallel_residual", default=False)
    if config.flag("qk_layernorm", default=False):
        raise FieldError(("qk_layernorm",), "is not supported for stablelm")
    return plain(config, Style(norms=2 - parallel, norm_width=2, bias="use_qkv_bias"))


def opt(config: Config) -> Architecture:
    """OPT: learned positions, two of them padding; small models embed in fewer channels.

    Args:
        config: The configuration.
    """
    style = replace(BIASED, tied=True)
    hidden = hidden_size(config)
    narrow = config.whole("word_embed_proj_dim", default=hidden)
    final = config.flag("do_layer_norm_before", default=True)
    extra = (config.whole("max_position_embeddings") + 2) * hidden
    if narrow != hidden:
        extra += 2 * narrow * hidden
    if not final:
        extra -= 2 * hidden
    layer = (
        softmax_attention(config, style),
        dense_ffn(config, style),
        norm_weights(config, style),
    )
    shape = whole_model(config, style, [layer] * config.layers, extra=extra)
    return replace(shape, embedding_dim=narrow if narrow != hidden else 0)


def bloom(config: Config) -> Architecture:
    """BLOOM: a norm on the embedding, feed-forward of four times the width, ALiBi positions.

    Args:
        config: The configuration.
    """
    style = replace(BIASED, tied=True)
    hidden = hidden_size(config)
    ffn = dense_ffn(config, style, width=4 * hidden)
    layer = (softmax_attention(config, style), ffn, norm_weights(config, style))
    return whole_model(config, style, [layer] * config.layers, extra=2 * hidden)


def gpt2(config: Config) -> Architecture:
    """GPT-2 and GPT-BigCode: learned positions; the latter may share one key-value head.

    Args:
        config: The configuration.
    """
    style = replace(BIASED, tied=True)
    hidden = hidden_size(config)
    attention = softmax_attention(config, style)
    if config.model_type == "gpt_bigcode" and config.flag("multi_query", default=True):
        attention = replace(attention, kv_heads=1)
    ffn = dense_ffn(config, style, width=config.whole("n_inner", default=4 * hidden))
    layer = (attention, ffn, norm_weights(config, style))
    extra = max_context(config) * hidden
    return whole_model(config, style, [layer] * config.layers, extra=extra)


def gptj(config: Config) -> Architecture:
    """GPT-J: one norm per layer, biases in the feed-forward part and the head only.

    Args:
        config: The configuration.
    """
    style = Style(norms=1, norm_width=2, gated=False, ffn_bias=True, head_bias=True)
    width = config.whole("n_inner", "intermediate_size", default=4 * hidden_size(config))
    layer = (
        softmax_attention(config, style),
        dense_ffn(config, style, width=width),
        norm_weights(config, style),
    )
    return whole_model(config, style, [layer] * config.layers)


def gpt_neox(config: Config) -> Architecture:
    """GPT-NeoX and Pythia: biases everywhere but in the head.

    Args:
        config: The configuration.
    """
    bias = config.flag("attention_bias", default=True)
    return plain(config, replace(BIASED, bias=bias, output_bias=bias))


def starcoder2(config: Config) -> Architecture:
    """StarCoder2: norms with a shift, two feed-forward matrices.

    Args:
        config: The configuration.
    """
    bias = config.flag("use_bias", default=True)
    return always_windowed(config, Style(2, 2, False, bias, bias, bias, tied=True))


def falcon(config: Config) -> Architecture:
    """Falcon: one shared key-value head, or groups of them in the newer form.

    Args:
        config: The configuration.
    """
    newer = config.flag("new_decoder_architecture", default=config.has("n_head_kv"))
    parallel = config.flag("parallel_attn", default=True)
    norms = config.whole("num_ln_in_parallel_attn", default=2) if newer else 2 - parallel
    bias = config.flag("bias", default=False)
    style = Style(norms, 2, gated=False, bias=bias, output_bias=bias, ffn_bias=bias, tied=True)
    attention = softmax_attention(config, style)
    if not newer:
        one = config.flag("multi_query", default=True)
        attention = replace(attention, kv_heads=1 if one else attention.heads)
    width = config.whole("ffn_hidden_size", default=4 * hidden_size(config))
    ffn = dense_ffn(config, style, width=width)
    layer = (attention, ffn, norm_weights(config, style))
    return whole_model(config, style, [layer] * config.layers)


def mpt(config: Config) -> Architecture:
    """MPT: norms without shift, no biases, ALiBi positions.

    Args:
        config: The configuration.
    """
    if not config.flag("no_bias", default=True):
        raise FieldError(("no_bias",), "must be true; MPT with biases is not supported")
    style = Style(gated=False, tied=True)
    attention = softmax_attention(config, style)
    shared = config.inner("attn_config").whole("kv_n_heads", default=attention.kv_heads)
    ratio = config.whole("expansion_ratio", default=4)
    layer = (
        replace(attention, kv_heads=shared),
        dense_ffn(config, style, width=ratio * hidden_size(config)),
        norm_weights(config, style),
    )
    return whole_model(config, style, [layer] * config.layers)


def chatglm(config: Config) -> Architecture:
    """ChatGLM2, ChatGLM3 and GLM-4-9B: few key-value groups, padded vocabulary.

    Args:
        config: The configuration.
    """
    heads = config.whole("num_attention_heads")
    few = config.flag("multi_query_attention", default=False)
    groups = config.whole("multi_query_group_num", default=1) if few else heads
    translated = {
        "num_key_value_heads": groups,
        "head_dim": config.whole("kv_channels", default=hidden_size(config) // heads),
        "intermediate_size": config.whole("ffn_hidden_size"),
        "vocab_size": config.whole("padded_vocab_size", "vocab_size"),
    }
    style = Style(bias="add_qkv_bias")
    return plain(Config({**config.data, **translated}), style)


def qwen1(config: Config) -> Architecture:
    """The first Qwen: `intermediate_size` counts gate and up together.

    Args:
        config: The configuration.
    """
    half = {"intermediate_size": config.whole("intermediate_size", low=2) // 2}
    return plain(Config({**config.data, **half}), Style(bias=True))


_LLAMA = Style(bias="attention_bias", output_bias="attention_bias", ffn_bias="mlp_bias")
_QWEN3 = replace(_LLAMA, ffn_bias=False, query_key_norm="head", head_dim=128)
_GEMMA = replace(_LLAMA, ffn_bias=False, tied=True, head_dim=256)
_GLM = Style(bias=Flag("attention_bias"), head_dim=128)
_OLMO2 = replace(_LLAMA, query_key_norm="full", ffn_bias=False)
_NEMOTRON = replace(_LLAMA, norm_width=2, gated=False)

READERS: Mapping[str, Reader] = {
    "llama": partial(plain, style=_LLAMA),
    "aquila": plain,
    "baichuan": plain,
    "orion": partial(plain, style=Style(norm_width=2)),
    "internlm": partial(plain, style=Style(bias=Flag("bias"), output_bias=Flag("bias"))),
    "internlm2": partial(plain, style=Style(bias="bias", output_bias="bias")),
    "granite": partial(plain, style=_LLAMA),
    "seed_oss": partial(
        plain, style=Style(bias=Flag("attention_bias"), output_bias="attention_out_bias")
    ),
    "smollm3": partial(plain, style=replace(_LLAMA, tied=True)),
    "ernie4_5": partial(plain, style=Style(2, 1, True, "use_bias", "use_bias", "use_bias")),
    "mistral": always_windowed,
    "ministral3": always_windowed,
    "phi3": always_windowed,
    "qwen": qwen1,
    "qwen2": partial(qwen2, style=Style(bias=True)),
    "mimo": partial(qwen2, style=Style(bias=True)),
    "qwen3": partial(qwen2, style=_QWEN3),
    "gemma": partial(plain, style=_GEMMA),
    "gemma2": partial(windowed, style=replace(_GEMMA, norms=4), every=2),
    "gemma3_text": partial(
        windowed, style=replace(_GEMMA, norms=4, query_key_norm="head"), every=6
    ),
    "glm": partial(plain, style=_GLM),
    "glm4": partial(plain, style=replace(_GLM, norms=4)),
    "chatglm": chatglm,
    "phi": partial(plain, style=Style(1, 2, False, True, True, True, head_bias=True)),
    "cohere": cohere,
    "cohere2": cohere2,
    "stablelm": stablelm,
    "starcoder2": starcoder2,
    "olmo": partial(plain, style=Style(norm_width=0)),
    "olmo2": partial(plain, style=_OLMO2),
    "olmo3": partial(windowed, style=_OLMO2, every=4),
    "exaone4": partial(windowed, style=Style(query_key_norm="head"), every=4),
    "nemotron": partial(plain, style=_NEMOTRON),
    "opt": opt,
    "bloom": bloom,
    "gpt2": gpt2,
    "gpt_bigcode": gpt2,
    "gptj": gptj,
    "gpt_neox": gpt_neox,
    "falcon": falcon,
    "mpt": mpt,
}
"""Architecture name to its reader."""
