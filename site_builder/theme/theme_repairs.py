"""What the theme renders, mended: a name, a colour before the first paint, a script that waits."""

from __future__ import annotations

import re

from site_builder.links import asset

_NAMELESS_DIALOG = '<div class="md-search" data-md-component="search" role="dialog">'
_NAMED_DIALOG = _NAMELESS_DIALOG.replace(">", ' aria-label="Search">')
_CHOICE = 'var palette=__md_get("__palette");'
_CHOICE_OR_SYSTEM = 'var palette=__md_get("__palette")||{color:{media:"(prefers-color-scheme)"}};'
_SCRIPT = re.compile(
    r'<script src="(?P<root>[^"]*)(?P<script>assets/javascripts/bundle\.[^"]+)"></script>'
)
_LATER = rf'<script src="\g<root>{asset("later.js")}" data-at-theme="\g<root>\g<script>"></script>'


def repaired(html: str) -> str:
    """A rendered page with three of the theme's habits changed.

    Its search dialog has a name for screen readers. A first visit is in the system's colours from
    the first paint on, where the theme shows light ones until its script has run. That script, and
    the search index which it fetches, load when somebody uses the page, not before.
    """
    html = html.replace(_NAMELESS_DIALOG, _NAMED_DIALOG, 1)
    html = html.replace(_CHOICE, _CHOICE_OR_SYSTEM, 1)
    return _SCRIPT.sub(_LATER, html, count=1)
