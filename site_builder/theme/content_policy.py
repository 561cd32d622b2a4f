"""What a browser may run and load on a page: the Content-Security-Policy, said by the page itself.

Only the site's own files, and of scripts within pages only those that the theme wrote, each by the
hash of its text. A script that came in with data is none of them and would not run.
"""

from __future__ import annotations

import base64
import hashlib
import re

_INLINE = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
_RUNS = re.compile(r"^(?!.*\bsrc=)(?!.*\btype=\"(?!module|text/javascript))", re.DOTALL)
_CHARSET = '<meta charset="utf-8">'
_RULES = (
    "default-src 'none'",
    "base-uri 'none'",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "img-src 'self' data:",
    "manifest-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
)

STATIC = "default-src 'none'; img-src data:"
"""The policy of a page that has no script and loads nothing."""


def policy(html: str) -> str:
    """The policy of a page: what it may load, and the hashes of the scripts within it.

    Args:
        html: The document as the theme rendered it, before anything made from data is put in.
    """
    scripts = [
        match["text"] for match in _INLINE.finditer(html) if _RUNS.match(match["attributes"])
    ]
    hashes = " ".join(dict.fromkeys(f"'sha256-{_digest(text)}'" for text in scripts))
    return "; ".join((*_RULES, f"script-src 'self' {hashes}".rstrip()))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def tag(rules: str) -> str:
    """The element that says a policy; it must stand before whatever it rules."""
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">'


def with_policy(html: str) -> str:
    """A document that says its policy first of all.

    Args:
        html: The document as the theme rendered it, before anything made from data is put in.

    Raises:
        ValueError: The document does not declare its encoding where the theme always has.
    """
    before, found, after = html.partition(_CHARSET)
    if not found:
        raise ValueError(f"the theme's page has no {_CHARSET}, after which its policy would stand")
    return before + found + tag(policy(html)) + after
