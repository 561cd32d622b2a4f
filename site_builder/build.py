"""Build the whole site; a build that fails leaves the last good site as it was."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from site_builder.collector import uncollected
from site_builder.mkdocs_plugin import BuildFailedError, run_build

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["BuildFailedError", "build"]


def build(root: Path, site_dir: Path, *, site_url: str | None = None) -> None:
    """Build the site of the library at `root` into `site_dir`.

    Args:
        root: Folder with mkdocs.yml, docs/, entries/ and taxonomy/.
        site_dir: Folder to make or replace.
        site_url: Public address, where it differs from that of mkdocs.yml.

    Raises:
        BuildFailedError: Says what is wrong; `site_dir` is then what it was before.
        OSError: The disk is full or a folder not writable; `site_dir` is what it was before.
    """
    site_dir = site_dir.resolve()
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, str] = {"site_url": site_url} if site_url else {}
    _clear_away(site_dir)
    with (
        tempfile.TemporaryDirectory(".part", f".{site_dir.name}-", site_dir.parent) as work,
        _locked(Path(work)),
    ):
        fresh = Path(work) / "new"
        with uncollected():
            run_build(root / "mkdocs.yml", fresh, options)
        fresh.chmod(0o755)
        _swap(fresh, site_dir, Path(work) / "old")


def _swap(fresh: Path, site_dir: Path, aside: Path) -> None:
    """Put the fresh site in place of the old one, which goes aside and away.

    In one step where the system can exchange two names; else in two, with a moment between them
    in which there is no site, and the old one put back on an error.
    """
    if not site_dir.exists():
        fresh.rename(site_dir)
    elif not _exchanged(fresh, site_dir):
        site_dir.rename(aside)
        try:
            fresh.rename(site_dir)
        except OSError:
            aside.rename(site_dir)
            raise
        shutil.rmtree(aside, ignore_errors=True)


_EXCHANGE = 2  # RENAME_EXCHANGE of Linux's renameat2
_HERE = -100  # AT_FDCWD: paths are as given, not below some folder


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names at once; False where the system or its file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    done: int = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    return done == 0


def _clear_away(site_dir: Path) -> None:
    """Delete what builds left behind that were killed; the folder of one that runs is locked."""
    for left in site_dir.parent.glob(f".{site_dir.name}-*.part"):
        with _locked(left) as is_ours:
            if is_ours:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold a folder's lock, which the system gives back however this process ends."""
    if fcntl is None:
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
