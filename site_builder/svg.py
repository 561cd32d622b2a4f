"""Small pieces that figures are drawn from: elements, scales, number words.

Figures carry classes, never colours, so that they follow light, dark and print by CSS.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape

Attribute = str | float | int


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel, without needless digits."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """An SVG element; children are markup, attribute values are escaped here.

    A name such as `class_` or `stroke_width` stands for `class` or `stroke-width`.
    """
    written = "".join([f' {_written(key)}="{_value(value)}"' for key, value in attributes.items()])
    inner = "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


@cache
def _written(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _value(value: Attribute) -> str:
    return escape(value) if isinstance(value, str) else number(value)


def text(x: float, y: float, words: str, **attributes: Attribute) -> str:
    """A line of text at a place; the words are escaped here."""
    return element("text", escape(words), x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Attribute) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def path(points: list[tuple[float, float]], **attributes: Attribute) -> str:
    """A polyline through points."""
    d = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=d, **attributes)


def figure(width: int, height: int, identity: str, title: str, desc: str, *body: str) -> str:
    """A whole picture with its text alternative.

    Args:
        width: Width of the coordinate system; the picture scales to its column. [px]
        height: Height of the coordinate system. [px]
        identity: Name that is unique on the page, for the labels.
        title: The finding, in one line.
        desc: What the picture shows, for those who do not see it.
        *body: Markup of the picture.
    """
    return element(
        "svg",
        element("title", escape(title), id=f"{identity}-t"),
        element("desc", escape(desc), id=f"{identity}-d"),
        *body,
        class_="at-svg",
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_labelledby=f"{identity}-t {identity}-d",
    )


@dataclass(frozen=True)
class LogScale:
    """A logarithmic axis from `low` to `high`, drawn from pixel `start` to pixel `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Pixel of a value; values outside are held at the edge."""
        held = min(max(value, self.low), self.high)
        share = math.log10(held / self.low) / math.log10(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def decades(self) -> Iterator[float]:
        """Powers of ten on the axis."""
        first = math.ceil(math.log10(self.low) - 1e-9)
        last = math.floor(math.log10(self.high) + 1e-9)
        yield from (10.0**power for power in range(first, last + 1))


_PREFIXES = ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))


def significant(value: float, digits: int = 2) -> str:
    """A number to some significant digits, without exponent: 1234 to two is 1,200."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "∞"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:,.{max(places, 0)}f}"


def with_prefix(value: float, unit: str) -> str:
    """A quantity with an SI prefix: 9.9e14, "FLOP/s" gives 990 TFLOP/s."""
    for size, prefix in _PREFIXES:
        if abs(value) >= size:
            return f"{significant(value / size, 3 if value / size >= 100 else 2)} {prefix}{unit}"
    return f"{significant(value)} {unit}"


def seconds(value: float) -> str:
    """A time in the unit that keeps it readable: 0.0042 gives 4.2 ms."""
    if value >= 1:
        return f"{significant(value)} s"
    return f"{significant(value * 1e3)} ms" if value >= 1e-3 else f"{significant(value * 1e6)} µs"


def ratio(value: float) -> str:
    """A gain or loss as a factor: 2.3×."""
    return f"{significant(value)}×"
