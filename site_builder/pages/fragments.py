"""Computed parts of hand-written pages: `<!-- atlas:NAME -->` in `docs/` becomes a fragment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from site_builder import links
from site_builder.atlas import Atlas
from site_builder.explorer.page import page_values
from site_builder.export.browse_table import EXPORT_FORMATS
from site_builder.graph import wanted
from site_builder.links import Link
from site_builder.pages import methodology, results_page, surveys_page
from site_builder.pages.downloads import dumped, for_machines, whole_base
from site_builder.pages.graph_page import graph_values
from site_builder.pages.head import page_head
from site_builder.pages.home import home_values
from site_builder.pages.technique_tree import tree_values
from site_builder.templating import render
from site_builder.wording import in_words

_PLACE = re.compile(r"<!-- atlas:([a-z-]+) -->")


class UnknownFragmentError(Exception):
    """A hand-written page asks for a fragment that does not exist."""


@dataclass(frozen=True)
class Document:
    """A hand-written page as the theme rendered it, its fragments not yet put in.

    Attributes:
        path: Its address below the site's root; empty for the home page.
        title: Plain text.
        description: Plain text for search engines and previews.
        html: The whole document.

    Raises:
        UnknownFragmentError: A place names no fragment.
    """

    path: str
    title: str
    description: str
    html: str

    def __post_init__(self) -> None:
        for name in _PLACE.findall(self.html):
            if name not in FRAGMENTS:
                known = ", ".join(sorted(FRAGMENTS))
                raise UnknownFragmentError(f"unknown fragment 'atlas:{name}'; there are {known}")

    def filled(self, atlas: Atlas) -> str:
        """The document with what the library has to say in it."""
        head = page_head(atlas, self.path, self.title, self.description)
        html = self.html.replace("</head>", head + "</head>", 1)
        url = links.relative_to(self.path)
        return _PLACE.sub(lambda place: FRAGMENTS[place[1]](atlas, url), html)


def _home(atlas: Atlas, url: Link) -> str:
    return render("fragment_home.html", url=url, **home_values(atlas))


def _papers(atlas: Atlas, url: Link) -> str:
    @dataclass(frozen=True)
    class Row:
        key: str
        title: str
        by: str
        where: str
        technique: str

    rows = []
    for entry in atlas.entries:
        short = atlas.brief(entry.key)
        name = atlas.library.techniques[entry.techniques[0]].name
        rows.append(Row(short.key, short.title, short.by, short.where, name))
    listed = render("fragment_papers.html", url=url, papers=rows, formats=EXPORT_FORMATS)
    return listed + _module(url, "browse.js")


def _compare(atlas: Atlas, url: Link) -> str:
    return render("fragment_compare.html", url=url) + _module(url, "compare.js")


def _graph(atlas: Atlas, url: Link) -> str:
    return render("fragment_graph.html", url=url, **graph_values(atlas)) + _module(url, "graph.js")


def _module(url: Link, name: str) -> str:
    return f'<script type="module" src="{url(links.asset(name))}"></script>'


def _explorer(atlas: Atlas, url: Link) -> str:
    return render("explorer.html", url=url, **page_values())


def _finder(atlas: Atlas, url: Link) -> str:
    return render("finder.html", url=url, **page_values())


def _techniques(atlas: Atlas, url: Link) -> str:
    return render("fragment_techniques.html", url=url, **tree_values(atlas))


@dataclass(frozen=True)
class TermCard:
    """A term with its definition and how many papers it has."""

    id: str
    name: str
    definition: str
    count: int


def _scenarios(atlas: Atlas, url: Link) -> str:
    cards = [
        TermCard(term.id, term.name, term.definition, len(atlas.in_scenario(term.id)))
        for term in atlas.library.scenarios.values()
    ]
    return render("fragment_terms.html", url=url, section="scenarios", terms=cards)


def _challenges(atlas: Atlas, url: Link) -> str:
    cards = [
        TermCard(term.id, term.name, term.definition, len(atlas.on_challenge(term.id)))
        for term in atlas.library.challenges.values()
    ]
    return render("fragment_terms.html", url=url, section="challenges", terms=cards)


@dataclass(frozen=True)
class Cell:
    """A count in the matrix, and the filtered papers that it opens."""

    name: str
    count: int
    heat: int
    browse: str


def _matrix(atlas: Atlas, url: Link) -> str:
    used = [column for column in atlas.families if atlas.on_technique(column.id)]
    families = {
        entry.key: {term.id for name in entry.techniques for term in atlas.way_down_to(name)}
        for entry in atlas.entries
    }
    rows = []
    for term in atlas.library.challenges.values():
        counted = Counter(
            family for entry in atlas.on_challenge(term.id) for family in families[entry.key]
        )
        if counted:
            cells = [_cell(term.id, column.id, column.name, counted[column.id]) for column in used]
            rows.append({"id": term.id, "name": term.name, "cells": cells})
    return render("fragment_matrix.html", url=url, columns=used, rows=rows)


def _cell(challenge: str, family: str, name: str, count: int) -> Cell:
    heat = 0 if not count else 1 if count < 3 else 2 if count < 8 else 3
    return Cell(name, count, heat, links.browse(challenge=challenge, family=family))


def _wanted(atlas: Atlas, url: Link) -> str:
    works = wanted(atlas.graph)
    citing = {work.identifier: atlas.briefs_of(work.cited_by) for work in works}
    repository = atlas.site.edit.removesuffix("/edit/main/") if atlas.site.edit else ""
    propose = f"{repository}/issues/new?template=add-paper.yml&identifier=" if repository else ""
    return render("fragment_wanted.html", url=url, works=works, citing=citing, propose=propose)


def _downloads(atlas: Atlas, url: Link) -> str:
    techniques = [
        TermCard(term.id, term.name, "", len(atlas.on_technique(term.id)))
        for term in atlas.leaves
        if atlas.on_technique(term.id)
    ]
    return render(
        "fragment_downloads.html",
        url=url,
        files=whole_base(atlas),
        dumps=list(dumped(atlas)),
        machines=list(for_machines(atlas)),
        techniques=techniques,
    )


def _resources(atlas: Atlas, url: Link) -> str:
    counted = Counter(resource for entry in atlas.entries for resource in atlas.relieves(entry))
    rows = "".join(
        f'<li><a href="{url(links.browse(relieves=str(resource)))}">{in_words(resource)}</a>'
        f' <span class="at-count">{count}</span></li>'
        for resource, count in sorted(counted.items())
    )
    return f'<ul class="at-short">{rows}</ul>'


FRAGMENTS: Mapping[str, Callable[[Atlas, Link], str]] = {
    "accuracy": methodology.fragment,
    "challenges": _challenges,
    "compare": _compare,
    "constants": methodology.constants_fragment,
    "downloads": _downloads,
    "explorer": _explorer,
    "finder": _finder,
    "graph": _graph,
    "home": _home,
    "matrix": _matrix,
    "papers": _papers,
    "resources": _resources,
    "results": results_page.fragment,
    "scenarios": _scenarios,
    "surveys": surveys_page.fragment,
    "techniques": _techniques,
    "wanted": _wanted,
}
"""Name in a hand-written page to the function that makes the fragment."""
