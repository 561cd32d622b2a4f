"""A language model by name: its architecture, and where each fact about it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from os import PathLike
from typing import Any

from roofline.architecture import (
    PARTS,
    Architecture,
    Attention,
    AttentionKind,
    FeedForward,
    FfnKind,
    LayerGroup,
    q_out,
)
from roofline.hf_config import architecture_from_config, read_config
from roofline.units import FieldError

__all__ = [
    "PARTS",
    "Architecture",
    "Attention",
    "AttentionKind",
    "FeedForward",
    "FfnKind",
    "LayerGroup",
    "Model",
    "q_out",
]


@dataclass(frozen=True, kw_only=True)
class Model(Architecture):
    """A decoder-only language model; its widths and counts are those of `Architecture`.

    Attributes:
        id: Identifier in data.
        name: Name as its makers write it.
        prefix_tokens: Tokens that every prompt begins with (images of a vision model). [token]
        family: Series it belongs to.
        model_type: Architecture as its configuration names it.
        source: Where the configuration was read.
        published_parameters: Count its makers state; None where only the name tells it. [1]
        published_source: Where they state it.
        released: Date of release, ISO form.
        url: Page of the weights.
        note: Remark on the configuration.
        aliases: Other names that the literature uses.
    """

    id: str
    name: str
    prefix_tokens: int = 0
    family: str = ""
    model_type: str = ""
    source: str = ""
    published_parameters: int | None = None
    published_source: str = ""
    released: str = ""
    url: str = ""
    note: str = ""
    aliases: tuple[str, ...] = ()

    @classmethod
    def from_hf_config(
        cls,
        config: str | PathLike[str] | Mapping[str, Any],
        *,
        model_id: str = "",
        name: str = "",
    ) -> Model:
        """The model that a Hugging Face `config.json` describes.

        Args:
            config: The file, or its content as a mapping.
            model_id: Identifier to give it; the file's `_name_or_path` or "own-model" if empty.
            name: Name to give it; the identifier if empty.

        Raises:
            ValueError: With one line that names the file, the field and the remedy.
        """
        data = read_config(config)
        place = "config" if isinstance(config, Mapping) else str(config)
        try:
            shape = architecture_from_config(data)
        except FieldError as error:
            raise ValueError(f"{place}: {error}") from None
        given = data.get("_name_or_path")
        if not model_id:
            model_id = given if isinstance(given, str) and given else "own-model"
        kind = data["model_type"]
        return cls(id=model_id, name=name or model_id, model_type=kind, **_shallow(shape))

    def with_images(self, images: int) -> Model:
        """The same model with so many images before every prompt.

        Args:
            images: Images per request. [1]

        Raises:
            ValueError: If the configuration does not say how many tokens an image becomes.
        """
        if images and not self.image_tokens:
            raise ValueError(f"model {self.id} does not state tokens per image; set prefix_tokens")
        return replace(self, prefix_tokens=images * self.image_tokens)


def _shallow(shape: Architecture) -> dict[str, Any]:
    """Fields of a shape, without turning its groups into dicts."""
    return {f.name: getattr(shape, f.name) for f in fields(Architecture)}
