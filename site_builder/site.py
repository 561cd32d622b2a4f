"""All pages and files of the site: made from the library, written into a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files as resource_files
from itertools import chain
from pathlib import Path

from site_builder import downloads
from site_builder.atlas import Atlas
from site_builder.explorer_data import engine_files
from site_builder.links import asset
from site_builder.page import Page
from site_builder.pages_papers import paper_pages
from site_builder.pages_techniques import technique_pages
from site_builder.pages_terms import challenge_pages, scenario_pages
from site_builder.redirects import redirects
from site_builder.search import extended
from site_builder.shell import Shell, Site
from site_builder.sitemap import sitemap

SECTIONS = ("papers", "techniques", "scenarios", "challenges")
STYLE = asset("atlas.css")
SCRIPT = asset("site.js")


def pages(atlas: Atlas) -> Iterator[Page]:
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


def watched(root: Path) -> Iterator[Path]:
    """Folders whose files the site is made from."""
    package = Path(str(resource_files("site_builder")))
    candidates = [root / "entries", root / "taxonomy", package / "templates", package / "assets"]
    return (folder for folder in candidates if folder.is_dir())


def write(
    atlas: Atlas, shells: Mapping[str, Shell], site: Site, folder: Path, written: set[str]
) -> None:
    """Write pages and files beside what the theme has written.

    Args:
        atlas: What they are made from.
        shells: Section to the shell of its pages.
        site: Beginnings of addresses.
        folder: The built site.
        written: Addresses that the theme has rendered itself, left as they are.
    """
    made = []
    for page in pages(atlas):
        if page.path not in written:
            text = shells[page.section].around(page, site)
            _write(folder / page.path / "index.html", text)
        made.append(replace(page, body="", head=""))  # thousands of them: texts are written
    for path, content in chain(downloads.files(atlas), engine_files(atlas)):
        _write(folder / path, content)
    for path, text in redirects(atlas):
        _write(folder / path, text)
    index = folder / "search" / "search_index.json"
    if index.exists():
        _write(index, extended(index.read_text(encoding="utf-8"), made))
    _write_sitemap(folder, site, made)


def _write(path: Path, content: str | bytes) -> None:
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True)
        path.write_bytes(data)


def _write_sitemap(folder: Path, site: Site, made: list[Page]) -> None:
    """Replace the theme's sitemap, which carries the day of the build and lists no paper."""
    (folder / "sitemap.xml.gz").unlink(missing_ok=True)
    (folder / "sitemap.xml").unlink(missing_ok=True)
    if not site.url:
        return
    listed = {page.path: page.modified for page in made}
    for file in folder.rglob("index.html"):
        path = file.parent.relative_to(folder).as_posix()
        listed.setdefault("" if path == "." else path + "/", None)
    _write(folder / "sitemap.xml", sitemap(site.url, sorted(listed.items())))
