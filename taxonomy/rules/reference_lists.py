"""A reference list belongs to an entry, and what it lists can be and is not the paper itself.

Passes: entries/2023/sheng2023flexgen.references.yaml beside its entry.
Fails: a list without an entry; an arXiv id with month 13; the paper's own id; a DOI with
https://doi.org/ before it; `resolved_by_title` with an id that `arxiv` lacks; more than `count`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taxonomy.entry import Identifiers, ReferenceList
from taxonomy.library import Library
from taxonomy.problem import Problem, quoted
from taxonomy.rules.years import arxiv_month
from taxonomy.source import Location

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>{}\\]+")


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each reference list or item that cannot be right."""
    nobody = Identifiers()
    for read in library.reference_files:
        record = read.record
        if record.key not in library.known_keys:
            words = f"no entry has the key {quoted(record.key)}; add it or delete the list"
            yield read.problem(("key",), words)
        entry = library.entries.get(record.key)
        for location, words in _wrong(record, entry.ids if entry else nobody):
            yield read.problem(location, words)


def _wrong(record: ReferenceList, own: Identifiers) -> Iterator[tuple[Location, str]]:
    for index, arxiv in enumerate(record.arxiv):
        if arxiv == own.arxiv:
            yield ("arxiv", index), f"{quoted(arxiv)} is the paper itself; delete it"
        elif arxiv_month(arxiv) is None:
            words = f"{quoted(arxiv)} cannot be an arXiv identifier; check the printed one"
            yield ("arxiv", index), words
    for index, doi in enumerate(record.doi):
        if own.doi and doi.casefold() == own.doi.casefold():
            yield ("doi", index), f"{quoted(doi)} is the paper itself; delete it"
        elif not _DOI.fullmatch(doi):
            yield ("doi", index), f"{quoted(doi)} is not a bare DOI; write it as 10.1145/3600006"
    known = set(record.arxiv)
    for index, arxiv in enumerate(record.resolved_by_title):
        if arxiv not in known:
            yield ("resolved_by_title", index), f"{quoted(arxiv)} is not in 'arxiv'; add it there"
    most = max(len(record.arxiv), len(record.doi))
    if record.count is not None and record.count < most:
        yield ("count",), f"count {record.count} is below the {most} listed; mend it"
