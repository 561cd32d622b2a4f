"""Predicted against measured, drawn when the site is built: one panel a device."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from site_builder import svg
from site_builder.svg import LogScale, element, line, number, text

_WIDTH, _HEIGHT = 240, 236
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 232, 36, 190
_EXPECTED, _IDEAL = 2.0, 2.4  # radius [px]
_BELOW = 5.0  # room for bounds below the smallest expected time; lower ones lie on the frame
_MOST_LABELS = 3


@dataclass(frozen=True)
class Panel:
    """One device's part of a figure.

    Attributes:
        device: Name of the device.
        rows: Measurements compared. [1]
        median: Median of |predicted / measured - 1|. [1]
        points: Some of them: measured, expected and ideal time. [s]
    """

    device: str
    rows: int
    median: float
    points: Sequence[tuple[float, float, float]]

    @property
    def finding(self) -> str:
        """What the panel shows, in one line."""
        return f"{self.device}: half of {self.rows:,} within {svg.significant(self.median * 100)} %"


def draw(panel: Panel, identity: str) -> str:
    """Expected (filled) and ideal (hollow) times over measured ones, both logarithmic.

    Args:
        panel: What to draw.
        identity: Name that is unique on the page.
    """
    values = [value for measured, expected, _ in panel.points for value in (measured, expected)]
    low, high = min(values) / _BELOW, max(values) * 1.3
    x, y = LogScale(low, high, _LEFT, _RIGHT), LogScale(low, high, _BOTTOM, _TOP)
    desc = (
        f"{len(panel.points)} of {panel.rows:,} measured times against the expected ones, which"
        f" lie about the slanted line, and their bounds, which lie below it."
    )
    return svg.figure(
        _WIDTH,
        _HEIGHT,
        identity,
        panel.finding,
        desc,
        *_axes(x, y),
        text(4, 12, panel.device, font_weight="bold"),
        text(4, 27, f"median error {svg.significant(panel.median * 100)} %", class_="soft"),
        _marks([(x(m), y(i)) for m, _, i in panel.points if i > 0], _IDEAL, "ideal"),
        _marks([(x(m), y(e)) for m, e, _ in panel.points], _EXPECTED, "expected"),
    )


def _axes(x: LogScale, y: LogScale) -> Iterator[str]:
    size = {"width": _RIGHT - _LEFT, "height": _BOTTOM - _TOP}
    yield element("rect", x=_LEFT, y=_TOP, class_="frame", **size)
    decades = list(x.decades())
    every = -(-len(decades) // _MOST_LABELS)
    for value in decades[::-1][::every]:
        label = svg.seconds(value).replace(".0 ", " ")
        anchor = "end" if x(value) > _RIGHT - 16 else "middle"
        yield line(x(value), _TOP, x(value), _BOTTOM, class_="grid")
        yield line(_LEFT, y(value), _RIGHT, y(value), class_="grid")
        yield text(x(value), _BOTTOM + 16, label, text_anchor=anchor, class_="soft")
        yield text(_LEFT - 4, y(value) + 4, label, text_anchor="end", class_="soft")
    yield line(x(x.low), y(x.low), x(x.high), y(x.high), class_="axis")
    yield text((_LEFT + _RIGHT) / 2, _HEIGHT - 8, "measured", text_anchor="middle")


def _marks(places: Sequence[tuple[float, float]], radius: float, css: str) -> str:
    """Circles at places, as one path."""
    r, d = number(radius), number(2 * radius)
    outline = f"m-{r} 0a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0"
    path = "".join(f"M{number(x)} {number(y)}{outline}" for x, y in places)
    return element("path", d=path, class_=css) if path else ""
