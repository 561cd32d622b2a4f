"""The toy library with a few words changed: what each rule then says."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from taxonomy.library import Library, data_files, library_of
from taxonomy.problem import Problem, Severity
from taxonomy.rules import RULES
from taxonomy.source import Source, parse

ROOT = Path(__file__).parents[1] / "toy_library"
ADA = "entries/2021/ada2021toy.yaml"
ADA_REFERENCES = "entries/2021/ada2021toy.references.yaml"
BO = "entries/2022/bo2022draft.yaml"
BO_REFERENCES = "entries/2022/bo2022draft.references.yaml"
CY = "entries/2023/cy2023survey.yaml"
MODEL_LEVEL = "taxonomy/techniques/model-level.yaml"
SYSTEM_LEVEL = "taxonomy/techniques/system-level.yaml"

Edit = tuple[str, str, str]
"""A file, the words in it, which stand there once, and those that replace them."""


@cache
def _bytes() -> dict[str, bytes]:
    paths, _ = data_files(ROOT)
    return {path: (ROOT / path).read_bytes() for path in paths}


def toy(path: str) -> str:
    """The text of one of the toy library's files."""
    return _bytes()[path].decode("utf-8")


def edited(
    *edits: Edit, files: Mapping[str, str | None] | None = None, strays: tuple[str, ...] = ()
) -> Library:
    """The toy library after edits, with further files; None takes one away."""
    texts: dict[str, str] = {path: toy(path) for path in _bytes()}
    for path, old, new in edits:
        assert texts[path].count(old) == 1, f"{old!r} is not unique in {path}"
        texts[path] = texts[path].replace(old, new)
    changed: dict[str, str | None] = {**texts, **(files or {})}
    sources: dict[str, Source] = {
        path: parse(path, text.encode())
        for path, text in sorted(changed.items())
        if text is not None
    }
    return replace(
        library_of(ROOT, sources, strays=strays),
        models=frozenset({"llama-2-7b"}),
        devices=frozenset({"nvidia-a100-80gb"}),
    )


def lines(library: Library, rule: str) -> list[str]:
    """What one rule says of a library that the schema accepts, sorted by place."""
    assert not library.problems, [str(problem) for problem in library.problems]
    return [str(problem) for problem in sorted(RULES[rule](library))]


def said(rule: str, *edits: Edit, files: Mapping[str, str | None] | None = None) -> list[str]:
    """What one rule says of the toy library after edits."""
    return lines(edited(*edits, files=files), rule)


def schema_lines(*edits: Edit, files: Mapping[str, str | None] | None = None) -> list[str]:
    """What the reader and the schema say of the toy library after edits."""
    problems: tuple[Problem, ...] = edited(*edits, files=files).problems
    assert all(problem.severity is Severity.ERROR for problem in problems)
    return [str(problem) for problem in sorted(problems)]
