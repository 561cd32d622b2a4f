"""Keys stand in the order of the schema, so that every file reads alike; `atlas fmt` sees to it.

Passes: `key`, `kind`, `title`, ... as in schema/entry.schema.json.
Fails: `year` above `title`; `source` above `metric` in a result.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.entry import Entry, ReferenceList
from taxonomy.field_order import mappings, out_of_order
from taxonomy.library import Library
from taxonomy.problem import Problem


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each mapping with keys out of order."""
    for model, reads in ((Entry, library.papers), (ReferenceList, library.reference_files)):
        for read in reads:
            for location, written, order in mappings(model, read.source.data):
                late = out_of_order(written, order)
                if late:
                    words = f"key '{late[0]}' belongs before '{late[1]}'; run atlas fmt"
                    yield read.problem((*location, late[0]), words, on_key=True)
