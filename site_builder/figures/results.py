"""Reported against computed, drawn when the site is built: one mark a result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from site_builder import svg
from site_builder.impact.results_compared import Point
from site_builder.svg import LogScale, element, line, number, text

_WIDTH, _HEIGHT = 420, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 412, 20, 292
_SIZE = 3.6  # half the width of a mark [px]
_SHAPES = (
    "m-{r} 0a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0",
    "m-{r} -{r}h{d}v{d}h-{d}z",
    "m0 -{r}l{r} {d}h-{d}z",
    "m0 -{r}l{r} {r}l-{r} {r}l-{r} -{r}z",
)
"""Outline of the marks of the levels, as on the graph page: circle, square, triangle, diamond."""

_FEW_TICKS = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)


def scatter(
    found: Sequence[Point], level: Mapping[str, int], identity: str, unit: str, finding: str
) -> str:
    """A picture of reports over what is computed, both logarithmic.

    Args:
        found: The results.
        level: Technique to the number of its level, from 1.
        identity: Name that is unique on the page.
        unit: Unit of both axes.
        finding: What is to be seen, in one line.
    """
    values = [v for p in found for v in (p.result.value, p.computed.bound)]
    low, high = min(values) / 1.2, max(values) * 1.2
    x, y = LogScale(low, high, _LEFT, _RIGHT), LogScale(low, high, _BOTTOM, _TOP)
    desc = f"{len(found)} results; on the slanted line the report equals what is computed."
    marks = (_mark(point, x, y, level[point.entry.techniques[0]]) for point in found)
    return svg.figure(
        _WIDTH, _HEIGHT, f"results-{identity}", finding, desc, *_axes(x, y, unit), *marks
    )


def _axes(x: LogScale, y: LogScale, unit: str) -> Iterator[str]:
    size = {"width": _RIGHT - _LEFT, "height": _BOTTOM - _TOP}
    yield element("rect", x=_LEFT, y=_TOP, class_="frame", **size)
    for value in _ticks(x):
        label = svg.significant(value, 1)
        yield line(x(value), _TOP, x(value), _BOTTOM, class_="grid")
        yield line(_LEFT, y(value), _RIGHT, y(value), class_="grid")
        yield text(x(value), _BOTTOM + 16, label, text_anchor="middle", class_="soft")
        yield text(_LEFT - 6, y(value) + 4, label, text_anchor="end", class_="soft")
    yield line(x(x.low), y(x.low), x(x.high), y(x.high), class_="roof")
    yield text((_LEFT + _RIGHT) / 2, _HEIGHT - 10, f"computed [{unit}]", text_anchor="middle")
    yield text(4, 12, f"reported [{unit}]")


def _ticks(scale: LogScale) -> list[float]:
    decades = list(scale.decades())
    if len(decades) > 2:
        return decades
    return [value for value in _FEW_TICKS if scale.low <= value <= scale.high]


def _mark(point: Point, x: LogScale, y: LogScale, level: int) -> str:
    start = f"M{number(x(point.computed.bound))} {number(y(point.result.value))}"
    outline = _SHAPES[level - 1].format(r=number(_SIZE), d=number(2 * _SIZE))
    words = f"{point.entry.key}: {point.row.value} reported, {point.row.bound} computed"
    title = element("title", escape(words))
    return element("path", title, d=start + outline, class_=f"result level-{level}")
