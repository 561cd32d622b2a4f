"""Each author is one name, as printed: everyone is named, and nothing but the name.

Passes: `Ying Sheng`; `van der Maaten, Laurens`; `DeepSeek-AI`.
Fails: `et al.`, `Sheng and Zheng`, `Sheng, Ying, Zheng`, `Y. Sheng1`, `YING SHENG`, `{Sheng}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted

_SEVERAL = re.compile(r"\bet al\b|\bothers$|\s(?:and|&)\s|;", re.IGNORECASE)
_NO_NAME = re.compile(r"[\\{}$<>@*†‡§|_^~\[\]\"]|(?<![A-Za-z])\d|\d$")


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each author that is not one name."""
    for paper in library.papers:
        for index, name in enumerate(paper.record.authors):
            words = _wrong(name)
            if words:
                yield paper.problem(("authors", index), f"author {quoted(name)} {words}")


def _wrong(name: str) -> str:
    if _SEVERAL.search(name):
        return "is more than one; name everyone, each in a line of its own"
    if name.count(",") > 1 or name.startswith(",") or name.endswith(","):
        return "has a comma too many; write 'Given Family' or 'Family, Given'"
    if _NO_NAME.search(name):
        return "has signs that no name has; delete them"
    if len(name) > 4 and " " in name and name.isupper():
        return "is in capitals; write it as 'Given Family'"
    return ""
