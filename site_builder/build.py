"""Build the whole site; a build that fails leaves the last good site as it was."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from site_builder.mkdocs_plugin import BuildFailedError, run_build

__all__ = ["BuildFailedError", "build"]


def build(root: Path, site_dir: Path, *, site_url: str | None = None) -> None:
    """Build the site of the library at `root` into `site_dir`.

    Args:
        root: Folder with mkdocs.yml, docs/, entries/ and taxonomy/.
        site_dir: Folder to make or replace.
        site_url: Public address, where it differs from that of mkdocs.yml.

    Raises:
        BuildFailedError: Says what is wrong; `site_dir` is then what it was before.
    """
    site_dir = site_dir.resolve()
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, str] = {"site_url": site_url} if site_url else {}
    with tempfile.TemporaryDirectory(prefix=f".{site_dir.name}-", dir=site_dir.parent) as work:
        fresh = Path(work) / "new"
        with _uncollected():
            run_build(root / "mkdocs.yml", fresh, options)
        fresh.chmod(0o755)
        _swap(fresh, site_dir, Path(work) / "old")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause the collector of cycles: what a build makes lives to its end and has hardly any."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _swap(fresh: Path, site_dir: Path, aside: Path) -> None:
    """Put the fresh site in place; the old one goes aside and is put back on an error."""
    if site_dir.exists():
        site_dir.rename(aside)
    try:
        fresh.rename(site_dir)
    except OSError:
        if aside.exists():
            aside.rename(site_dir)
        raise
    shutil.rmtree(aside, ignore_errors=True)
