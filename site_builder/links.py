"""Addresses of the site: every link between pages is made here.

Pages are addressed by their path below the site's root; a link is relative to the page it stands
on, so the site works from any sub-path and from any host.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

Link = Callable[[str], str]
"""Turns a path below the site's root into an address relative to one page."""

ARXIV = "https://arxiv.org/abs/"
ARXIV_PDF = "https://arxiv.org/pdf/"
DOI = "https://doi.org/"
OPENREVIEW = "https://openreview.net/forum?id="
ACL = "https://aclanthology.org/"


def root_of(path: str) -> str:
    """The way from the page at `path` up to the site's root: `papers/KEY/` gives `../../`."""
    return "../" * path.count("/") or "./"


def relative_to(path: str) -> Link:
    """A function that links from the page at `path` to other paths below the root."""
    root = root_of(path)
    return lambda target: root + target


def paper(key: str) -> str:
    """Page of an entry."""
    return f"papers/{key}/"


def bib(key: str) -> str:
    """BibTeX file of an entry."""
    return f"papers/{key}.bib"


def impact_csv(key: str) -> str:
    """Numbers behind an entry's figure."""
    return f"papers/{key}.csv"


def technique(term: str) -> str:
    """Page of a technique."""
    return f"techniques/{term}/"


def technique_bib(term: str) -> str:
    """BibTeX file of all entries below a technique."""
    return f"techniques/{term}.bib"


HOME_CSV = "home.csv"
"""Numbers behind the figure of the home page."""

RESULTS_CSV = "results.csv"
"""Every computed result."""

CITATIONS_CSV = "citations.csv"
"""Who cites whom."""

ACCURACY_CSV = "accuracy.csv"
"""Points that the methodology page draws."""


def technique_csv(term: str) -> str:
    """Numbers behind a technique's figure."""
    return f"techniques/{term}.csv"


def technique_map_csv(term: str) -> str:
    """Numbers behind a technique's map of where it pays."""
    return f"techniques/{term}.map.csv"


def technique_lineage_csv(term: str) -> str:
    """Ties behind a technique's picture of descent."""
    return f"techniques/{term}.lineage.csv"


def scenario(term: str) -> str:
    """Page of a scenario."""
    return f"scenarios/{term}/"


def challenge(term: str) -> str:
    """Page of a challenge."""
    return f"challenges/{term}/"


def browse(**facets: str) -> str:
    """The papers page with some facets chosen: `browse(technique="paged-kv-cache")`."""
    query = "&".join(f"{name}={quote(value)}" for name, value in sorted(facets.items()))
    return f"papers/?{query}" if query else "papers/"


def asset(name: str) -> str:
    """A file of `site_builder/assets`."""
    return f"assets/atlas/{name}"
