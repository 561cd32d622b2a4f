"""Characters that no data file holds: they are invisible, or reorder what a reviewer sees."""

from __future__ import annotations

import re

_REFUSED = (
    r"\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters; only the line feed is left
    r"\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ufe00-\ufe0f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff"
)

REFUSED = re.compile(f"[{_REFUSED}]")
"""Control characters, tab included, direction marks, zero-width characters and lone surrogates."""

_NAMES = {
    "\t": "tab; indent with spaces",
    "\r": "carriage return without line feed; save the file with LF line ends",
    "\ufeff": "byte-order mark; save the file as UTF-8 without it",
    "\u00ad": "soft hyphen; delete it",
    "\u200b": "zero-width space; delete it",
}


def described(character: str) -> str:
    """What a refused character is, and the remedy."""
    if character in _NAMES:
        return _NAMES[character]
    code = f"U+{ord(character):04X}"
    if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069":
        return f"direction mark {code}, which hides the true order of text; delete it"
    return f"invisible or control character {code}; delete it"
