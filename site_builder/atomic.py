"""Writing files so that a reader sees the old bytes or the new ones, never a part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file by way of a temporary one beside it.

    A link is written through, and an existing file keeps its permissions.

    Args:
        path: File to make or replace; its folder must exist.
        content: All of it.

    Raises:
        OSError: The folder is missing or not writable, or the disk is full; it names the file,
            which is then as it was.
    """
    path = path.resolve()
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_mask()
    try:
        _replace(path, content, mode)
    except OSError as error:
        # A full disk is told without a name, and a missing folder by that of the temporary file.
        raise type(error)(error.errno, error.strerror or str(error), str(path)) from error


def _replace(path: Path, content: bytes, mode: int) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mask() -> int:
    mask = os.umask(0)  # the only way to read it is to set it
    os.umask(mask)
    return mask
