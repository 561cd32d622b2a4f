"""The numbers behind pictures of citations as CSV: who cites whom, and how they stand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from site_builder.figures.lineage import month
from site_builder.graph import CitationGraph, Tie, lineage

_HEAD = ("from", "from_first_version", "to", "to_first_version", "relation", "note")


def citations_csv(graph: CitationGraph) -> str:
    """Every citation of the base; one with several relations has a row for each."""
    return _table(graph, graph.ties)


def lineage_csv(graph: CitationGraph, technique: str) -> str:
    """The descents that a technique's page draws and lists."""
    return _table(graph, lineage(graph, technique))


def _table(graph: CitationGraph, ties: Iterable[Tie]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    for tie in ties:
        source, target = (_first(graph, key) for key in (tie.source, tie.target))
        writer.writerow((tie.source, source, tie.target, target, tie.relation, tie.note))
    return text.getvalue()


def _first(graph: CitationGraph, key: str) -> str:
    """Year and month of the first version that is known."""
    year, rest = divmod(month(graph.library.entries[key]), 12)
    return f"{year}-{rest + 1:02}"
