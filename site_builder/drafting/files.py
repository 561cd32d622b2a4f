"""Writing a draft: its entry and its reference list together, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from site_builder.atomic import write_atomically
from site_builder.drafting.draft import Draft
from site_builder.references import Found
from site_builder.references import as_yaml as references_yaml


class WouldOverwriteError(Exception):
    """A file of the draft exists; the message names it."""


def write_draft(root: Path, draft: Draft, text: str, references: Found | None) -> list[Path]:
    """Write a drafted entry and, where it is known, its reference list.

    Args:
        root: Folder that holds `entries/`.
        draft: The draft.
        text: Text of its entry.
        references: What the paper cites; None where that is not known.

    Returns:
        The paths written, the entry first.

    Raises:
        WouldOverwriteError: One of the files exists; nothing was written.
        OSError: A file could not be written; nothing is left of any.
    """
    folder = root / "entries" / draft.year_folder
    contents = {folder / f"{draft.key}.yaml": text}
    if references is not None:
        name = f"{draft.key}.references.yaml"
        contents[folder / name] = references_yaml(draft.key, references)
    for path in contents:
        if path.exists():
            raise WouldOverwriteError(f"{path.relative_to(root).as_posix()} exists already")
    _write_all(folder, contents)
    return [*contents]


def _write_all(folder: Path, contents: Mapping[Path, str]) -> None:
    made_folder = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for path, text in contents.items():
            write_atomically(path, text.encode("utf-8"))
    except BaseException:  # an interrupt, too, must leave nothing behind
        for path in contents:
            path.unlink(missing_ok=True)
        if made_folder:
            folder.rmdir()
        raise
