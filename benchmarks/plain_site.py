"""The yardstick of the build: MkDocs Material rendering the same papers as Markdown pages.

The pages hold what a list maintained by hand would: title, authors, year, terms, texts, results and
citation. No validation, graph, computed impact, figures, exports, interface or feeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from taxonomy import load_library
from taxonomy.entry import Entry

CONFIG = """\
site_name: Papers
theme: {name: material, font: false}
plugins: [search]
"""


def make_plain_site(base: Path, root: Path) -> None:
    """Write the papers of a base as a plain MkDocs project under `root`."""
    pages = root / "docs" / "papers"
    pages.mkdir(parents=True)
    (root / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (root / "docs" / "index.md").write_text("# Papers\n", encoding="utf-8")
    for key, entry in load_library(base).entries.items():
        (pages / f"{key}.md").write_text("\n".join(_lines(entry)), encoding="utf-8")


def _lines(entry: Entry) -> Iterator[str]:
    yield f"# {entry.title.replace('{', '').replace('}', '')}\n"
    yield f"{', '.join(entry.authors)}, {entry.year}\n"
    yield f"{', '.join((*entry.techniques, *entry.scenarios, *entry.challenges))}\n"
    for name in ("summary", "scenario", "challenge", "method"):
        yield f"## {name.capitalize()}\n\n{getattr(entry, name)}\n"
    if entry.results:
        yield "## Results\n\n| metric | value | unit | source |\n| --- | --- | --- | --- |"
        yield from (f"| {r.metric} | {r.value} | {r.unit} | {r.source} |" for r in entry.results)
    yield f"\n## Cite\n\n```\n@misc{{{entry.key}, title = {{{entry.title}}}}}\n```\n"
