"""Entries of the header search: one per generated page, beside those of the theme."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from site_builder.page import Page, SearchText


def records(pages: Iterable[Page]) -> list[dict[str, object]]:
    """The index records of pages; the theme shows title and text as HTML, so both are escaped."""
    return [_record(page.path, page.search) for page in pages if page.search is not None]


def _record(path: str, words: SearchText) -> dict[str, object]:
    record: dict[str, object] = {
        "location": path,
        "title": escape(words.title, quote=False),
        "text": escape(words.text, quote=False),
    }
    return record if words.boost == 1.0 else {**record, "boost": words.boost}


def extended(index: str, pages: Iterable[Page]) -> str:
    """The theme's index with the records of pages added."""
    data = json.loads(index)
    data["docs"].extend(records(pages))
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)
