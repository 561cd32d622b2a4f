"""The bridge to the roofline engine: reference deployments before and after effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from site_builder.computed import Change


@dataclass(frozen=True)
class HomeEffect:
    """A switch on the home page."""

    id: str
    label: str
    effect: object


HOME_EFFECTS = (
    HomeEffect("w", "4-bit weights", None),
    HomeEffect("k", "8-bit KV cache", None),
    HomeEffect("s", "Speculation", None),
)


def changes_by(effects: tuple[object, ...], limit: int | None = None) -> tuple[Change, ...]:
    return ()


def home_change(on: Sequence[HomeEffect]) -> Change | None:
    return None
