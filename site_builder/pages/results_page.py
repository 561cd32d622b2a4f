"""The page of all reported results that are computed for their own setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from site_builder.atlas import Atlas
from site_builder.figures.results import scatter
from site_builder.impact.results_compared import (
    Point,
    by_technique,
    median_share,
    points,
    why_beyond,
)
from site_builder.links import RESULTS_CSV, Link
from site_builder.templating import render
from site_builder.wording import Brief


@dataclass(frozen=True)
class _Paper:
    """One paper's computed results."""

    brief: Brief
    median: str
    points: tuple[Point, ...]


def fragment(atlas: Atlas, url: Link) -> str:
    """The computed part of the results page."""
    found = points(atlas)
    results = [result for entry in atlas.entries for result in entry.results]
    return render(
        "fragment_results.html",
        url=url,
        csv=RESULTS_CSV,
        total=len(results),
        papers=sum(bool(entry.results) for entry in atlas.entries),
        complete=sum(result.setting_complete for result in results),
        stating=sum(any(r.setting_complete for r in entry.results) for entry in atlas.entries),
        found=found,
        figures=list(_figures(found, _levels(atlas))),
        levels=[term.name for term in atlas.roots],
        groups=list(by_technique(atlas, found)),
        median=median_share,
        beyond=[point for point in found if point.computed.is_beyond],
        why=why_beyond,
        brief=atlas.brief,
        by_paper=list(_by_paper(atlas, found)),
    )


def _levels(atlas: Atlas) -> Mapping[str, int]:
    tops = {root.id: place for place, root in enumerate(atlas.roots, 1)}
    return {leaf.id: tops[atlas.way_down_to(leaf.id)[0].id] for leaf in atlas.leaves}


def _figures(found: Sequence[Point], level: Mapping[str, int]) -> Iterator[tuple[Markup, str]]:
    """Picture and finding for throughput and for gains, where there are any."""
    rates = [point for point in found if point.result.unit == "token/s"]
    gains = [point for point in found if point.is_gain]
    if rates:
        said = f"Reported throughput reaches a median {median_share(rates)} of its bound"
        yield Markup(scatter(rates, level, "rates", "token/s", said)), said
    if gains:
        said = f"Reported speed-ups are a median {median_share(gains)} of the computed ones"
        yield Markup(scatter(gains, level, "gains", "×", said)), said


def _by_paper(atlas: Atlas, found: Sequence[Point]) -> Iterator[_Paper]:
    own: dict[str, list[Point]] = {}
    for point in found:
        own.setdefault(point.entry.key, []).append(point)
    for key, chosen in own.items():
        yield _Paper(atlas.brief(key), median_share(chosen), tuple(chosen))
