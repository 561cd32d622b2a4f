"""Every formula says where it comes from, by the key of an entry of the base."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def cited_keys() -> set[str]:
    pattern = re.compile(r"Sources:\n((?:\s{4,}.*\n|\n)+)")
    keys: set[str] = set()
    for path in (ROOT / "roofline").rglob("*.py"):
        for block in pattern.findall(path.read_text(encoding="utf-8")):
            keys |= set(re.findall(r"\b([a-z]+20\d\d[a-z0-9]+)\b", block))
    return keys


def test_sources_are_keys_of_entries():
    known = {path.stem for path in (ROOT / "entries").glob("*/*.yaml")}
    assert sorted(cited_keys() - known) == []
