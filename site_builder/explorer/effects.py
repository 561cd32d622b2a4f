"""Techniques' and papers' effects as data that a page replays: turns of knobs and other models.

A choice is a technique or a paper; its effects are applied together, in order. Effects that only
turn knobs travel as their turns. Those that rebuild or replace the model, or depend on it, travel
as a variant: what they make of each model, computed here. Those that run a second model name
it, and the page runs it too. What solves a linear program is left out with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from roofline.catalog import find_model
from roofline.deployment import Deployment
from roofline.device import Device
from roofline.effects.base import Change, Effect, EffectConflict, chosen
from roofline.effects.contradictions import REBUILDS, decided
from roofline.effects.decoding import Cascade
from roofline.effects.serving import ChangeDevice, Offload, Parallelize
from roofline.inputs import SETTINGS
from roofline.model import Model
from site_builder.atlas import Atlas
from site_builder.pages.effects_shown import effect_line


@dataclass(frozen=True)
class Second:
    """A second model that an effect runs to know its cost: the quotient of a total of both.

    Attributes:
        field: Field of the effect that names it.
        cost: Setting that the quotient becomes.
        total: Which of `roofline.totals.TOTAL_NAMES`.
        against: `changed` where the effect's own turns come first, else `start`.
        memory: Setting that its weights become, if they stay in memory.
    """

    field: str
    cost: str
    total: str
    against: str = "changed"
    memory: str = ""

    def as_data(self, model: str) -> dict[str, Any]:
        """What a page needs to run it."""
        own = {"cost": self.cost, "total": self.total, "against": self.against}
        return {"model": model, **own, **({"memory": self.memory} if self.memory else {})}


SECONDS = {
    "cascade": Second("model", "cascade_cost", "latency_ideal", "start"),
    "compress-prompt": Second("compressor", "compressor_cost", "ttft_ideal"),
    "speculate": Second("draft_model", "draft_cost", "decode_ideal", memory="draft_memory"),
}
"""Type of an effect to the second model that it may run."""


def second_model(effect: Effect) -> str:
    """Id of the second model that an effect runs; empty where it runs none."""
    second = SECONDS.get(effect.name)
    name = getattr(effect, second.field) if second else None
    return find_model(name).id if name else ""


PAPERS = "Papers"
"""Group of the choices that are papers."""


@dataclass(frozen=True)
class Choice:
    """A technique or paper whose effects can be tried.

    Attributes:
        id: Technique or key of the paper.
        name: What menus show.
        group: Heading of the menu.
        effects: Applied in order.
    """

    id: str
    name: str
    group: str
    effects: tuple[Effect, ...]

    @property
    def left_out(self) -> str:
        """Why a page cannot replay it; empty where it can."""
        return next(filter(None, map(reason_left_out, self.effects)), "")

    @property
    def variant(self) -> tuple[Effect, ...]:
        """The effects that depend on the model; what they do travels per model."""
        return tuple(effect for effect in self.effects if depends_on_model(effect))


def choices(atlas: Atlas) -> Iterator[Choice]:
    """Techniques in the order of the tree, then papers by key."""
    for term in atlas.leaves:
        if term.effect:
            group = atlas.way_down_to(term.id)[-2].name
            yield Choice(term.id, term.name, group, tuple(term.effect))
    for key, entry in sorted(atlas.library.entries.items()):
        if entry.effect:
            name = entry.title.replace("{", "").replace("}", "").partition(": ")[0]
            yield Choice(key, f"{name} ({entry.year})", PAPERS, tuple(entry.effect))


def reason_left_out(effect: Effect) -> str:
    """Why a page cannot replay an effect; empty where it can."""
    if isinstance(effect, Offload) and effect.policy == "linear-program":
        stated = (effect.weights_on_device, effect.kv_on_device)
        return "" if any(x is not None for x in stated) else "offload solves a linear program"
    return ""


def depends_on_model(effect: Effect) -> bool:
    """Whether an effect replaces or rebuilds the model, or sets knobs by what the model is."""
    by_experts = isinstance(effect, Offload) and effect.policy == "experts-on-host"
    return effect.name in REBUILDS or effect.name == "distil" or by_experts


def variant_key(effects: tuple[Effect, ...]) -> str:
    """A text that is equal for equal effects."""
    return json.dumps([e.model_dump(mode="json", exclude={"source", "note"}) for e in effects])


def variants(found: list[Choice]) -> Mapping[str, tuple[Effect, ...]]:
    """Key of a variant to its effects, each once, in the order of the choices."""
    wanted = (choice.variant for choice in found if not choice.left_out)
    return {variant_key(effects): effects for effects in wanted if effects}


@dataclass(frozen=True)
class Variant:
    """What effects make of a model.

    Attributes:
        model: The model after them.
        knobs: Settings that they set by what the model is.
        refusal: Why they do not apply; empty where they do.
    """

    model: Model
    knobs: tuple[tuple[str, float], ...] = ()
    refusal: str = ""


def variant_of(effects: tuple[Effect, ...], model: Model, device: Device) -> Variant:
    """What effects that depend on the model make of it, whatever the traffic and the device."""
    start = Deployment(model, device)
    after = start
    try:
        for effect in effects:
            after = effect.apply(after)
    except EffectConflict as conflict:
        return Variant(model, refusal=str(conflict))
    was, now = _settings(start), _settings(after)
    knobs = tuple((name, now[name]) for name in SETTINGS if now[name] != was[name])
    return Variant(after.model, knobs)


def _settings(d: Deployment) -> dict[str, float]:
    parts = (d.workload, d.numerics, d.execution)
    return {name: float(getattr(part, name)) for part in parts for name in part.__slots__}


def step(effect: Effect) -> dict[str, Any]:
    """One effect as a page replays it; neutral parts are left out."""
    turns = () if depends_on_model(effect) else effect.changes()
    if isinstance(effect, Cascade):
        turns = chosen(cascade_share=effect.share)
    second = second_model(effect)
    before: tuple[Change, ...] = getattr(effect, "before", tuple)()
    found: dict[str, Any] = {
        "type": effect.name,
        "text": effect_line(effect).text,
        "option": option(effect),
        "decides": decided(effect),
        "changes": [list(change) for change in turns],
        "before": [list(change) for change in before],
        "experts": isinstance(effect, Parallelize) and effect.expert > 1,
        "second": SECONDS[effect.name].as_data(second) if second else None,
        "device": effect.device if isinstance(effect, ChangeDevice) else None,
    }
    return {name: value for name, value in found.items() if value}


def option(effect: Effect) -> str:
    """The effect as `--effect` takes it; empty where it has parameters that this cannot carry."""
    values = effect.model_dump(exclude_defaults=True, exclude={"type", "source", "note"})
    if any(isinstance(value, (tuple, list)) for value in values.values()):
        return ""
    parts = ",".join(f"{name}={_written(value)}" for name, value in values.items())
    return f"{effect.name}:{parts}" if parts else effect.name


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
