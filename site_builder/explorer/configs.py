"""How a page reads a pasted `config.json`: polynomials measured from the Python reader.

Each number of a model of these families is a polynomial in the configuration's fields, of degree
one in each (a product of widths, a count of layers). Its coefficients follow exactly from the
Python reader's answers at two values of every field, so that the page needs no rules of its own;
a test holds it against real configurations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from roofline.inputs import GROUP_NUMBERS, MODEL_NUMBERS, Structure, model_values, structure_of
from roofline.model import Model

WIDTHS = {
    "hidden_size": (64, 128),
    "vocab_size": (1000, 3000),
    "num_hidden_layers": (2, 3),
    "num_attention_heads": (4, 8),
    "num_key_value_heads": (1, 2),
    "head_dim": (8, 16),
    "intermediate_size": (96, 160),
}
"""Fields of every family, and two values of each to ask the reader for. [1]"""

EXPERTS = {"num_local_experts": (4, 8), "num_experts_per_tok": (1, 2)}
TIED, BIASED, FFN_BIASED = "tie_word_embeddings", "attention_bias", "mlp_bias"
WINDOW = len(MODEL_NUMBERS) + GROUP_NUMBERS.index("window")
"""Place of the window in a model's numbers; not a polynomial, set apart."""


@dataclass(frozen=True)
class Family:
    """A `model_type` that a page reads.

    Attributes:
        name: As configurations write it.
        widths: Whole-number fields.
        flags: Switches, false where absent.
        has_window: Whether `sliding_window` counts.
        head_dim: Meaning of an absent `head_dim`; 0 for the hidden width over the heads. [1]
    """

    name: str
    widths: tuple[str, ...]
    flags: tuple[str, ...]
    has_window: bool = False
    head_dim: int = 0

    @property
    def structure(self) -> Structure:
        """The structure of its models."""
        return structure_of(_read(self, tuple(0 for _ in (*self.widths, *self.flags))))

    def as_data(self, structure: str) -> dict[str, Any]:
        """What the page needs to read a configuration of it."""
        return {
            "type": self.name,
            "structure": structure,
            "widths": self.widths,
            "flags": self.flags,
            "window": WINDOW if self.has_window else None,
            "headDim": self.head_dim,
            "values": polynomials(self),
        }


_PLAIN = tuple(WIDTHS)
_MIXED = (*_PLAIN, *EXPERTS)


def families() -> Iterator[Family]:
    """The families that a page reads, in the order of its message."""
    yield Family("llama", _PLAIN, (TIED, BIASED, FFN_BIASED))
    yield Family("mistral", _PLAIN, (TIED,), has_window=True)
    yield Family("qwen2", _PLAIN, (TIED,))
    yield Family("qwen3", _PLAIN, (TIED, BIASED), head_dim=128)
    yield Family("mixtral", _MIXED, (TIED,), has_window=True)


def _read(family: Family, corner: tuple[int, ...]) -> Model:
    """The model with one of each field's two values."""
    points = {**WIDTHS, **EXPERTS}
    fields = zip((*family.widths, *family.flags), corner, strict=True)
    config: dict[str, Any] = {
        name: points[name][at] if name in points else bool(at) for name, at in fields
    }
    return Model.from_hf_config({"model_type": family.name, **config})


@lru_cache(maxsize=16)
def polynomials(family: Family) -> list[list[list[Any]]]:
    """Per number of a model its terms, each a coefficient and the places of its fields."""
    names = (*family.widths, *family.flags)
    corners = list(product((0, 1), repeat=len(names)))
    answers = np.array([model_values(_read(family, corner)) for corner in corners])
    grid = answers.reshape((2,) * len(names) + (answers.shape[1],))
    for axis, name in enumerate(names):
        grid = _along(grid, axis, *{**WIDTHS, **EXPERTS}.get(name, (0, 1)))
    flat = grid.reshape(len(corners), -1)
    places = [[i for i, there in enumerate(corner) if there] for corner in corners]
    return [[[int(column[k]), places[k]] for k in np.flatnonzero(column)] for column in flat.T]


def _along(grid: npt.NDArray[Any], axis: int, low: int, high: int) -> npt.NDArray[Any]:
    """Values at two points of a field become constant and slope."""
    first, second = np.take(grid, 0, axis), np.take(grid, 1, axis)
    slope = (second - first) / (high - low)
    return np.stack([first - slope * low, slope], axis)
