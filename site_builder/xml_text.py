"""Text within XML: escaped, and without the characters that XML 1.0 cannot hold at all."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"


def escaped(text: str) -> str:
    """A text as it stands between tags; an impossible character becomes U+FFFD.

    Data files hold none, so this is for whatever is written without having been checked.
    """
    return escape(text if text.isprintable() else _IMPOSSIBLE.sub(_REPLACEMENT, text))
