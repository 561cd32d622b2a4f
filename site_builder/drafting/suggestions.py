"""What a new paper resembles: entries of the base, and techniques that it may belong to."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

from site_builder.drafting.metadata import Metadata
from site_builder.references import Found
from taxonomy import Library

STOP = frozenset(
    (
        *("a", "an", "the", "on", "of", "for", "in", "to", "towards", "toward", "with", "and"),
        *("is", "are", "from", "via", "how", "what", "when", "as", "by", "at", "all", "do"),
        *("does", "can", "you", "your", "using"),
    )
)
"""Words of a title that tell nothing."""

_NEAREST, _SUGGESTED = 5, 4
_ALIKE = 0.12
"""Score from which entries count as similar: one title word in eight in common. [1]"""


def telling_words(text: str) -> set[str]:
    """The words by which titles and definitions are compared."""
    return {w for w in re.findall(r"[a-z0-9]{3,}", text.lower()) if w not in STOP}


def nearest_entries(
    metadata: Metadata, library: Library, references: Found | None = None
) -> Mapping[str, float]:
    """Entries most like the paper: by title words, by being cited, by references in common.

    Args:
        metadata: The paper.
        library: The base.
        references: What the paper cites, where that is known.

    Returns:
        Key to score, most similar first.
    """
    mine = telling_words(metadata.title)
    cited = {*references.arxiv, *references.doi} if references else set()
    scores: dict[str, float] = {}
    for key, entry in library.entries.items():
        theirs = telling_words(entry.title)
        score = len(mine & theirs) / max(len(mine | theirs), 1)
        score += 0.2 * bool({entry.ids.arxiv, entry.ids.doi} & cited)
        shared = library.references.get(key)
        if shared and cited:
            score += len(cited & {*shared.arxiv, *shared.doi}) / len(cited)
        if score >= _ALIKE:
            scores[key] = score
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    return {key: scores[key] for key in ordered[:_NEAREST]}


def likely_techniques(title: str, near: Mapping[str, float], library: Library) -> tuple[str, ...]:
    """Leaves of the tree that a paper may belong to, likeliest first.

    A leaf counts for each similar entry that has it, and for each word of the title that its
    name, definition or idea has, the more the fewer leaves have that word.

    Args:
        title: Title of the paper.
        near: Similar entries with their scores.
        library: The base.
    """
    leaves = [library.techniques[name] for name in library.tree.leaves]
    words = {t.id: telling_words(f"{t.name} {t.definition} {t.idea or ''}") for t in leaves}
    common = Counter(word for own in words.values() for word in own)
    scores = dict.fromkeys(library.techniques, 0.0)
    for name, own in words.items():
        for word in telling_words(title) & own:
            scores[name] += math.log(len(leaves) / common[word]) / 10
    for key, score in near.items():
        for name in library.entries[key].techniques:
            scores[name] += score
    ordered = sorted((name for name in scores if scores[name] > 0), key=lambda n: (-scores[n], n))
    return tuple(ordered[:_SUGGESTED])
