"""The impact part of a page: the changes, their figure and the sentence that says what they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from roofline.effects.base import Effect
from site_builder.atlas import Atlas
from site_builder.figures.roofline import before_after_figure
from site_builder.impact.computed import Change
from site_builder.impact.engine import changes_by
from site_builder.svg import ratio
from taxonomy.entry import Entry
from taxonomy.terms import Technique

_NOTHING = Markup()
_TELLING = 1.05
"""A gain from here up is told. [1]"""
_ENDLESS = 1000
"""A batch that so many times over fits is told as no limit. [1]"""


@dataclass(frozen=True)
class EffectLine:
    """An effect in words: its type and parameters, and where they come from."""

    text: str
    source: str | None
    note: str | None


@dataclass(frozen=True)
class Shown:
    """What the impact part of a page shows."""

    changes: tuple[Change, ...] = ()
    finding: str = ""
    caption: str = ""
    figure: Markup = _NOTHING
    effects: tuple[EffectLine, ...] = ()
    no_effect: str = ""
    from_technique: Technique | None = field(default=None)

    def as_values(self) -> dict[str, object]:
        """The template's variables."""
        return dict(self.__dict__)


def effect_line(effect: Effect) -> EffectLine:
    """An effect in words, its neutral parameters left out."""
    values = effect.model_dump(exclude_defaults=True)
    parameters = {
        name: value for name, value in values.items() if name not in ("type", "source", "note")
    }
    words = ", ".join(f"{name.replace('_', ' ')} {_value(v)}" for name, v in parameters.items())
    kind = effect.name
    return EffectLine(
        text=f"{kind}: {words}" if words else str(kind),
        source=getattr(effect, "source", None),
        note=getattr(effect, "note", None),
    )


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def shown_for_entry(atlas: Atlas, entry: Entry) -> Shown:
    """The impact part of a paper's page; a paper without effect says why."""
    if not entry.effect:
        return Shown(no_effect=entry.no_effect or "the entry names none.")
    return _shown(tuple(entry.effect), short=True)


def shown_for_technique(term: Technique) -> Shown:
    """The impact part of a technique's page."""
    return _shown(tuple(term.effect), short=False) if term.effect else Shown()


def _shown(effects: tuple[Effect, ...], *, short: bool) -> Shown:
    changes = changes_by(effects, short=short)
    told = most_telling(changes)
    finding = finding_of(told or changes[0])
    return Shown(
        changes=changes,
        finding=finding,
        caption=caption_of(told) if told else "",
        figure=drawn(told, finding) if told else _NOTHING,
        effects=tuple(effect_line(effect) for effect in effects),
    )


def most_telling(changes: Sequence[Change]) -> Change | None:
    """The deployment whose times change most, the first of equals; None where none applies."""
    applicable = [change for change in changes if change.after is not None]
    return max(applicable, key=_size, default=None)


def _size(change: Change) -> float:
    gains = (change.decode_gain, change.prefill_gain)
    return round(max(abs(math.log(gain)) for gain in gains if gain), 2)


def drawn(change: Change, finding: str, identity: str = "figure") -> Markup:
    """The figure of a change, as markup that templates take."""
    return Markup(before_after_figure(change, identity, finding))


def finding_of(change: Change) -> str:
    """One line: what the effects do to both phases of a deployment, and what binds after."""
    after = change.after
    if after is None:
        return "The effect does not apply to the deployments shown"
    decode = _phase("decode", change.decode_gain)
    prefill = _phase("prefill", change.prefill_gain)
    was, now = change.before.decode.bound, after.decode.bound
    bound = f"stays {now}-bound" if was == now else f"turns from {was}- to {now}-bound"
    return (
        f"{change.setting.title}: {_load(change)}{decode}, {prefill}{_room(change)}; decode {bound}"
    )


def _load(change: Change) -> str:
    """What effects bring to the throughput, at the price of the times that follow."""
    batch, gain = change.chosen_batch, change.throughput_gain
    if batch and gain:
        return f"{ratio(gain)} the throughput at batch {batch:,}, "
    times = (change.decode_gain or 1, change.prefill_gain or 1)
    paid = gain and gain > _TELLING and max(times) < _TELLING
    return f"{ratio(gain)} the throughput, " if paid and gain else ""


def _room(change: Change) -> str:
    batch = None if change.chosen_batch else change.batch_gain
    if batch and batch > _ENDLESS:
        return ", memory no longer caps the batch"
    return f", {ratio(batch)} the batch fits" if batch and batch > 1.1 else ""


def _phase(name: str, gain: float | None) -> str:
    if gain is None:
        return f"{name} takes no time"
    if 0.995 < gain < 1.005:
        return f"{name} unchanged"
    if 0.95 < gain < 1.05:
        return f"{name} hardly changed"
    return f"{name} {ratio(gain)} faster" if gain > 1 else f"{name} {ratio(1 / gain)} slower"


def caption_of(change: Change) -> str:
    """What a figure of a change rests on."""
    return (
        f"{change.setting.detail}; of the reference deployments, the one whose times change most."
        " Hollow marks and bars are bounds, grey before and coloured after; filled ones are what"
        " to expect of calibrated kernels."
        " Round where memory binds, square where compute does, a diamond where communication does."
    )
