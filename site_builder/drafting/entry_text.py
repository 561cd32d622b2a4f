"""The text of a drafted entry: what is known, and questions as comments where it is not.

Everything that a service, a file or a form said is quoted and kept on its own line, so that no
title, name or address can become another key, another value or another line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from site_builder.drafting.draft import Draft, first_year
from site_builder.drafting.metadata import Metadata, one_line

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_LONGEST_TEXT = 1900


def quoted(text: str, longest: int = 390) -> str:
    """A text of others as one quoted YAML scalar."""
    return "'" + one_line(text, longest).replace("'", "''") + "'"


def marked_title(title: str) -> str:
    """The title with braces around words whose capitals BibTeX styles must keep."""
    bare = re.sub(r"[{}\\$]", "", title).strip()
    bare = bare if bare.endswith("...") else bare.rstrip(". ")
    words = bare.split(" ")
    if len(words) == 1:
        return bare
    return " ".join(_marked(word, is_first=index == 0) for index, word in enumerate(words))


def _marked(word: str, *, is_first: bool) -> str:
    core = word.strip(".,:;?!()[]'\"")
    keeps = any(re.search(r"(?<=.)[A-Z]", part) for part in core.split("-"))
    names_it = is_first and word.endswith(":") and core[:1].isupper()
    return word.replace(core, "{" + core + "}", 1) if core and (keeps or names_it) else word


def as_yaml(draft: Draft, today: date) -> str:
    """The text of the drafted entry; what a person must decide is a comment.

    Args:
        draft: The draft.
        today: The day it is added.
    """
    lines = [
        "# yaml-language-server: $schema=../../schema/entry.schema.json",
        *_remarks(draft.answers.remarks),
        *_bibliographic(draft),
        *_described(draft),
        *_measured(draft),
        f"added: {today.isoformat()}",
    ]
    return "\n".join(lines) + "\n"


def _remarks(remarks: Iterable[str]) -> Iterator[str]:
    for remark in remarks:
        yield f"# {one_line(remark)}"


def _bibliographic(draft: Draft) -> Iterator[str]:
    known = draft.metadata
    yield f"key: {draft.key}  # proposed; it never changes once merged"
    yield f"kind: {draft.answers.kind}  # method, system, survey, analysis, model or hardware"
    yield f"title: {quoted(marked_title(known.title))}"
    yield "authors:"
    yield from (f"  - {quoted(author)}" for author in known.authors)
    if known.has_more_authors:
        yield "  # the source ends in 'and others'; name everyone"
    yield f"year: {_year(draft)}"
    yield _venue(draft.venue, known.venue)
    if known.pages and draft.venue:
        yield f"pages: {quoted(known.pages)}"
    yield _identifiers(known)
    yield (
        f"code: {quoted(known.code)}  # open it: is it the authors'?"
        if known.code
        else "# code: https://...  # the authors' repository, opened"
    )


def _year(draft: Draft) -> int | None:
    """Year of the venue where there is one, else of the first publication."""
    known = draft.metadata
    if not draft.venue:
        return first_year(known)
    said = _YEAR.findall(known.venue or "")
    return int(said[-1]) if said else known.year or first_year(known)


def _identifiers(known: Metadata) -> str:
    primary_class = known.primary_class if known.arxiv else None
    ids = {"arxiv": known.arxiv, "primary_class": primary_class, "doi": known.doi}
    given = ", ".join(f"{name}: {quoted(value)}" for name, value in ids.items() if value)
    missing = "" if given else "  # arxiv, doi, openreview, acl or url"
    return f"ids: {{{given}}}{missing}"


def _venue(venue: str | None, said: str | None) -> str:
    if not said:
        return "# venue: id of taxonomy/venues.yaml, if it was published"
    if venue:
        return f"venue: {venue}  # the source says {quoted(said)}"
    return f"# venue: the source says {quoted(said)}; add its id of taxonomy/venues.yaml"


def _described(draft: Draft) -> Iterator[str]:
    said = draft.answers
    similar = ", ".join(draft.techniques)
    hint = f"; perhaps {similar}" if similar else ""
    yield _terms(
        "techniques", said.techniques, f"leaves of taxonomy/techniques, primary first{hint}"
    )
    yield _terms("scenarios", said.scenarios, "one to six of taxonomy/scenarios.yaml")
    yield _terms("challenges", said.challenges, "one to six of taxonomy/challenges.yaml")
    yield _text("summary", said.summary, "one sentence: what it does and what that buys", 390)
    yield _text("scenario", said.scenario, "where and for whom, in your own words")
    yield _text("challenge", said.challenge, "what made it hard")
    yield _text("method", said.method, "what they do")


def _terms(name: str, chosen: tuple[str, ...], question: str) -> str:
    return f"{name}: [{', '.join(chosen)}]" + ("" if chosen else f"  # {question}")


def _text(name: str, said: str, question: str, longest: int = _LONGEST_TEXT) -> str:
    return f"{name}: {quoted(said, longest)}" + ("" if said else f"  # {question}")


def _measured(draft: Draft) -> Iterator[str]:
    yield "# effect: what it does to the roofline, with the place in the paper, for example"
    yield "#   - {type: quantize, weight_bits: 4, group_size: 128, source: section 4}"
    yield "# or no_effect: the reason why it has none"
    yield "# results: what the paper reports, with setting and place; see CONTRIBUTING.md"
    if draft.nearest:
        near = ", ".join(draft.nearest)
        yield f"# relations: to entries that the paper names; similar are {near}"
