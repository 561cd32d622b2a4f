"""From a Hugging Face `config.json` to an architecture; files are untrusted.

A configuration leaves much to the class that reads it: which projections carry a bias, how many
norms a layer has, what an absent field means. Each reader states that for one architecture.
"""

from __future__ import annotations

from collections.abc import Mapping

from roofline import hf_dense, hf_experts
from roofline.architecture import Architecture
from roofline.hf_dense import Reader
from roofline.hf_reader import Config, Raw, read_config
from roofline.units import FieldError, show

__all__ = ["architecture_from_config", "known_architectures", "read_config"]

READERS: Mapping[str, Reader] = {**hf_dense.READERS, **hf_experts.READERS}


def known_architectures() -> tuple[str, ...]:
    """Names (`model_type`) that `architecture_from_config` reads, sorted."""
    return tuple(sorted(READERS))


def architecture_from_config(data: Raw) -> Architecture:
    """Shape of the model that a configuration describes.

    Args:
        data: Content of the file.

    Raises:
        FieldError: A ValueError that names the field, the fault and the remedy.
    """
    name = data.get("model_type")
    if not isinstance(name, str) or name not in READERS:
        known = ", ".join(known_architectures())
        raise FieldError(("model_type",), f"{show(name)} is not known; known are {known}")
    return READERS[name](Config(data))
