"""Text with TeX in it as plain text."""

from __future__ import annotations

import logging
import re

from pylatexenc.latex2text import LatexNodes2Text

from site_builder.drafting.metadata import one_line

_LONGEST, _DEEPEST = 20_000, 50
_UNHEARD = logging.NullHandler()
"""The parser logs what it cannot read; its signs then go, which is all there is to say."""

_LEFT_OVER = str.maketrans("", "", "\\$`")


def without_tex(text: str) -> str:
    """A text of others as one line of plain text; where TeX cannot be read, its signs go.

    Args:
        text: Text with or without TeX.
    """
    if not any(sign in text for sign in "\\${~"):
        return one_line(text.translate(_LEFT_OVER))
    logging.getLogger("pylatexenc").addHandler(_UNHEARD)
    # These have a meaning in TeX that they do not have in a title.
    kept = re.sub(r"\\?([%&#])", r"\\\1", text[:_LONGEST])
    try:
        plain = LatexNodes2Text().latex_to_text(kept) if kept.count("{") < _DEEPEST * 20 else kept
    except (RecursionError, ValueError, IndexError, AttributeError):
        plain = text
    return one_line(plain.translate(_LEFT_OVER))
