"""What a technique refers to is there: the surveys that treat it, the sources of its formulas.

Passes: `survey_sections: {yuan2024unveiled: [...]}` where that entry is a survey.
Fails: the key of no entry, or of one that is not a survey; a formula's source without an entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from taxonomy.entry import Kind
from taxonomy.library import Library
from taxonomy.problem import Problem, quoted, suggestion


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each reference that leads nowhere."""
    missing = cache(lambda key: _missing(key, library))
    surveys = {key for key, entry in library.entries.items() if entry.kind is Kind.SURVEY}
    for read in library.vocabulary.get("techniques", ()):
        for key in read.record.survey_sections:
            if key in library.entries and key not in surveys:
                words = f"entry {quoted(key)} is no survey; mend its kind or this key"
                yield read.problem(("survey_sections", key), words, on_key=True)
            elif key not in library.known_keys:
                words = f"survey {missing(key)}"
                yield read.problem(("survey_sections", key), words, on_key=True)
        for index, formula in enumerate(read.record.formulas):
            if formula.source and formula.source not in library.known_keys:
                words = f"source {missing(formula.source)}"
                yield read.problem(("formulas", index, "source"), words)


def _missing(key: str, library: Library) -> str:
    near = suggestion(key, library.known_keys) or "; add its entry or delete it"
    return f"{quoted(key)} has no entry{near}"
