"""The map of where a technique pays, drawn when the site is built: a cell per batch and prompt.

The sign of a gain is never told by colour alone: each cell prints its factor, and losses are
hatched.
"""

from __future__ import annotations

from collections.abc import Iterator

from site_builder import svg
from site_builder.impact.pays_map import BATCHES, PROMPTS, Cell, PaysMap
from site_builder.svg import element, number, text

WIDTH = 352
_LEFT, _TOP, _WIDE, _HIGH = 44, 22, 34, 25
HEIGHT = _TOP + _HIGH * len(PROMPTS) + 40
_STEPS = (1.2, 1.6, 2.4, 4.0)
"""Gains at which the shade deepens."""


def pays_figure(found: PaysMap, identity: str, finding: str) -> str:
    """The map as a picture.

    Args:
        found: The map.
        identity: Name that is unique on the page.
        finding: The sentence that the picture shows; its text alternative.
    """
    desc = (
        "Each cell is a batch (to the right) and a prompt length (upwards). Its number is the gain"
        f" in {found.metric.words} to expect; hatched cells lose, outlined ones fit only with the"
        " technique, empty ones do not fit."
    )
    return svg.figure(
        WIDTH,
        HEIGHT,
        identity,
        finding,
        desc,
        _hatch(identity),
        *_axes(),
        *_shades(found, identity),
        *_numbers(found),
        *_ridge(found),
    )


def _hatch(identity: str) -> str:
    line = svg.path([(0, 5), (5, 0)], class_="hatch")
    size = {"width": 5, "height": 5}
    units = "userSpaceOnUse"
    return element("pattern", line, id=f"{identity}-loss", patternUnits=units, **size)


def _x(batch: int) -> float:
    return _LEFT + _WIDE * BATCHES.index(batch)


def _y(prompt: int) -> float:
    return _TOP + _HIGH * (len(PROMPTS) - 1 - PROMPTS.index(prompt))


def _axes() -> Iterator[str]:
    bottom = _y(PROMPTS[0]) + _HIGH
    for batch in BATCHES:
        yield text(_x(batch) + _WIDE / 2, bottom + 15, str(batch), text_anchor="middle")
    for prompt in PROMPTS:
        yield text(_LEFT - 5, _y(prompt) + 16, _short(prompt), text_anchor="end")
    middle = _LEFT + _WIDE * len(BATCHES) / 2
    yield text(middle, bottom + 33, "batch", text_anchor="middle")
    yield text(2, 12, "prompt [token]")


def _short(tokens: int) -> str:
    return f"{tokens // 1024}k" if tokens >= 1024 else str(tokens)


def _shades(found: PaysMap, identity: str) -> Iterator[str]:
    """One path for all cells that look alike."""
    looks: dict[str, list[str]] = {}
    for cell in found.cells:
        box = f"M{number(_x(cell.batch))} {number(_y(cell.prompt))}h{_WIDE}v{_HIGH}h-{_WIDE}z"
        looks.setdefault(_look(cell), []).append(box)
    for look, boxes in sorted(looks.items()):
        yield element("path", d="".join(boxes), class_=f"cell {look}")
        if look == "loses":
            yield element("path", d="".join(boxes), fill=f"url(#{identity}-loss)")


def _look(cell: Cell) -> str:
    if cell.kind != "pays":
        return cell.kind
    return f"pays pays--{sum(cell.gain >= step for step in _STEPS)}"


def _numbers(found: PaysMap) -> Iterator[str]:
    for cell in found.cells:
        if cell.kind == "none":
            continue
        words = "fits" if cell.kind == "only" else _factor(cell.gain)
        css = "factor only" if cell.kind == "only" else "factor"
        x, y = _x(cell.batch) + _WIDE / 2, _y(cell.prompt) + 17
        yield text(x, y, words, text_anchor="middle", class_=css)


def _factor(gain: float) -> str:
    if 0.995 <= gain < 1.005:
        return "1"
    return f"{gain:.0f}" if gain >= 10 else f"{gain:.1f}" if gain >= 2 else f"{gain:.2f}"


def _ridge(found: PaysMap) -> Iterator[str]:
    """The border between cells that memory binds without the technique and those it does not."""
    bound = {(c.batch, c.prompt): c.before.bound for c in found.cells if c.after.fits}
    lines = []
    for (batch, prompt), own in bound.items():
        x, y = number(_x(batch)), number(_y(prompt))
        right, below = bound.get((batch * 2, prompt)), bound.get((batch, prompt // 2))
        if right and right != own:
            lines.append(f"M{number(_x(batch) + _WIDE)} {y}v{_HIGH}")
        if below and below != own:
            lines.append(f"M{x} {number(_y(prompt) + _HIGH)}h{_WIDE}")
    if lines:
        yield element("path", d="".join(lines), class_="ridge")
