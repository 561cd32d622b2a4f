"""A made-up base of any size that copies the statistics of the real one.

Every entry is a real entry under another key, title and identifiers, with its texts, results,
effects and reference list, so that lengths, vocabulary and edges are those of real papers. A base
smaller than the real one holds first the entries that the vocabulary and the pages name.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]


def make_base(root: Path, papers: int) -> None:
    """Write a base of so many papers under `root`, with the hand-written pages.

    Args:
        root: A folder that exists.
        papers: At least as many as the vocabulary names, about fifty.
    """
    shutil.copytree(ROOT / "taxonomy", root / "taxonomy", ignore=shutil.ignore_patterns("*.py"))
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copy(ROOT / "mkdocs.yml", root / "mkdocs.yml")
    sources = _in_order(real_entries())
    words = sorted({w for p in sources for w in _title(p).split() if w.isalpha()})
    chosen = {source.stem for source in sources[:papers]}
    for number in range(papers):
        turn, place = divmod(number, len(sources))
        title = " ".join(random.Random(number).sample(words, 9))
        _copy(sources[place], root, title, turn, chosen)


def real_entries() -> list[Path]:
    """The files of the real entries, sorted."""
    found = (ROOT / "entries").glob("*/*.yaml")
    return sorted(path for path in found if ".references" not in path.name)


def _in_order(sources: list[Path]) -> list[Path]:
    """Entries that are named elsewhere first, then the others in an order that mixes years."""
    texts = "".join(path.read_text(encoding="utf-8") for path in _naming())
    mixed = random.Random(0).sample(sources, len(sources))
    return sorted(mixed, key=lambda path: path.stem not in texts)


def _naming() -> Iterator[Path]:
    yield from sorted((ROOT / "taxonomy").rglob("*.yaml"))
    yield from sorted((ROOT / "docs").rglob("*.md"))


def _title(source: Path) -> str:
    lines = source.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("title:")).removeprefix("title:")


def _copy(source: Path, root: Path, title: str, turn: int, chosen: set[str]) -> None:
    folder = root / "entries" / source.parent.name
    folder.mkdir(parents=True, exist_ok=True)
    references = source.with_name(f"{source.stem}.references.yaml")
    data = _read(source)
    key = data["key"]
    if turn:
        key = f"{key}x{turn}"
        data.update(key=key, title=title, ids={"url": f"https://example.org/{key}"})
    if "relations" in data:
        data["relations"] = [r for r in data["relations"] if not turn and r["key"] in chosen]
        if not data["relations"]:
            del data["relations"]
    _write(folder / f"{key}.yaml", data)
    if references.exists():
        _write(folder / f"{key}.references.yaml", _read(references) | {"key": key})


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return data


def _write(path: Path, data: dict[str, Any]) -> None:
    text = yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=98)
    path.write_text(text, encoding="utf-8")
