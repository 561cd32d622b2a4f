"""Where the whole graph's papers stand on a page: time to the right, topics as bands.

The place of a paper depends on the data alone, so that a picture changes only where the base
does. Work is linear in entries, but for sorting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from site_builder.graph.centrality import areas_of
from site_builder.graph.edges import CitationGraph
from taxonomy.entry import Entry

_DIGITS = 4


@dataclass(frozen=True)
class Band:
    """A topic's share of the height, both ends between 0 (top) and 1."""

    area: str
    top: float
    bottom: float


@dataclass(frozen=True)
class Layout:
    """A picture's coordinates.

    Attributes:
        places: Key to (x, y), both between 0 and 1; x grows with time, y downwards.
        bands: Topics from top to bottom.
        years: Year to the x of its first day.
    """

    places: Mapping[str, tuple[float, float]]
    bands: tuple[Band, ...]
    years: Mapping[int, float]


def layout(graph: CitationGraph) -> Layout:
    """Place every entry by year and by the area of its primary technique.

    A band is as high as its most crowded year needs. Within a band and a year the papers fill a
    grid of columns from the year's start to its end, in order of month, then key.
    """
    entries = graph.library.entries
    areas = areas_of(graph.library)
    cells: dict[tuple[str, int], list[Entry]] = {}
    for key in graph:
        cells.setdefault((areas[key], entries[key].year), []).append(entries[key])
    bands = _bands(cells)
    years = _years({year for _, year in cells})
    tops = {band.area: band for band in bands}
    places: dict[str, tuple[float, float]] = {}
    for (area, year), papers in cells.items():
        papers.sort(key=lambda entry: (entry.month or 13, entry.key))
        places |= _in_cell(papers, tops[area], years[year], years[year + 1] - years[year])
    return Layout({key: places[key] for key in graph}, bands, years)


def _bands(cells: Mapping[tuple[str, int], list[Entry]]) -> tuple[Band, ...]:
    crowd: Counter[str] = Counter()
    for (area, _), papers in cells.items():
        crowd[area] = max(crowd[area], len(papers))
    total = sum(count**0.5 for count in crowd.values())
    bands, top = [], 0.0
    for area in sorted(crowd):
        bottom = top + crowd[area] ** 0.5 / total
        bands.append(Band(area, round(top, _DIGITS), round(bottom, _DIGITS)))
        top = bottom
    return tuple(bands)


def _years(present: set[int]) -> dict[int, float]:
    """Year to x, with one year more as the end; a gap of several empty years counts as one."""
    ordered = sorted(present)
    starts: dict[int, int] = {}
    for year in ordered:
        if year not in starts:
            starts[year] = max(starts.values(), default=-1) + 1  # past one column for the gap
        starts[year + 1] = starts[year] + 1
    width = max(starts.values(), default=1)
    return {year: round(start / width, _DIGITS) for year, start in starts.items()}


def _in_cell(
    papers: list[Entry], band: Band, left: float, width: float
) -> dict[str, tuple[float, float]]:
    rows = max(1, round(len(papers) ** 0.5))
    columns = -(-len(papers) // rows)
    height = band.bottom - band.top
    places = {}
    for number, entry in enumerate(papers):
        column, line = divmod(number, rows)
        x = left + width * (column + 0.5) / columns
        y = band.top + height * (line + 0.5) / rows
        places[entry.key] = (round(x, _DIGITS), round(y, _DIGITS))
    return places
