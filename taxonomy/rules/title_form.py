"""A title as printed: braces pair and hold something, no TeX, no full stop, no quotes around it.

Passes: `"{FlexGen}: High-Throughput Generative Inference"`.
Fails: `"{FlexGen: High-Throughput"`, `"{}"`, `"$O(n)$ attention"`, `"A Survey."`.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each title that a bibliography could not print."""
    for paper in library.papers:
        words = _wrong(paper.record.title)
        if words:
            yield paper.problem(("title",), f"title {quoted(paper.record.title)} {words}")


def _wrong(title: str) -> str:
    if not balanced(title):
        return "has braces that do not pair; add or delete one"
    if "{}" in title:
        return "has braces around nothing; delete them"
    if "\\" in title or "$" in title:
        return "has TeX in it; write the character itself"
    if title.endswith(".") and not title.endswith("..."):
        return "ends with a full stop; delete it"
    if title.startswith("{") and title.endswith("}") and balanced(title[1:-1]):
        return "is wholly in braces; keep them to the words whose capitals count"
    return ""


def balanced(text: str) -> bool:
    """Whether each closing brace has an opening one before it, and none is left open."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0
