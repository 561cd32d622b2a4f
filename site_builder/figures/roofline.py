"""The roofline of a deployment with its two phases, before and after some effects."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from site_builder import svg
from site_builder.impact.computed import Change, Figures, Phase, Setting
from site_builder.svg import LogScale, element, line, text

WIDTH, HEIGHT = 420, 320
_PLOT_LEFT, _PLOT_RIGHT, _PLOT_TOP, _PLOT_BOTTOM = 56, 396, 28, 268
_BARS_WIDTH, _BARS_HEIGHT = 220, 230
_MARGIN = 1.7  # keeps marks off the frame


@dataclass(frozen=True)
class _Axes:
    """The two logarithmic axes of the roofline."""

    x: LogScale
    y: LogScale


def _axes(roofs: list[Figures]) -> _Axes:
    phases = [phase for roof in roofs for phase in (roof.prefill, roof.decode)]
    ridge = roofs[0].peak / roofs[0].bandwidth
    intensities = [phase.intensity for phase in phases if math.isfinite(phase.intensity)]
    low = min([*intensities, ridge / 30]) / _MARGIN
    high = max([*intensities, ridge * 4]) * _MARGIN
    rates = [phase.expected_rate or phase.rate for phase in phases if phase.rate > 0]
    bottom = min([*(rate / _MARGIN for rate in rates), roofs[0].bandwidth * low])
    top = max(roof.peak for roof in roofs) * 2 * _MARGIN
    return _Axes(
        LogScale(low, high, _PLOT_LEFT, _PLOT_RIGHT), LogScale(bottom, top, _PLOT_BOTTOM, _PLOT_TOP)
    )


def before_after_figure(change: Change, identity: str, finding: str) -> str:
    """The pictures for a change that applies: its roofline, then its times as bars.

    Args:
        change: What is drawn; its `after` must be there.
        identity: Name that is unique on the page.
        finding: The sentence that the picture shows; its text alternative.
    """
    after = change.after
    if after is None:
        raise ValueError(f"nothing to draw: {change.refusal}")
    return _roofline(change, after, identity, finding) + _times(change, after, identity)


def _roofline(change: Change, after: Figures, identity: str, finding: str) -> str:
    axes = _axes([change.before, after])
    return svg.figure(
        WIDTH,
        HEIGHT,
        identity,
        finding,
        _description(change.setting, change.before, after),
        *_frame(axes),
        *_roofs(change.before, after, axes),
        *_moves(change.before, after, axes),
    )


def _times(change: Change, after: Figures, identity: str) -> str:
    before = change.before
    title = f"Times before and after on {change.setting.title}"
    words = (
        f"Per token {svg.seconds(before.tpot)} before, {svg.seconds(after.tpot)} after;"
        f" first token {svg.seconds(before.ttft)} before, {svg.seconds(after.ttft)} after."
    )
    bars = _bars(before, after)
    return svg.figure(_BARS_WIDTH, _BARS_HEIGHT, f"{identity}-times", title, words, *bars)


def _description(setting: Setting, before: Figures, after: Figures) -> str:
    def one(name: str, phase: Phase) -> str:
        rate = svg.with_prefix(phase.rate, "FLOP/s")
        return f"{name} {svg.significant(phase.intensity)} FLOP/B at {rate}, {phase.bound}-bound"

    return (
        f"Roofline of {setting.title}. Before: {one('prefill', before.prefill)};"
        f" {one('decode', before.decode)}."
        f" After: {one('prefill', after.prefill)}; {one('decode', after.decode)}."
    )


def _frame(axes: _Axes) -> Iterator[str]:
    width, height = _PLOT_RIGHT - _PLOT_LEFT, _PLOT_BOTTOM - _PLOT_TOP
    yield element("rect", x=_PLOT_LEFT, y=_PLOT_TOP, width=width, height=height, class_="frame")
    for value in axes.x.decades():
        x = axes.x(value)
        yield line(x, _PLOT_TOP, x, _PLOT_BOTTOM, class_="grid")
        yield text(x, _PLOT_BOTTOM + 16, _power(value), text_anchor="middle", class_="soft")
    for value in axes.y.decades():
        y = axes.y(value)
        yield line(_PLOT_LEFT, y, _PLOT_RIGHT, y, class_="grid")
        label = svg.with_prefix(value, "").replace(".0 ", " ")
        yield text(_PLOT_LEFT - 6, y + 4, label, text_anchor="end", class_="soft")
    middle = (_PLOT_LEFT + _PLOT_RIGHT) / 2
    yield text(middle, HEIGHT - 12, "work per byte moved [FLOP/B]", text_anchor="middle")
    yield text(4, 13, "rate [FLOP/s]")


def _power(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _roofs(before: Figures, after: Figures, axes: _Axes) -> Iterator[str]:
    x, y = axes.x, axes.y
    moved = _differ(before.peak, after.peak) or _differ(before.bandwidth, after.bandwidth)
    if moved:
        yield from _roof(after, axes, "roof roof--after")
    yield from _roof(before, axes, "roof")
    shown = after if moved else before
    peak = svg.with_prefix(shown.peak, "FLOP/s")
    yield text(x(x.high), y(shown.peak) - 7, peak, text_anchor="end", class_="compute")
    start, ridge = _slope(shown, axes)
    middle = math.sqrt(start * ridge)
    place = (x(middle) - 8, y(middle * shown.bandwidth) - 8)
    bandwidth = svg.with_prefix(shown.bandwidth, "B/s")
    yield text(*place, bandwidth, text_anchor="end", class_="memory")


def _differ(a: float, b: float) -> bool:
    return abs(a - b) > 0.01 * max(a, b)


def _slope(figures: Figures, axes: _Axes) -> tuple[float, float]:
    """Intensities where the memory roof enters the picture and where it meets the other roof."""
    return max(axes.x.low, axes.y.low / figures.bandwidth), figures.peak / figures.bandwidth


def _roof(figures: Figures, axes: _Axes, css: str) -> Iterator[str]:
    x, y = axes.x, axes.y
    start, ridge = _slope(figures, axes)
    slope = [(x(start), y(start * figures.bandwidth)), (x(ridge), y(figures.peak))]
    flat = [(x(ridge), y(figures.peak)), (x(x.high), y(figures.peak))]
    yield element("g", svg.path(slope, class_=css), class_="memory")
    yield element("g", svg.path(flat, class_=css), class_="compute")


def _moves(before: Figures, after: Figures, axes: _Axes) -> Iterator[str]:
    for name, was, now in (
        ("prefill", before.prefill, after.prefill),
        ("decode", before.decode, after.decode),
    ):
        x1, y1 = axes.x(was.intensity), axes.y(was.rate)
        x2, y2 = axes.x(now.intensity), axes.y(now.rate)
        parts = []
        if math.hypot(x2 - x1, y2 - y1) > 3:
            parts.append(line(x1, y1, x2, y2, class_="move"))
        parts.append(element("circle", cx=x1, cy=y1, r=4, class_="was"))
        if now.expected_rate is not None:
            parts.append(_filled(now.bound, x2, axes.y(now.expected_rate)))
        parts.append(_mark(now.bound, x2, y2))
        is_right = x2 > (_PLOT_LEFT + _PLOT_RIGHT) / 2
        anchor, dx = ("end", -8) if is_right else ("start", 9)
        parts.append(text(x2 + dx, y2 + 17, name, text_anchor=anchor))
        yield element("g", *parts, class_=_colour(now.bound))


def _mark(bound: str, x: float, y: float) -> str:
    """A hollow mark, for an ideal value; its shape repeats what its colour says."""
    if bound == "compute":
        return element("rect", x=x - 5, y=y - 5, width=10, height=10, class_="ideal")
    if bound == "communication":
        return _diamond(x, y, 7, "ideal")
    return element("circle", cx=x, cy=y, r=6, class_="ideal")


def _filled(bound: str, x: float, y: float) -> str:
    """A filled mark, for an expected value."""
    if bound == "compute":
        return element("rect", x=x - 3.5, y=y - 3.5, width=7, height=7, class_="expected")
    if bound == "communication":
        return _diamond(x, y, 5, "expected")
    return element("circle", cx=x, cy=y, r=4, class_="expected")


def _diamond(x: float, y: float, half: float, css: str) -> str:
    corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y), (x, y - half)]
    return svg.path(corners, class_=css)


def _colour(bound: str) -> str:
    return bound if bound in ("memory", "compute", "communication", "capacity") else "neutral"


def _bars(before: Figures, after: Figures) -> Iterator[str]:
    was, now = before, after
    decode = ((was.tpot, was.tpot_expected), (now.tpot, now.tpot_expected))
    prefill = ((was.ttft, was.ttft_expected), (now.ttft, now.ttft_expected))
    yield from _pair(34, "Decode, per token", *decode, after.decode.bound)
    yield from _pair(146, "Prefill, first token", *prefill, after.prefill.bound)


_Times = tuple[float, float | None]


def _pair(top: float, name: str, was: _Times, now: _Times, bound: str) -> Iterator[str]:
    longest = max(value for value in (*was, *now, 1e-12) if value is not None)
    yield text(2, top - 8, name, font_weight="bold")
    rows = (("before", was, "neutral"), ("after", now, _colour(bound)))
    for index, (label, (ideal, expected), colour) in enumerate(rows):
        y = top + index * 36
        words = f"{svg.seconds(ideal)} {label}"
        bars = []
        if expected is not None:
            bars.append(_bar(y, expected / longest, "bar--expected"))
            words += f", expect {svg.seconds(expected)}"
        bars.append(_bar(y, ideal / longest, "bar"))
        yield element("g", *bars, class_=colour)
        yield text(2, y + 26, words, class_="soft")


def _bar(y: float, share: float, css: str) -> str:
    width = max((_BARS_WIDTH - 8) * share, 1.0)
    return element("rect", x=2, y=y, width=width, height=12, class_=css)
