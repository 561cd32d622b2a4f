"""What every effect is: a typed, sourced change of a deployment.

Most effects turn knobs: they say which field of a deployment becomes what (`Effect.changes`), as
data, so that a browser can replay them. A few replace the model or the device instead.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from roofline.deployment import Deployment, Execution, Numerics, Workload

How = Literal["set", "times", "least", "most"]

_NEUTRAL: dict[str, float] = {
    f.name: f.default  # type: ignore[misc]
    for cls in (Workload, Numerics, Execution)
    for f in fields(cls)
}

_PART = {
    f.name: name
    for name, cls in (("workload", Workload), ("numerics", Numerics), ("execution", Execution))
    for f in fields(cls)
}
"""Knob to the part of a deployment that has it."""


class Change(NamedTuple):
    """One turn of one knob.

    Attributes:
        field: Field of `Workload`, `Numerics` or `Execution`.
        how: `set` it, multiply it (`times`), or keep the smaller (`most`) or larger (`least`) of
            it and `value`.
        value: In the unit of the field.
    """

    field: str
    how: How
    value: float


class EffectConflict(ValueError):  # noqa: N818  the name is part of the interface
    """Two effects that cannot hold together, or an effect that the deployment contradicts."""


class Effect(BaseModel):
    """A pure function from deployment to deployment, with the place its parameters come from."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    source: str | None = Field(
        None, max_length=400, description="Place in the paper that states the parameters."
    )
    note: str | None = Field(None, max_length=400, description="An assumption made here.")

    @property
    def name(self) -> str:
        """Its type, as data writes it."""
        return str(getattr(self, "type", "effect"))

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns; none for effects that replace model or device."""
        return ()

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment under this effect.

        Raises:
            EffectConflict: A knob it sets is set already, to something else.
        """
        return turn(deployment, self.changes(), self.name)


def _turned(change: Change, present: float, effect: str) -> float:
    if change.how == "times":
        return present * change.value
    if change.how == "most":
        return min(present, change.value)
    if change.how == "least":
        return max(present, change.value)
    neutral = _NEUTRAL[change.field]
    if present not in (neutral, change.value):
        raise EffectConflict(
            f"{effect} sets {change.field} to {change.value:g}, but it is {present:g} already; "
            "leave one of the two out"
        )
    return change.value


def turn(deployment: Deployment, changes: tuple[Change, ...], effect: str) -> Deployment:
    """The deployment with knobs turned in order.

    Args:
        deployment: What to start from.
        changes: Turns, in order.
        effect: Name of the effect, for the message.

    Raises:
        EffectConflict: A knob is set already, to something else.
    """
    turned: dict[str, dict[str, float]] = {}
    for change in changes:
        name = _PART[change.field]
        part = turned.setdefault(name, {})
        present = part.get(change.field, getattr(getattr(deployment, name), change.field))
        part[change.field] = _turned(change, present, effect)
    if not turned:
        return deployment
    parts = {name: replace(getattr(deployment, name), **new) for name, new in turned.items()}
    return replace(deployment, **parts)


def chosen(**values: float | None) -> tuple[Change, ...]:
    """`set` changes for the values that are given."""
    return tuple(Change(name, "set", float(v)) for name, v in values.items() if v is not None)
