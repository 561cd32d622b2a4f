"""Entries of the header search: one per generated page, beside those of the theme."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from site_builder.page import SearchText


def record(path: str, words: SearchText) -> dict[str, object]:
    """The index record of a page; the theme shows title and text as HTML, so both are escaped."""
    found: dict[str, object] = {
        "location": path,
        "title": escape(words.title, quote=False),
        "text": escape(words.text, quote=False),
    }
    return found if words.boost == 1.0 else {**found, "boost": words.boost}


def extended(index: str, pages: Iterable[tuple[str, SearchText]]) -> str:
    """The theme's index with pages added, each given by its address and its words."""
    data = json.loads(index)
    data["docs"].extend(record(path, words) for path, words in pages)
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)
