"""From a Hugging Face `config.json` to an architecture; files are untrusted.

A configuration leaves much to the class that reads it: which projections carry a bias, how many
norms a layer has, what an absent field means. Each reader states that for one architecture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roofline import hf_dense, hf_experts, hf_latent, hf_state, hf_uneven
from roofline.architecture import Architecture
from roofline.hf_dense import Reader
from roofline.hf_reader import Config, Raw, read_config
from roofline.units import FieldError, show

__all__ = ["architecture_from_config", "known_architectures", "read_config"]

READERS: Mapping[str, Reader] = {
    **hf_dense.READERS,
    **hf_experts.READERS,
    **hf_latent.READERS,
    **hf_state.READERS,
    **hf_uneven.READERS,
}

ALIASES: Mapping[str, str] = {
    "RefinedWeb": "falcon",
    "RefinedWebModel": "falcon",
    "gemma3": "gemma3_text",
    "gemma4": "gemma4_text",
    "kimi_k25": "deepseek_v3",
    "llama4": "llama4_text",
    "llava": "llama",
    "minimax_m1": "minimax",
    "minimax_text_01": "minimax",
    "mistral3": "mistral",
    "phi-msft": "phi",
    "qwen2_5_vl": "qwen2",
    "qwen2_5_vl_text": "qwen2",
    "qwen2_vl": "qwen2",
    "qwen2_vl_text": "qwen2",
    "qwen3_5": "qwen3_5_text",
    "qwen3_5_moe": "qwen3_5_moe_text",
    "qwen3_vl": "qwen3",
    "qwen3_vl_moe": "qwen3_moe",
    "qwen3_vl_moe_text": "qwen3_moe",
    "qwen3_vl_text": "qwen3",
}
"""Other names that configurations use for an architecture; vision models by their text part."""

TEXT_PARTS = ("text_config", "language_config", "llm_config")
"""Fields in which a vision model keeps the configuration of its language model."""


def known_architectures() -> tuple[str, ...]:
    """Names (`model_type`) that `architecture_from_config` reads, sorted."""
    return tuple(sorted({*READERS, *ALIASES}))


def language_part(data: Raw) -> dict[str, Any]:
    """Configuration of the language model within that of a vision model, else the whole.

    Args:
        data: Content of the file.
    """
    outer = dict(data)
    for field in TEXT_PARTS:
        inner = outer.get(field)
        if isinstance(inner, Mapping):
            kept = ("model_type", "tie_word_embeddings", "mm_tokens_per_image")
            return {**{name: outer[name] for name in kept if name in outer}, **inner}
    return outer


def architecture_from_config(data: Raw) -> Architecture:
    """Shape of the model that a configuration describes.

    Args:
        data: Content of the file.

    Raises:
        FieldError: A ValueError that names the field, the fault and the remedy.
    """
    part = language_part(data)
    name = part.get("model_type")
    reader = READERS.get(ALIASES.get(name, name)) if isinstance(name, str) else None
    if reader is None:
        known = ", ".join(known_architectures())
        raise FieldError(("model_type",), f"{show(name)} is not known; known are {known}")
    return reader(Config(part))
