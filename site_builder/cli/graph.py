"""`atlas graph`: who cites whom, what is central, how to get from one paper to another."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import click

from site_builder import graph as citations
from site_builder.atomic import write_atomically
from site_builder.cli.base import open_library, table
from site_builder.export.selection import unknown
from site_builder.graph import CitationGraph, Tie

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")


def _limit(default: int) -> Callable[[Any], Any]:
    return click.option(
        "--limit",
        type=click.IntRange(min=1),
        default=default,
        show_default=True,
        help="Show at most so many.",
    )


@click.group()
def graph() -> None:
    """Ask the citation graph, which is derived from the entries' reference lists."""


@graph.command()
@_AS_JSON
@click.pass_context
def stats(ctx: click.Context, as_json: bool) -> None:
    """Count entries, citations, relations and reference lists."""
    counts = asdict(citations.statistics(_open(ctx)))
    rows = [(name.replace("_", " "), number) for name, number in counts.items()]
    _show(counts, table(("what", "count"), rows), as_json)


@graph.command()
@click.argument("key")
@_AS_JSON
@click.pass_context
def show(ctx: click.Context, key: str, as_json: bool) -> None:
    """Show what an entry cites and what cites it, with relations."""
    opened = _open(ctx)
    key = _known(opened, key)
    cites, cited_by = opened.ties_from[key], opened.ties_to[key]
    data = {
        "key": key,
        "cites": [_tie(tie.target, tie) for tie in cites],
        "cited_by": [_tie(tie.source, tie) for tie in cited_by],
    }
    rows = [
        *(("cites", tie.target, tie.relation, _title(opened, tie.target)) for tie in cites),
        *(("cited by", tie.source, tie.relation, _title(opened, tie.source)) for tie in cited_by),
    ]
    _show(data, table(("", "key", "relation", "title"), rows), as_json)


@graph.command()
@click.argument("start")
@click.argument("end")
@_AS_JSON
@click.pass_context
def path(ctx: click.Context, start: str, end: str, as_json: bool) -> None:
    """Find the shortest chain of citations from one entry to another."""
    opened = _open(ctx)
    found = citations.shortest_path(opened, _known(opened, start), _known(opened, end))
    if found is None:
        click.echo(f"no chain of citations joins {start} and {end}", err=True)
        _show(None, "", as_json)
        ctx.exit(1)
    ways = ["cites" if forward else "is cited by" for forward in found.forward]
    rows = [
        (key, way, _title(opened, key)) for key, way in zip(found.keys, [*ways, ""], strict=True)
    ]
    _show(found, table(("key", "", "title"), rows), as_json)


@graph.command()
@click.argument("key")
@_limit(8)
@_AS_JSON
@click.pass_context
def related(ctx: click.Context, key: str, limit: int, as_json: bool) -> None:
    """List papers related to an entry, each with the reason."""
    opened = _open(ctx)
    found = citations.RelatedPapers(opened).of(_known(opened, key), limit)
    rows = [(one.key, f"{one.score:.2f}", "; ".join(one.reasons)) for one in found]
    _show(found, table(("key", "score", "why"), rows), as_json)


@graph.command()
@_limit(20)
@_AS_JSON
@click.pass_context
def central(ctx: click.Context, limit: int, as_json: bool) -> None:
    """List the most central papers by PageRank."""
    opened = _open(ctx)
    found = citations.central(opened)[:limit]
    rows = [
        (one.key, one.pagerank, one.cited_by, one.cites, _title(opened, one.key)) for one in found
    ]
    _show(found, table(("key", "pagerank", "cited by", "cites", "title"), rows), as_json)


@graph.command()
@_limit(20)
@_AS_JSON
@click.pass_context
def bridges(ctx: click.Context, limit: int, as_json: bool) -> None:
    """List the papers that join areas of the technique tree."""
    found = citations.bridges(_open(ctx))[:limit]
    rows = [(one.key, one.participation, one.neighbours, ", ".join(one.areas[:4])) for one in found]
    head = ("key", "participation", "neighbours", "areas, most frequent first")
    _show(found, table(head, rows), as_json)


@graph.command()
@click.option(
    "--least", type=click.IntRange(min=1), default=3, show_default=True, help="Citing entries."
)
@_AS_JSON
@click.pass_context
def wanted(ctx: click.Context, least: int, as_json: bool) -> None:
    """List works that many entries cite and that have no entry yet."""
    found = citations.wanted(_open(ctx), least)
    rows = [(one.identifier, len(one.cited_by), one.title) for one in found]
    _show(found, table(("identifier", "cited by", "title"), rows), as_json)


@graph.command()
@click.argument("technique")
@_limit(6)
@_AS_JSON
@click.pass_context
def reading(ctx: click.Context, technique: str, limit: int, as_json: bool) -> None:
    """Say in which order to read about a technique, prerequisites first."""
    opened = _open(ctx)
    if technique not in opened.library.techniques:
        raise click.UsageError(unknown("technique", technique, opened.library.techniques))
    found = citations.reading_path(opened, technique, limit)
    rows = [
        (number, one.key, one.why, _title(opened, one.key)) for number, one in enumerate(found, 1)
    ]
    _show(found, table(("", "key", "why", "title"), rows), as_json)


@graph.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(["graphml", "json"]))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File.")
@click.pass_context
def export(ctx: click.Context, form: str, output: Path | None) -> None:
    """Write the whole graph: GraphML for graph programs, or JSON with its layout."""
    opened = _open(ctx)
    content = citations.graphml(opened) if form == "graphml" else citations.graph_json(opened)
    if output is None:
        click.echo(content, nl=False)
    else:
        write_atomically(output, content)


def _open(ctx: click.Context) -> CitationGraph:
    return citations.citation_graph(open_library(ctx))


def _known(opened: CitationGraph, key: str) -> str:
    try:
        return opened.require(key)
    except KeyError as error:
        raise click.UsageError(unknown("key", key, opened)) from error


def _title(opened: CitationGraph, key: str) -> str:
    title = opened.library.entries[key].title.replace("{", "").replace("}", "")
    return title if len(title) <= 60 else f"{title[:59]}…"


def _tie(key: str, tie: Tie) -> dict[str, str]:
    stated = {"key": key, "relation": tie.relation, "note": tie.note}
    return {name: text for name, text in stated.items() if text}


def _show(data: object, text: str, as_json: bool) -> None:
    if as_json:
        text = json.dumps(data, default=_plain, ensure_ascii=False, indent=2) + "\n"
    click.echo(text, nl=False)


def _plain(record: object) -> object:
    if is_dataclass(record) and not isinstance(record, type):
        return asdict(record)
    raise TypeError(f"{type(record).__name__} has no JSON form")
