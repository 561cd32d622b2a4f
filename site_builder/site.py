"""All pages and files of the site, made from the library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files as resource_files
from itertools import chain
from pathlib import Path

from site_builder.atlas import Atlas
from site_builder.contents import Bundle, Contents, Make
from site_builder.explorer.data import FOLDER, engine_files
from site_builder.export.export_files import machine_bundles
from site_builder.links import asset
from site_builder.page import Planned
from site_builder.pages import downloads
from site_builder.pages.fragments import Document
from site_builder.pages.papers import paper_pages
from site_builder.pages.techniques import technique_pages
from site_builder.pages.terms import challenge_pages, scenario_pages
from site_builder.theme.redirects import redirects
from site_builder.theme.search import extended
from site_builder.theme.shell import Shell, Site
from site_builder.theme.sitemap import sitemap

SECTIONS = ("papers", "techniques", "scenarios", "challenges")
STYLE = asset("atlas.css")
SCRIPT = asset("site.js")
INDEX = "search/search_index.json"
SITEMAP = "sitemap.xml"


def pages(atlas: Atlas) -> Iterator[Planned]:
    """Every generated page, in a fixed order."""
    return chain(
        paper_pages(atlas),
        technique_pages(atlas),
        scenario_pages(atlas),
        challenge_pages(atlas),
    )


def assets() -> Iterator[tuple[str, Path]]:
    """Address below the site and file of every asset."""
    folder = Path(str(resource_files("site_builder"))) / "assets"
    for path in sorted(folder.iterdir()):
        if path.suffix in (".css", ".js", ".svg", ".png"):
            yield asset(path.name), path


def data_folders(root: Path) -> list[Path]:
    """Folders of the library."""
    return [folder for folder in (root / "entries", root / "taxonomy") if folder.is_dir()]


def package_folders() -> list[Path]:
    """Folders of what gives the library its form."""
    package = Path(str(resource_files("site_builder")))
    return [package / "templates", package / "assets"]


@dataclass
class Rendered:
    """What the theme has rendered of a site.

    Attributes:
        shells: Section to the shell of its pages.
        documents: Hand-written pages.
        pages: Addresses of generated pages that the theme rendered itself, which are left as is.
        index: Its search index; empty where it has none.
    """

    shells: dict[str, Shell] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    pages: frozenset[str] = frozenset()
    index: str = ""


def contents(atlas: Atlas, site: Site, rendered: Rendered) -> Contents:
    """Every page and file that the theme does not write itself.

    Args:
        atlas: What they are made from.
        site: Beginnings of addresses.
        rendered: What the theme has rendered.
    """
    engine = Bundle(f"{FOLDER}*", partial(engine_files, atlas))
    machine = machine_bundles(atlas.library, atlas.graph, site.url, dumps=lambda: atlas.dumps)
    return Contents(dict(_files(atlas, site, rendered)), (engine, *machine))


def _files(atlas: Atlas, site: Site, rendered: Rendered) -> Iterator[tuple[str, Make]]:
    for document in rendered.documents:
        yield f"{document.path}index.html", partial(document.filled, atlas)
    for planned in pages(atlas):
        if planned.path not in rendered.pages:
            shell = rendered.shells[planned.path.split("/", 1)[0]]
            yield f"{planned.path}index.html", partial(_page, planned, shell, site)
    yield from downloads.files(atlas)
    for path, text in redirects(atlas):
        yield path, partial(str, text)
    if rendered.index:
        yield INDEX, partial(_index, atlas, rendered.index)
    if site.url:
        yield SITEMAP, partial(_sitemap, atlas, site.url, rendered.documents)


def _page(planned: Planned, shell: Shell, site: Site) -> str:
    return shell.around(planned.page(), site)


def _index(atlas: Atlas, index: str) -> str:
    return extended(index, ((page.path, page.listing().search) for page in pages(atlas)))


def _sitemap(atlas: Atlas, url: str, documents: list[Document]) -> str:
    """The sitemap in place of the theme's, which has the day of the build and lists no paper."""
    listed = {page.path: page.listing().modified for page in pages(atlas)}
    moved = (path.removesuffix("index.html") for path, _ in redirects(atlas))
    for path in chain((document.path for document in documents), moved):
        listed.setdefault(path, None)
    return sitemap(url, sorted(listed.items()))
