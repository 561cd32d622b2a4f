"""A comparison for people, for a review comment, and for programs.

Every word that an entry's author wrote is shown as text: in Markdown nothing of it is markup, a
link, a mention or a command.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from site_builder.changes.compared import Comparison, EntryChange
from site_builder.impact.computed import Change, Figures
from site_builder.markdown_text import escaped
from site_builder.pages.effects_shown import effect_line

_MOST = 40
"""Items of one kind in a comment; more of them are counted."""

_LONGEST = 60_000
"""Characters of a comment; forges take some 65,000."""

_CUT = "The rest is cut for length; `atlas diff` prints it all."


def as_text(found: Comparison) -> str:
    """Plain lines."""
    return "".join(f"{line}\n" for line in _text_lines(found)) or "nothing changed\n"


def _text_lines(found: Comparison) -> Iterator[str]:
    for change in found.added:
        yield f"added    {change.entry.key}: {_unmarked(change.entry.title)}"
        yield from _impact_text(change)
    for change in found.changed:
        yield f"changed  {change.entry.key}: {', '.join(change.fields)}"
        yield from _impact_text(change)
    yield from (f"removed  {key}" for key in found.removed)
    yield from (f"term     {term}" for term in found.terms)
    yield from (f"cites    {source} -> {target}" for source, target in found.edges)
    yield from (f"no more  {source} -> {target}" for source, target in found.lost_edges)
    yield from (f"similar  {s.key} and {s.other}: {s.reason}" for s in found.similar)
    yield from (f"problem  {line}" for line in found.unreadable)
    if found.bibtex:
        yield ""
        yield found.bibtex.rstrip("\n")


def _unmarked(title: str) -> str:
    """A title without the braces that BibTeX needs."""
    return title.replace("{", "").replace("}", "")


def _impact_text(change: EntryChange) -> Iterator[str]:
    yield from (f"  {impact_line(one)}" for one in change.impact)


def impact_line(change: Change) -> str:
    """A reference deployment before and after an entry's effects, in one line."""
    if change.after is None:
        return f"{change.setting.title}: not computed, {change.refusal}"
    before, after = change.before, change.after
    parts = (
        f"ttft {_milliseconds(before.ttft)} -> {_milliseconds(after.ttft)}",
        f"tpot {_milliseconds(before.tpot)} -> {_milliseconds(after.tpot)}",
        f"memory {before.memory / 1e9:.3g} -> {after.memory / 1e9:.3g} GB",
        f"decode bound {_bound(before)} -> {_bound(after)}",
    )
    return f"{change.setting.title}: {', '.join(parts)}"


def _milliseconds(time: float) -> str:
    milliseconds = time * 1e3
    return f"{milliseconds:,.0f} ms" if milliseconds >= 1000 else f"{milliseconds:.3g} ms"


def _bound(figures: Figures) -> str:
    return str(figures.decode.bound)


def as_markdown(found: Comparison) -> str:
    """A review comment, short enough for a forge to take."""
    body = "\n".join(_markdown_lines(found))
    if len(body) > _LONGEST:
        body = body[: body.rindex("\n", 0, _LONGEST)] + f"\n\n{_CUT}\n"
    bibtex = "\n".join(("### BibTeX", "", *_fenced(found.bibtex))) if found.bibtex else ""
    if len(body) + len(bibtex) > _LONGEST:
        bibtex = "" if body.endswith(f"{_CUT}\n") else _CUT
    joined = "\n".join(part for part in (body, bibtex) if part).strip("\n")
    return f"{joined or 'No entry changed.'}\n"


def _markdown_lines(found: Comparison) -> Iterator[str]:
    yield from _section("Entries added", map(_entry_markdown, found.added))
    yield from _section("Entries changed", map(_entry_markdown, found.changed))
    yield from _section("Entries removed", (f"- {escaped(key)}" for key in found.removed))
    yield from _section("Terms added", (f"- {escaped(term)}" for term in found.terms))
    alike = (f"- {escaped(f'{s.key} and {s.other}: {s.reason}')}" for s in found.similar)
    yield from _section("Are these one paper?", alike)
    yield from _section("Citations added", map(_edge_markdown, found.edges))
    yield from _section("Citations removed", map(_edge_markdown, found.lost_edges))
    yield from _section("Cannot be read", (f"- {escaped(line)}" for line in found.unreadable))


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    shown = [*items]
    if shown:
        yield from (f"### {title}", "", *shown[:_MOST])
        if len(shown) > _MOST:
            yield f"- and {len(shown) - _MOST} more"
        yield ""


def _entry_markdown(change: EntryChange) -> str:
    entry = change.entry
    what = ", ".join(change.fields) or _unmarked(entry.title)
    lines = [f"- **{escaped(entry.key)}**: {escaped(what)}"]
    lines += [f"  - effect {escaped(effect_line(e).text)}" for e in entry.effect if change.impact]
    lines += [f"  - {escaped(impact_line(one))}" for one in change.impact]
    if not change.fields and entry.no_effect:
        lines.append(f"  - no effect: {escaped(entry.no_effect)}")
    return "\n".join(lines)


def _edge_markdown(edge: tuple[str, str]) -> str:
    return f"- {escaped(edge[0])} cites {escaped(edge[1])}"


def _fenced(text: str) -> Iterator[str]:
    """A code block whose fence is longer than any run of its own sign in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}bibtex", text.rstrip("\n"), fence)


def as_json(found: Comparison) -> str:
    """A JSON object with the parts of a `Comparison`."""
    data = {
        "added": [_entry_json(change) for change in found.added],
        "changed": [_entry_json(change) for change in found.changed],
        "removed": found.removed,
        "terms": found.terms,
        "edges": found.edges,
        "lost_edges": found.lost_edges,
        "similar": [vars(one) for one in found.similar],
        "unreadable": found.unreadable,
        "bibtex": found.bibtex,
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _entry_json(change: EntryChange) -> dict[str, Any]:
    return {
        "key": change.entry.key,
        "path": change.path,
        "title": change.entry.title,
        "fields": change.fields,
        "impact": [_impact_json(one) for one in change.impact],
    }


def _impact_json(change: Change) -> dict[str, Any]:
    after = change.after
    return {
        "deployment": change.setting.name,
        "before": _figures_json(change.before),
        "after": _figures_json(after) if after else None,
        "refusal": change.refusal,
    }


def _figures_json(figures: Figures) -> dict[str, Any]:
    return {
        "ttft_s": figures.ttft,
        "tpot_s": figures.tpot,
        "memory_B": figures.memory,
        "decode_bound": _bound(figures),
    }


FORMATS: dict[str, Callable[[Comparison], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
"""Name of an output format to its renderer."""
