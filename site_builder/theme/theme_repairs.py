"""Small faults of the theme's markup, mended in what it renders."""

from __future__ import annotations

_NAMELESS_DIALOG = '<div class="md-search" data-md-component="search" role="dialog">'
_NAMED_DIALOG = _NAMELESS_DIALOG.replace(">", ' aria-label="Search">')


def repaired(html: str) -> str:
    """A rendered page whose search dialog has a name for screen readers."""
    return html.replace(_NAMELESS_DIALOG, _NAMED_DIALOG, 1)
