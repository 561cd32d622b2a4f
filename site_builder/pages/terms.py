"""A page per scenario and per challenge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from site_builder import links
from site_builder.atlas import Atlas
from site_builder.page import Listing, Page, Planned, SearchText
from site_builder.pages.head import page_head
from site_builder.templating import render
from site_builder.theme.shell import CONTENT_ANCHOR
from site_builder.wording import in_words
from taxonomy.entry import Entry
from taxonomy.terms import Challenge, Scenario, Term


def scenario_pages(atlas: Atlas) -> Iterator[Planned]:
    """The page of every scenario, in the order of the vocabulary."""
    for term in atlas.library.scenarios.values():
        yield _planned(atlas, term, atlas.in_scenario(term.id))


def challenge_pages(atlas: Atlas) -> Iterator[Planned]:
    """The page of every challenge, in the order of the vocabulary."""
    for term in atlas.library.challenges.values():
        yield _planned(atlas, term, atlas.on_challenge(term.id))


def _planned(atlas: Atlas, term: Scenario | Challenge, papers: tuple[Entry, ...]) -> Planned:
    page = partial(_term_page, atlas, term, papers)
    return Planned(f"{_section(term)}/{term.id}/", page, partial(_listing, term, papers))


def _section(term: Scenario | Challenge) -> str:
    return "scenarios" if isinstance(term, Scenario) else "challenges"


@dataclass(frozen=True)
class Answer:
    """A technique that papers of a term use, and how many do."""

    id: str
    name: str
    count: int
    browse: str


def _term_page(atlas: Atlas, term: Scenario | Challenge, papers: tuple[Entry, ...]) -> Page:
    section = _section(term)
    path = f"{section}/{term.id}/"
    return Page(
        path=path,
        title=term.name,
        description=term.definition,
        head=page_head(atlas, path, term.name, term.definition),
        body=render(
            "term.html", url=links.relative_to(path), **_body(atlas, term, section, papers)
        ),
        source=f"taxonomy/{section}.yaml",
    )


def _listing(term: Term, papers: tuple[Entry, ...]) -> Listing:
    words = SearchText(title=term.name, text=f"{term.definition} {in_words(term.id)}")
    return Listing(words, max((entry.added for entry in papers), default=None))


def _body(atlas: Atlas, term: Term, section: str, papers: tuple[Entry, ...]) -> dict[str, object]:
    facet = section.removesuffix("s")
    binds = getattr(term, "binds", [])
    title = "Techniques used" if section == "scenarios" else "Techniques that answer it"
    return {
        "anchor": CONTENT_ANCHOR,
        "term": term,
        "section": section,
        "section_title": section.capitalize(),
        "binds": [in_words(resource) for resource in binds],
        "answers_title": title,
        "answers": list(_answers(atlas, papers, {facet: term.id})),
        "papers": atlas.briefs(papers),
        "browse": links.browse(**{facet: term.id}),
    }


def _answers(atlas: Atlas, papers: tuple[Entry, ...], facet: dict[str, str]) -> Iterator[Answer]:
    counted = Counter(name for entry in papers for name in entry.techniques)
    for name, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        title = atlas.library.techniques[name].name
        yield Answer(name, title, count, links.browse(technique=name, **facet))
