"""What machines find in the head of every page: previews, feeds, and the base as a data set."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from site_builder import dumps, links
from site_builder.atlas import Atlas
from site_builder.pages.citation_tags import script_json

NAME = "Inference Atlas"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_DATASET_PAGES = ("", "downloads/")
_FORMATS = {".json": "application/json", ".csv": "text/csv", ".sqlite": "application/vnd.sqlite3"}


def page_head(atlas: Atlas, path: str, title: str, description: str) -> str:
    """Safe HTML for the head of a page that is no paper's.

    Args:
        atlas: What the page is made from.
        path: Its address below the site's root.
        title: Plain text.
        description: Plain text.
    """
    lines = [_meta("og:type", "website"), _meta("og:site_name", NAME), _meta("og:title", title)]
    if description:
        lines.append(_meta("og:description", description))
    if atlas.site.url:
        lines.append(_meta("og:url", atlas.site.url + path))
    lines += feed_links(atlas, path)
    if path in _DATASET_PAGES:
        data = script_json(dataset(atlas))
        lines.append(Markup('<script type="application/ld+json">{}</script>\n').format(data))
    return str(Markup("").join(lines))  # a plain string: text joined to Markup is escaped


def _meta(name: str, content: str) -> Markup:
    return Markup('<meta property="{}" content="{}">\n').format(name, content)


def feed_links(atlas: Atlas, path: str) -> Iterator[Markup]:
    """Links to the Atom feed of all papers and, on a technique's page, to its own."""
    url = links.relative_to(path)
    yield _feed(url("feed.xml"), f"{NAME}: new papers")
    section, _, rest = path.partition("/")
    technique = atlas.library.techniques.get(rest.rstrip("/"))
    if section == "techniques" and technique and atlas.on_technique(technique.id):
        yield _feed(url(f"techniques/{technique.id}.xml"), f"{NAME}: {technique.name}")


def _feed(address: str, title: str) -> Markup:
    # The theme takes a bare "alternate" for a translation and asks for its sitemap.
    link = '<link rel="alternate feed" type="application/atom+xml" href="{}" title="{}">\n'
    return Markup(link).format(address, escape(title))


def dataset(atlas: Atlas) -> dict[str, object]:
    """The base as a schema.org data set, with its files where the site's address is known."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": NAME,
        "description": (
            f"{len(atlas.entries)} papers on efficient LLM inference as checked data: technique,"
            " scenario, challenge, reported results, citations, and the computed effect on the"
            " roofline."
        ),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": f"{NAME} contributors"},
        "keywords": ["large language models", "inference", "roofline model", "bibliography"],
        "dateModified": str(max((entry.added for entry in atlas.entries), default="")),
    }
    if root := atlas.site.url:
        data["url"] = root
        data["distribution"] = [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": f"{root}{dumps.FOLDER}{dumps.NAME}{ending}",
            }
            for ending, kind in _FORMATS.items()
        ]
    return data
