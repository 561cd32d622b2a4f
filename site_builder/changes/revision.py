"""The base as a git revision has it, read from git's store: no checkout, no code of it is run."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from taxonomy import Library
from taxonomy.library import VOCABULARIES, library_of
from taxonomy.problem import Problem
from taxonomy.source import LARGEST, Source, parse

_FILE = re.compile(rb"(?P<mode>\d{6}) blob (?P<name>[0-9a-f]{40,64}) +(?P<size>\d+)\t(?P<path>.+)")
_REGULAR = (b"100644", b"100755")
_MOST_FILES = 100_000


class RevisionError(Exception):
    """A revision cannot be read; the message says which and why."""


def library_at(root: Path, revision: str) -> Library:
    """The base at a revision; problems are kept in it, never raised.

    Args:
        root: Folder of the base within a git repository.
        revision: Whatever names a commit: `main`, `HEAD~1`, `v1.0`, a hash.

    Raises:
        RevisionError: This is no git repository, or the revision is none.
    """
    commit = _commit(root, revision)
    blobs = dict(_blobs(root, commit))
    contents = _contents(root, tuple(name for name, size in blobs.values() if size <= LARGEST))
    sources = {}
    for path, (name, size) in sorted(blobs.items()):
        sources[path] = parse(path, contents[name]) if size <= LARGEST else _too_large(path)
    return library_of(root.resolve(), sources)


def _too_large(path: str) -> Source:
    words = f"file is larger than {LARGEST:,} bytes; an entry has some two thousand"
    return Source(path, "", None, (Problem(path, 1, 1, words),))


def _commit(root: Path, revision: str) -> str:
    try:
        found = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    except RevisionError as error:
        raise RevisionError(f"{error}; '{revision}' names no commit here") from error
    return found.decode("ascii").strip()


def _blobs(root: Path, commit: str) -> Iterator[tuple[str, tuple[str, int]]]:
    """Path of every data file, to the name and the size of its content."""
    # Read from the tree and not by `git archive`, which files of the revision could tell to
    # leave some out (export-ignore).
    listed = _git(root, "ls-tree", "-r", "-z", "--long", commit, "--", "entries", "taxonomy")
    records = listed.split(b"\0")
    if len(records) > _MOST_FILES:
        raise RevisionError(f"{commit[:12]} has over {_MOST_FILES:,} data files")
    for record in records:
        match = _FILE.fullmatch(record)
        if match and match["mode"] in _REGULAR:
            path = match["path"].decode("utf-8", "replace")
            if _is_data(path):
                yield path, (match["name"].decode("ascii"), int(match["size"]))


def _is_data(path: str) -> bool:
    place = PurePosixPath(path)
    if path.startswith("entries/"):
        return path.count("/") == 2 and path.endswith(".yaml")
    return any(place.match(pattern) for pattern, _ in VOCABULARIES.values())


def _contents(root: Path, names: tuple[str, ...]) -> Mapping[str, bytes]:
    """Content by name, from one `git cat-file` for all."""
    wanted = tuple(dict.fromkeys(names))
    answer = _git(root, "cat-file", "--batch", given="\n".join(wanted).encode("ascii"))
    contents, at = {}, 0
    for name in wanted:
        end = answer.index(b"\n", at)
        _, kind, *rest = answer[at:end].split(b" ")
        if kind != b"blob":
            raise RevisionError(f"git lacks object {name[:12]}; fetch the whole history")
        size = int(rest[0])
        contents[name] = answer[end + 1 : end + 1 + size]
        at = end + size + 2  # a line feed follows each content
    return contents


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], input=given, capture_output=True, check=True
        )
    except FileNotFoundError as error:
        raise RevisionError("git is not installed") from error
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RevisionError(f"git {arguments[0]}: {lines[-1] if lines else 'failed'}") from error
    return done.stdout
