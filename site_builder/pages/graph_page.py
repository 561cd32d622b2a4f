"""The page of the citation graph: what stands there before its script runs, all in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.atlas import Atlas
from site_builder.graph import areas_of, bridges, central, statistics
from site_builder.wording import Brief, count_of

CENTRAL, BRIDGES, OF_YEAR = 12, 8, 4
"""How many papers the lists of the page show."""


@dataclass(frozen=True)
class Placed:
    """A paper with what a list says of it."""

    paper: Brief
    said: str


@dataclass(frozen=True)
class Area:
    """A band of the picture: a family of techniques with its papers, newest first."""

    id: str
    name: str
    level: str
    papers: tuple[Placed, ...]


@dataclass(frozen=True)
class Year:
    """A year of the timeline with its most cited papers."""

    year: int
    count: int
    share: int
    papers: tuple[Placed, ...]


def graph_values(atlas: Atlas) -> dict[str, object]:
    """The template's variables."""
    return {
        "statistics": statistics(atlas.graph),
        "levels": [(term.id, term.name) for term in atlas.roots],
        "areas": list(_areas(atlas)),
        "central": [
            Placed(atlas.brief(one.key), _cited(one.cited_by))
            for one in central(atlas.graph)[:CENTRAL]
        ],
        "bridges": [
            Placed(atlas.brief(one.key), f"joins {_named(atlas, one.areas)}")
            for one in bridges(atlas.graph)[:BRIDGES]
        ],
        "years": list(_years(atlas)),
    }


def _cited(count: int) -> str:
    return f"cited by {count_of(count, 'paper')} here" if count else "not cited here"


def _named(atlas: Atlas, areas: tuple[str, ...]) -> str:
    known = atlas.library.techniques
    return ", ".join(known[area].name if area in known else area for area in areas[:4])


def _areas(atlas: Atlas) -> Iterator[Area]:
    area_of = areas_of(atlas.library)
    found: dict[str, list[Placed]] = {}
    for entry in atlas.entries:
        said = f"{entry.year}, {_cited(len(atlas.cited_by[entry.key]))}"
        found.setdefault(area_of[entry.key], []).append(Placed(atlas.brief(entry.key), said))
    for name in sorted(found):
        way = atlas.way_down_to(name)
        yield Area(name, way[-1].name if way else name, way[0].id, tuple(found[name]))


def _years(atlas: Atlas) -> Iterator[Year]:
    found: dict[int, list[str]] = {}
    for entry in atlas.entries:
        found.setdefault(entry.year, []).append(entry.key)
    most = max(map(len, found.values()), default=1)
    for year in sorted(found, reverse=True):
        ranked = sorted(found[year], key=lambda key: (-len(atlas.cited_by[key]), key))
        top = tuple(
            Placed(atlas.brief(key), _cited(len(atlas.cited_by[key]))) for key in ranked[:OF_YEAR]
        )
        yield Year(year, len(ranked), round(100 * len(ranked) / most), top)
