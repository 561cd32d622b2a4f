"""Changes of a model's layers that several effects share, and models they name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from roofline.catalog import find_model
from roofline.deployment import Deployment
from roofline.effects.base import EffectConflict
from roofline.model import Attention, FeedForward, LayerGroup, Model


def known_model(name: str, effect: str) -> Model:
    """The shipped model that an effect names.

    Args:
        name: Identifier of the model.
        effect: Name of the effect, for the message.

    Raises:
        EffectConflict: There is none; the message names the nearest.
    """
    try:
        return find_model(name)
    except ValueError as error:
        raise EffectConflict(f"{effect} cannot find its model: {error}") from error


def with_attention(
    deployment: Deployment,
    change: Callable[[Attention], Attention | None],
    effect: str,
    *,
    share: float = 1.0,
) -> Deployment:
    """The deployment with the attention of its layers changed.

    Args:
        deployment: What to start from.
        change: The new attention of a layer; None where it does not apply.
        effect: Name of the effect, for the message.
        share: Share of each group's layers that change, rounded to whole layers. [1]

    Raises:
        EffectConflict: It applies to no layer.
    """
    groups: list[LayerGroup] = []
    changed = False
    for group in deployment.model.groups:
        new = change(group.attention) if group.attention else None
        count = round(group.count * share)
        if new is None or count == 0:
            groups.append(group)
            continue
        changed = True
        groups.append(replace(group, attention=new, count=count))
        if count < group.count:
            groups.append(replace(group, count=group.count - count))
    return _with_groups(deployment, groups, changed, effect)


def with_ffn(
    deployment: Deployment,
    change: Callable[[FeedForward], FeedForward | None],
    effect: str,
) -> Deployment:
    """The deployment with the feed-forward part of its layers changed; see `with_attention`."""
    new = [change(group.ffn) for group in deployment.model.groups]
    groups = [
        group if ffn is None else replace(group, ffn=ffn)
        for group, ffn in zip(deployment.model.groups, new, strict=True)
    ]
    return _with_groups(deployment, groups, any(new), effect)


def _with_groups(
    deployment: Deployment, groups: list[LayerGroup], changed: bool, effect: str
) -> Deployment:
    model = deployment.model
    if not changed:
        raise EffectConflict(f"{effect} changes no layer of {model.id}: it is so already")
    return replace(deployment, model=replace(model, groups=tuple(groups)))
