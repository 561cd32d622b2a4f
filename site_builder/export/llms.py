"""`llms.txt`: what the base holds and where, in Markdown for language models."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder import dumps
from site_builder.bibliography import reference
from site_builder.export import api
from site_builder.graph import CitationGraph, papers_on

_ABOUT = """\
# Inference Atlas

> The literature on efficient LLM inference as checked data: papers by technique, scenario and
> challenge, what each reports, and the computed effect of each technique on the roofline.

Summaries are the editors' own words; numbers name their place in the paper. Data under CC BY 4.0.
Cite the papers themselves; every page has BibTeX.
"""


def llms_files(graph: CitationGraph, site_url: str = "") -> Iterator[tuple[str, bytes]]:
    """`llms.txt` with the files and techniques, `llms-full.txt` with every paper beside."""
    root = site_url or "./"
    index = f"{_ABOUT}\n{_files(root)}\n{_techniques(graph, root)}"
    yield "llms.txt", index.encode()
    yield "llms-full.txt", f"{index}\n{_papers(graph, root)}".encode()


def _files(root: str) -> str:
    rows = (
        (f"{api.BASE}index.json", "JSON API", "lists its files and schemas"),
        (f"{api.BASE}entries.json", "all papers", "one line each"),
        (f"{dumps.FOLDER}{dumps.NAME}.json", "the whole base", "entries, terms, citations"),
        ("all.bib", "BibTeX", "every paper, ASCII"),
        ("llms-full.txt", "this file with every paper", "title, venue, summary"),
    )
    lines = [f"- [{name}]({root}{path}): {what}" for path, name, what in rows]
    return "## Files\n\n" + "\n".join(lines) + "\n"


def _techniques(graph: CitationGraph, root: str) -> str:
    lines = []
    for term in graph.library.techniques.values():
        if count := len(papers_on(graph, term.id)):
            noun = "paper" if count == 1 else "papers"
            definition = _plain(term.definition)
            where = f"{root}techniques/{term.id}/"
            lines.append(f"- [{_plain(term.name)}]({where}): {definition} ({count} {noun})")
    return "## Techniques\n\n" + "\n".join(lines) + "\n"


def _papers(graph: CitationGraph, root: str) -> str:
    lines = []
    for key, entry in graph.library.entries.items():
        item = reference(entry, graph.library)
        where = f"{_plain(item.venue)}, {item.year}" if item.venue else str(item.year)
        address = f"{root}papers/{key}/"
        lines.append(
            f"- [{_plain(item.plain_title)}]({address}) ({where}): {_plain(entry.summary)}"
        )
    return "## Papers\n\n" + "\n".join(lines) + "\n"


_SIGNS = re.compile(r"[\\\[\]`<]")


def _plain(text: str) -> str:
    """A text on one line in which nothing is a link, code or HTML."""
    return _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
