"""How the papers on a technique come from each other, drawn in time when the site is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from site_builder import svg
from site_builder.atlas import Atlas
from site_builder.figures.graph import short_name
from site_builder.graph import Tie, lineage
from site_builder.svg import number
from site_builder.wording import count_of
from taxonomy.entry import Entry

WIDTH = 420
MOST = 24
"""Papers that are drawn: those with most ties. [1]"""

_LEFT, _RIGHT, _TOP, _ROW = 10, 232, 24, 17
_LETTERS = 30


def lineage_figure(atlas: Atlas, technique: str) -> Markup:
    """The descent of a technique's papers as a picture; nothing where no two are tied."""
    ties = lineage(atlas.graph, technique)
    entries = _drawn(atlas, ties)
    if len(entries) < 2:
        return Markup()
    keys = {entry.key: row for row, entry in enumerate(entries)}
    shown = [tie for tie in ties if tie.source in keys and tie.target in keys]
    height = _TOP + _ROW * len(entries) + 6
    finding = _finding(
        atlas, entries, shown, len({t.source for t in ties} | {t.target for t in ties})
    )
    desc = (
        "Papers from the oldest at the top to the newest, placed by the month of their first"
        " version; a curve leads from a paper to one that comes from it. The list below names them."
    )
    body = [*_months(entries, height), *_ties(entries, shown), *_papers(atlas, entries, shown)]
    return Markup(svg.figure(WIDTH, height, "lineage-figure", finding, desc, *body))


def _drawn(atlas: Atlas, ties: Sequence[Tie]) -> list[Entry]:
    """The papers with most ties, oldest first."""
    degree = Counter(key for tie in ties for key in (tie.source, tie.target))
    chosen = sorted(degree, key=lambda key: (-degree[key], key))[:MOST]
    return sorted((atlas.library.entries[key] for key in chosen), key=lambda e: (month(e), e.key))


def month(entry: Entry) -> int:
    """Months since the year 0 of the first version that is known: its arXiv id, else its year."""
    arxiv = entry.ids.arxiv
    if arxiv and arxiv[:4].isdigit():
        return (2000 + int(arxiv[:2])) * 12 + int(arxiv[2:4]) - 1
    return entry.year * 12 + (entry.month or 12) - 1


def _finding(atlas: Atlas, entries: Sequence[Entry], ties: Sequence[Tie], tied: int) -> str:
    sources = Counter(tie.target for tie in ties)
    top, count = max(sources.items(), key=lambda item: (item[1], item[0]))
    left = f" ({tied - len(entries)} with fewer ties are not drawn)" if tied > len(entries) else ""
    name = short_name(atlas.brief(top))
    follow = "paper comes" if count == 1 else "papers come"
    return (
        f"{count} {follow} straight from {name}, of {count_of(len(entries), 'paper')} drawn{left}"
    )


def _scale(entries: Sequence[Entry]) -> tuple[int, float]:
    first = month(entries[0]) // 12 * 12
    last = month(entries[-1]) // 12 * 12 + 12
    return first, (_RIGHT - _LEFT) / (last - first)


def _place(entries: Sequence[Entry], row: int) -> tuple[float, float]:
    first, wide = _scale(entries)
    return _LEFT + (month(entries[row]) - first) * wide, _TOP + _ROW * row + 8


def _months(entries: Sequence[Entry], height: int) -> Iterator[str]:
    first, wide = _scale(entries)
    years = range(first // 12, month(entries[-1]) // 12 + 2)
    step = 1 if 12 * wide >= 30 else -(-30 // max(int(12 * wide), 1))
    for year in years:
        x = _LEFT + (year * 12 - first) * wide
        yield svg.line(x, _TOP - 8, x, height, class_="grid")
        if (year - years[0]) % step == 0 and year < years[-1]:
            yield svg.text(x + 2, 11, str(year), class_="soft")


def _ties(entries: Sequence[Entry], ties: Sequence[Tie]) -> Iterator[str]:
    """One path for bare citations, one for named relations."""
    rows = {entry.key: row for row, entry in enumerate(entries)}
    kinds: dict[str, list[str]] = {"tie": [], "tie tie--named": []}
    for tie in ties:
        (x1, y1), (x2, y2) = (_place(entries, rows[key]) for key in (tie.target, tie.source))
        bend = min(8 + 0.25 * abs(y2 - y1), 60)
        left = [number(max(x - bend, 1)) for x in (x1, x2)]
        curve = f"M{number(x1)} {number(y1)}C{left[0]} {number(y1)} {left[1]} {number(y2)}"
        kinds["tie tie--named" if tie.relation else "tie"].append(
            f"{curve} {number(x2)} {number(y2)}"
        )
    for css, curves in kinds.items():
        if curves:
            yield svg.element("path", d="".join(curves), class_=css)


def _papers(atlas: Atlas, entries: Sequence[Entry], ties: Sequence[Tie]) -> Iterator[str]:
    sources = Counter(tie.target for tie in ties)
    for row, entry in enumerate(entries):
        x, y = _place(entries, row)
        radius = 3 + min(sources[entry.key], 9) ** 0.5
        yield svg.element("circle", cx=x, cy=y, r=radius, class_="node")
        name = short_name(atlas.brief(entry.key))
        words = name if len(name) <= _LETTERS else name[: _LETTERS - 1] + "…"
        yield svg.text(x + radius + 5, y + 4, words)
