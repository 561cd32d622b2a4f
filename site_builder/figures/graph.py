"""A paper among those it cites and those that cite it, drawn when the site is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from site_builder import svg
from site_builder.atlas import Atlas
from site_builder.graph import Ego, ego
from site_builder.graph.ego import APART
from site_builder.wording import Brief, count_of

_WIDTH, _LEAST_HEIGHT, _MOST_HEIGHT, _LINE = 640, 130, 420, 13
_EDGE = 18  # room for the years at the top [px]
_READABLE = 9.5  # least distance between lines of labels [px]
_LETTER = 5.4  # width of a letter of a label [px]


def ego_figure(atlas: Atlas, key: str) -> Markup:
    """The surroundings of an entry as a picture; nothing where it stands alone."""
    around = ego(atlas.graph, key)
    if len(around.places) < 2:
        return Markup()
    height = _height(around)
    title = _finding(atlas, around)
    said = (
        "Time runs to the right. Above the middle stand papers that cite this one, below it those"
        " that it cites; the lists beside the picture name them all."
    )
    body = [*_years(atlas, around), *_lines(around, height), *_marks(atlas, around, height)]
    return Markup(svg.figure(_WIDTH, height, "ego", title, said, *body))


def _crowds(around: Ego) -> Counter[tuple[float, bool]]:
    """Papers in each column, below the one in the middle and above it."""
    _, own = around.places[around.key]
    others = (spot for key, spot in around.places.items() if key != around.key)
    return Counter((x, y > own) for x, y in others)


def _share(around: Ego, *, below: bool) -> float:
    """Share of the height that the papers below the one in the middle have, or those above. [1]"""
    _, own = around.places[around.key]
    return (1 - own if below else own) - APART


def _height(around: Ego) -> int:
    crowds = _crowds(around).items()
    lines = max(count / _share(around, below=below) for (_, below), count in crowds)
    return min(max(round(lines * _LINE) + _EDGE, _LEAST_HEIGHT), _MOST_HEIGHT)


def _finding(atlas: Atlas, around: Ego) -> str:
    cited, citing = len(atlas.cites[around.key]), len(atlas.cited_by[around.key])
    shown = f" ({around.left_out} of them not drawn)" if around.left_out else ""
    papers = count_of(citing, "paper")
    return f"Cited by {papers} of this base and citing {cited} of it{shown}"


def _place(spot: tuple[float, float], height: int) -> tuple[float, float]:
    return spot[0] * (_WIDTH - 20), _EDGE + spot[1] * (height - _EDGE)


def _years(atlas: Atlas, around: Ego) -> Iterator[str]:
    entries = atlas.library.entries
    columns = {entries[key].year: x for key, (x, _) in around.places.items()}
    for year, x in sorted(columns.items()):
        yield svg.text(x * (_WIDTH - 20), 11, str(year), class_="tick", text_anchor="middle")


def _lines(around: Ego, height: int) -> Iterator[str]:
    """One path for each kind of line, with whole pixels: a survey has hundreds of them."""
    kinds: dict[str, list[str]] = {"between": [], "own": [], "named": []}
    for tie in (*around.between, *around.ties):
        own = around.key in (tie.source, tie.target)
        kind = "named" if own and tie.relation else "own" if own else "between"
        ends = (_place(around.places[key], height) for key in (tie.source, tie.target))
        (x1, y1), (x2, y2) = ends
        kinds[kind].append(f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}")
    for kind, lines in kinds.items():
        if lines:
            yield svg.element("path", d="".join(lines), class_=f"tie tie--{kind}")


def _marks(atlas: Atlas, around: Ego, height: int) -> Iterator[str]:
    room = _rooms(around)
    crowd, (_, own) = _crowds(around), around.places[around.key]
    for key, spot in around.places.items():
        x, y = _place(spot, height)
        extra = " node--middle" if key == around.key else ""
        paper = atlas.brief(key)
        yield svg.element("circle", cx=x, cy=y, r=5 if extra else 3.2, class_=f"node{extra}")
        below = spot[1] > own
        side = _share(around, below=below) * (height - _EDGE)
        if extra or side / crowd[spot[0], below] >= _READABLE:
            words = _cut(short_name(paper), room[spot[0]])
            yield svg.text(x + 7, y + 3.5, words, class_="name name--middle" if extra else "name")


def _rooms(around: Ego) -> Mapping[float, int]:
    """Letters that fit between a column and the next."""
    columns = sorted({x for x, _ in around.places.values()})
    ends = [*columns[1:], 1 + 20 / _WIDTH]
    span = zip(columns, ends, strict=True)
    return {x: max(int(((end - x) * (_WIDTH - 20) - 12) / _LETTER), 4) for x, end in span}


def short_name(paper: Brief) -> str:
    """What a paper is called in a picture: the name before its colon, else who and when."""
    name, colon, _ = paper.title.partition(":")
    return name if colon and len(name) <= 24 else f"{paper.by.removesuffix(' et al.')} {paper.year}"


def _cut(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: letters - 1] + "…"
