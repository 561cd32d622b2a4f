"""The page that lays the surveys' own divisions of the field on one tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from site_builder import links
from site_builder.atlas import Atlas
from site_builder.links import Link
from site_builder.templating import render
from site_builder.wording import Brief
from taxonomy.entry import Kind
from taxonomy.terms import Technique


@dataclass(frozen=True)
class Survey:
    """A survey and how its headings lie on the tree.

    Attributes:
        brief: The survey.
        covered: Leaves that it treats; none where its headings were not laid on the tree.
        cites: Entries of the base that its reference list names.
        missed: Leaves that it does not treat.
    """

    brief: Brief
    covered: int
    cites: int
    missed: tuple[Technique, ...]


@dataclass(frozen=True)
class Row:
    """A leaf, with what each survey calls it, or the name of those that follow."""

    name: str
    id: str = ""
    cells: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Year:
    """Papers of a family in a year, and the filtered list that holds them."""

    year: int
    count: int
    heat: int
    browse: str


def fragment(atlas: Atlas, url: Link) -> str:
    """The computed part of the surveys page."""
    surveys = surveys_of(atlas)
    mapped = [survey for survey in surveys if survey.covered]
    return render(
        "fragment_surveys.html",
        url=url,
        surveys=surveys,
        mapped=mapped,
        leaves=len(atlas.leaves),
        rows=list(_rows(atlas, [survey.brief.key for survey in mapped])),
        untreated=[leaf for leaf in atlas.leaves if all(leaf in s.missed for s in mapped)],
        years=sorted({entry.year for entry in atlas.entries}),
        families=list(by_year(atlas)),
    )


def surveys_of(atlas: Atlas) -> list[Survey]:
    """The surveys of the base, the broadest first."""
    found = [_survey(atlas, entry.key) for entry in atlas.entries if entry.kind is Kind.SURVEY]
    return sorted(found, key=lambda survey: (-survey.covered, -survey.cites))


def _survey(atlas: Atlas, key: str) -> Survey:
    missed = tuple(leaf for leaf in atlas.leaves if key not in leaf.survey_sections)
    covered = len(atlas.leaves) - len(missed)
    return Survey(atlas.brief(key), covered, len(atlas.cites.get(key, ())), missed)


def _rows(atlas: Atlas, surveys: Sequence[str]) -> Iterator[Row]:
    above = ""
    for leaf in atlas.leaves:
        way = " / ".join(term.name for term in atlas.way_down_to(leaf.id)[:-1])
        if way != above:
            yield Row(above := way)
        cells = tuple("; ".join(leaf.survey_sections.get(key, ())) for key in surveys)
        yield Row(leaf.name, leaf.id, cells, len(atlas.on_technique(leaf.id)))


def by_year(atlas: Atlas) -> Iterator[tuple[Technique, list[Year]]]:
    """Each family of techniques that has papers, with its papers by year."""
    years = sorted({entry.year for entry in atlas.entries})
    for family in atlas.families:
        counted = Counter(entry.year for entry in atlas.on_technique(family.id))
        if counted:
            yield family, [_year(family.id, year, counted[year]) for year in years]


def _year(family: str, year: int, count: int) -> Year:
    heat = 0 if not count else 1 if count < 5 else 2 if count < 15 else 3
    return Year(year, count, heat, links.browse(family=family, year=str(year)))
