"""Text of others within Markdown that a forge shows."""

from __future__ import annotations

import re

_HARMLESS = re.compile(r"[^\w ,;()'/:.%+=×–-]", re.ASCII)


def escaped(text: str) -> str:
    """A text of others in Markdown: one line, no markup, no link, no mention.

    Args:
        text: Any text.
    """
    line = " ".join(text.split())
    safe = "".join(c if c.isalnum() or not _HARMLESS.match(c) else f"&#{ord(c)};" for c in line)
    safe = re.sub(r"(?i)(?<=[a-z]):(?=/)|(?<=www)\.|_", lambda m: f"&#{ord(m.group())};", safe)
    safe = re.sub(r"^([-+=]|\d+(?=[.)]))", r"&#8288;\1", safe)
    # A forge looks for mentions and issue numbers after markup; a joiner of no width parts them.
    return re.sub(r"(&#64;|&#35;)", r"\1&#8288;", safe)
