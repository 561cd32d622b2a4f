"""A page per technique, leaf or family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from site_builder import links
from site_builder.atlas import Atlas
from site_builder.figures.lineage import lineage_figure
from site_builder.page import Listing, Page, Planned, SearchText
from site_builder.pages.citations_shown import descents, to_read
from site_builder.pages.effects_shown import shown_for_technique
from site_builder.pages.head import page_head
from site_builder.pages.pays_shown import pays_shown
from site_builder.pages.technique_papers import code_of, reported_of, variants_of
from site_builder.templating import render
from site_builder.theme.shell import CONTENT_ANCHOR
from site_builder.wording import Brief, by_line, in_words
from taxonomy.terms import Formula, Technique


def technique_pages(atlas: Atlas) -> Iterator[Planned]:
    """The page of every technique, in the order of the vocabulary."""
    for term in atlas.library.techniques.values():
        page, listing = partial(technique_page, atlas, term), partial(_listing, atlas, term)
        yield Planned(links.technique(term.id), page, listing)


def technique_page(atlas: Atlas, term: Technique) -> Page:
    """The page of one technique."""
    path = links.technique(term.id)
    return Page(
        path=path,
        title=term.name,
        description=term.definition,
        body=render("technique.html", url=links.relative_to(path), **_body(atlas, term)),
        head=page_head(atlas, path, term.name, term.definition),
        source=_source(atlas, term),
    )


def _listing(atlas: Atlas, term: Technique) -> Listing:
    papers = atlas.on_technique(term.id)
    return Listing(
        search=SearchText(
            title=term.name,
            text=" ".join(filter(None, (term.definition, term.idea, in_words(term.id)))),
            boost=3.0,
        ),
        modified=max((entry.added for entry in papers), default=None),
    )


def _source(atlas: Atlas, term: Technique) -> str:
    root = atlas.way_down_to(term.id)[0].id
    return f"taxonomy/techniques/{root}.yaml"


@dataclass(frozen=True)
class Node:
    """A technique above the page's own."""

    name: str
    href: str


@dataclass(frozen=True)
class Card:
    """A technique below the page's own."""

    id: str
    name: str
    definition: str
    count: int


@dataclass(frozen=True)
class FormulaShown:
    """A formula with its symbols and the paper that states it."""

    formula: str
    symbols: tuple[tuple[str, str], ...]
    source: Brief | None
    place: str | None


def _body(atlas: Atlas, term: Technique) -> dict[str, object]:
    papers = atlas.on_technique(term.id)
    is_leaf = term.id not in atlas.children
    facet = {"technique": term.id} if is_leaf else {"category": atlas.way_down_to(term.id)[0].id}
    return {
        "anchor": CONTENT_ANCHOR,
        "term": term,
        "path": list(_way(atlas, term)),
        "relieves": [in_words(name) for name in term.relieves],
        "phases": list(term.phases),
        "children": [_card(atlas, child) for child in atlas.children.get(term.id, ())],
        "formulas": [_formula(atlas, formula) for formula in term.formulas],
        "papers": atlas.briefs(papers),
        "browse": links.browse(**facet),
        "csv": links.technique_csv(term.id),
        "bib": links.technique_bib(term.id) if papers else "",
        "sections": [_section(atlas, *item) for item in sorted(term.survey_sections.items())],
        "reading": to_read(atlas, term.id),
        **(_leaf(atlas, term) if is_leaf else dict.fromkeys(_LEAF_ONLY)),
        **shown_for_technique(term).as_values(),
    }


_LEAF_ONLY = (
    *("pays", "map_csv", "variants", "reported", "code"),
    *("descents", "lineage", "lineage_csv"),
)


def _leaf(atlas: Atlas, term: Technique) -> dict[str, object]:
    """What only a technique without others below it shows."""
    return {
        "pays": pays_shown(atlas, term),
        "map_csv": links.technique_map_csv(term.id),
        "variants": variants_of(atlas, term),
        "reported": reported_of(atlas, term),
        "code": code_of(atlas, term),
        "descents": descents(atlas, term.id),
        "lineage": lineage_figure(atlas, term.id),
        "lineage_csv": links.technique_lineage_csv(term.id),
    }


def _way(atlas: Atlas, term: Technique) -> Iterator[Node]:
    yield Node("Techniques", "techniques/")
    for above in atlas.way_down_to(term.id)[:-1]:
        yield Node(above.name, links.technique(above.id))


def _card(atlas: Atlas, term: Technique) -> Card:
    return Card(term.id, term.name, term.definition, len(atlas.on_technique(term.id)))


def _formula(atlas: Atlas, formula: Formula) -> FormulaShown:
    entry = atlas.library.entries.get(formula.source or "")
    return FormulaShown(
        formula=formula.formula,
        symbols=tuple(formula.symbols.items()),
        source=atlas.brief(entry.key) if entry else None,
        place=formula.place,
    )


@dataclass(frozen=True)
class SurveySections:
    """Where a survey treats the technique."""

    key: str
    by: str
    known: bool
    headings: tuple[str, ...]


def _section(atlas: Atlas, key: str, headings: list[str]) -> SurveySections:
    entry = atlas.library.entries.get(key)
    by = f"{by_line(entry)}, {entry.year}" if entry else key
    return SurveySections(key=key, by=by, known=entry is not None, headings=tuple(headings))
