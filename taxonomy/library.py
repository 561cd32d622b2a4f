"""The whole base in memory: entries, reference lists and vocabulary, each tied to its file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from roofline import device_ids, model_ids
from taxonomy.entry import Entry, ReferenceList
from taxonomy.problem import Problem
from taxonomy.source import Location, Read, Source, read_source
from taxonomy.terms import Challenge, Metric, Scenario, Technique, Unit, Venue
from taxonomy.tree import Tree
from taxonomy.wording import schema_problems

R = TypeVar("R", bound=BaseModel)

REFERENCES_SUFFIX = ".references.yaml"

VOCABULARIES: dict[str, tuple[str, type[BaseModel]]] = {
    "techniques": ("taxonomy/techniques/*.yaml", Technique),
    "scenarios": ("taxonomy/scenarios.yaml", Scenario),
    "challenges": ("taxonomy/challenges.yaml", Challenge),
    "venues": ("taxonomy/venues.yaml", Venue),
    "metrics": ("taxonomy/metrics.yaml", Metric),
    "units": ("taxonomy/units.yaml", Unit),
}
"""Name of a vocabulary to its files, relative to the root, and the record of a term."""


@dataclass(frozen=True, eq=False)
class Library:
    """Everything that was read, whatever was wrong beside it.

    Args:
        root: Folder that holds `entries/` and `taxonomy/`.
        sources: Every file read, by path; broken ones too.
        papers: The valid entries, by path.
        reference_files: The valid reference lists, by path.
        vocabulary: Name of a vocabulary to its valid terms.
        models: Ids of `roofline/models`.
        devices: Ids of `roofline/devices`.
        strays: Files under `entries/` that are neither an entry nor a reference list.
        problems: Everything that the text and the schema refused.
    """

    root: Path
    sources: Mapping[str, Source]
    papers: tuple[Read[Entry], ...] = ()
    reference_files: tuple[Read[ReferenceList], ...] = ()
    vocabulary: Mapping[str, tuple[Read[Any], ...]] = field(default_factory=dict)
    models: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    strays: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Key to entry, sorted by key; of two with one key the first file counts."""
        named = {paper.record.key: paper.record for paper in reversed(self.papers)}
        return dict(sorted(named.items()))

    @cached_property
    def references(self) -> dict[str, ReferenceList]:
        """Key to reference list, sorted by key; of two with one key the first file counts."""
        named = {read.record.key: read.record for read in reversed(self.reference_files)}
        return dict(sorted(named.items()))

    @cached_property
    def paths(self) -> dict[str, str]:
        """Key to the path of the entry's file."""
        return {paper.record.key: paper.source.path for paper in self.papers}

    @cached_property
    def known_keys(self) -> frozenset[str]:
        """Keys of all entry files, unreadable ones too, so that one error stays one error."""
        names = (path.rpartition("/")[2] for path in self.sources if is_entry(path))
        return frozenset(name.removesuffix(".yaml") for name in names)

    @cached_property
    def techniques(self) -> dict[str, Technique]:
        """Id to technique, in the order of the files."""
        return self._terms("techniques")

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """Id to scenario."""
        return self._terms("scenarios")

    @cached_property
    def challenges(self) -> dict[str, Challenge]:
        """Id to challenge."""
        return self._terms("challenges")

    @cached_property
    def venues(self) -> dict[str, Venue]:
        """Id to venue."""
        return self._terms("venues")

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """Id to metric."""
        return self._terms("metrics")

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Id to unit."""
        return self._terms("units")

    @cached_property
    def tree(self) -> Tree:
        """The technique tree: children, leaves, paths."""
        return Tree(self.techniques)

    def _terms(self, name: str) -> dict[str, Any]:
        return {read.record.id: read.record for read in self.vocabulary.get(name, ())}


def is_entry(path: str) -> bool:
    """Whether a path is that of an entry: `entries/<folder>/<key>.yaml`."""
    return path.startswith("entries/") and not path.endswith(REFERENCES_SUFFIX)


def load_library(
    root: Path,
    *,
    reuse: Library | None = None,
    progress: Callable[[list[str]], Iterable[str]] = iter,
) -> Library:
    """Read the base; problems are kept in the library, never raised.

    Args:
        root: Folder that holds `entries/` and `taxonomy/`.
        reuse: An earlier library of the same root: files that did not change are not read again.
        progress: Passes on the paths one by one and may show how far they are.

    Returns:
        The library with all that is valid.
    """
    root = root.resolve()
    known = reuse.sources if reuse else {}
    files, strays = data_files(root)
    sources = {}
    for path in progress(files):
        earlier = known.get(path)
        same = earlier is not None and _unchanged(f"{root}/{path}", earlier)
        sources[path] = earlier if earlier and same else read_source(root, path)
    return library_of(root, sources, strays=strays, reuse=reuse)


def data_files(root: Path) -> tuple[list[str], tuple[str, ...]]:
    """Paths of every data file of the base, and of what lies astray beside them, both sorted."""
    files = [file for pattern, _ in VOCABULARIES.values() for file in root.glob(pattern)]
    paths = [file.relative_to(root).as_posix() for file in files]
    strays: list[str] = []
    for folder, _, names in os.walk(root / "entries"):
        inside = Path(folder).relative_to(root).as_posix()
        fits = inside.count("/") == 1
        for name in names:
            (paths if fits and name.endswith(".yaml") else strays).append(f"{inside}/{name}")
    return sorted(paths), tuple(sorted(strays))


def _unchanged(file: str, earlier: Source) -> bool:
    try:
        status = os.lstat(file)
    except OSError:
        return False
    return earlier.stamp == (status.st_mtime_ns, status.st_size)


def library_of(
    root: Path,
    sources: Mapping[str, Source],
    *,
    strays: tuple[str, ...] = (),
    reuse: Library | None = None,
) -> Library:
    """Turn files that were read into a library; records of `reuse` are kept where files are."""
    problems = [problem for source in sources.values() for problem in source.problems]
    terms = {path: source for path, source in sources.items() if path.startswith("taxonomy/")}
    entry_sources = [sources[path] for path in sources if is_entry(path)]
    reference_sources = [sources[path] for path in sources if path.endswith(REFERENCES_SUFFIX)]
    return Library(
        root=root,
        sources=sources,
        papers=tuple(_records(entry_sources, Entry, problems, reuse.papers if reuse else ())),
        reference_files=tuple(
            _records(
                reference_sources, ReferenceList, problems, reuse.reference_files if reuse else ()
            )
        ),
        vocabulary={
            name: tuple(_term_records(terms, pattern, model, problems))
            for name, (pattern, model) in VOCABULARIES.items()
        },
        models=model_ids(),
        devices=device_ids(),
        strays=strays,
        problems=tuple(problems),
    )


def _records(
    sources: Iterable[Source],
    model: type[R],
    problems: list[Problem],
    earlier: Iterable[Read[R]],
) -> Iterator[Read[R]]:
    adapter = TypeAdapter(model)
    known = {read.source: read for read in earlier}
    for source in sources:
        if source in known:
            yield known[source]
        elif source.data is not None:
            yield from _record(adapter, model, source, (), problems)


def _term_records(
    sources: Mapping[str, Source],
    pattern: str,
    model: type[R],
    problems: list[Problem],
) -> Iterator[Read[R]]:
    adapter = TypeAdapter(model)
    for source in (sources[path] for path in sources if PurePosixPath(path).match(pattern)):
        if source.data is not None and not isinstance(source.data, list):
            problems.append(source.problem((), "a list of terms is expected; write '- id: ...'"))
        elif isinstance(source.data, list):
            for index in range(len(source.data)):
                yield from _record(adapter, model, source, (index,), problems)


def _record(
    adapter: TypeAdapter[R],
    model: type[R],
    source: Source,
    location: Location,
    problems: list[Problem],
) -> Iterator[Read[R]]:
    data: Any = source.data
    for step in location:
        data = data[step]
    try:
        record = adapter.validate_python(data)
    except ValidationError as error:
        problems.extend(schema_problems(error, source, location, model.model_fields))
    else:
        yield Read(record, source, location)


__all__ = ["Library", "data_files", "is_entry", "library_of", "load_library"]
