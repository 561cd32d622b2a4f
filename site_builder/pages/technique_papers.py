"""What a technique's papers add to its page: effects side by side, results, code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roofline.effects.base import Effect
from roofline.reference import Reference, reference_deployments
from site_builder.atlas import Atlas
from site_builder.impact.computed import Change
from site_builder.impact.engine import change_of, changes_by
from site_builder.pages.effects_shown import effect_line, most_telling
from site_builder.pages.results_shown import ResultRow, row_of
from site_builder.reported import Computed
from site_builder.wording import Brief
from taxonomy.entry import Entry
from taxonomy.terms import Phase, Technique


@dataclass(frozen=True)
class Variant:
    """A paper's effects on the common deployment; the technique's own default has no paper."""

    paper: Brief | None
    effects: tuple[str, ...]
    change: Change


@dataclass(frozen=True)
class Variants:
    """The effects of a technique's papers on one deployment, largest gain first.

    Attributes:
        setting: What the deployment is, in full.
        title: What it is, in a few words.
        rows: The default effect first, then the papers.
        metric: What they are ordered by, in words.
    """

    setting: str
    title: str
    rows: tuple[Variant, ...]
    metric: str


def variants_of(atlas: Atlas, term: Technique) -> Variants | None:
    """Effects of the papers whose first technique this is, compared; None where fewer than two."""
    papers = [entry for entry in own_papers(atlas, term) if entry.effect]
    if not papers:
        return None
    reference = _common(tuple(term.effect), papers)
    rows = [_variant(atlas, reference, entry.effect, entry) for entry in papers]
    is_prefill = atlas.acts_on(term) == (Phase.PREFILL,)
    rows.sort(key=lambda row: -_gain(row, prefill=is_prefill))
    if term.effect:
        rows.insert(0, _variant(atlas, reference, term.effect, None))
    if len(rows) < 2:
        return None
    setting = rows[0].change.setting
    metric = "time to first token" if is_prefill else "time per token"
    return Variants(setting.detail, setting.title, tuple(rows), metric)


def own_papers(atlas: Atlas, term: Technique) -> list[Entry]:
    """The papers whose first technique this is, newest first."""
    return [entry for entry in atlas.on_technique(term.id) if entry.techniques[0] == term.id]


def _common(effects: tuple[Effect, ...], papers: Sequence[Entry]) -> Reference:
    """The deployment that the technique changes most, of those that short tables show if any."""
    shown = effects or tuple(papers[0].effect)
    told = most_telling(changes_by(shown, short=True)) or most_telling(changes_by(shown))
    known = reference_deployments()
    return next((r for r in known if told and r.id == told.setting.name), known[0])


def _variant(
    atlas: Atlas, reference: Reference, effects: Sequence[Effect], entry: Entry | None
) -> Variant:
    change = change_of(reference, tuple(effects))
    texts = tuple(effect_line(effect).text for effect in effects)
    return Variant(atlas.brief(entry.key) if entry else None, texts, change)


def _gain(row: Variant, *, prefill: bool) -> float:
    change = row.change
    gain = change.expected_prefill_gain if prefill else change.expected_decode_gain
    return round(gain or 0.0, 3)


@dataclass(frozen=True)
class Reported:
    """A result of a paper on the technique, with what is computed for its setting."""

    paper: Brief
    row: ResultRow


@dataclass(frozen=True)
class ReportedShown:
    """Results of the papers whose first technique this is.

    Attributes:
        total: How many are in the base.
        papers: From how many papers.
        rows: Those that are computed for their own setting, newest paper first, one of each
            paper before the rest.
        others: The rest, likewise.
    """

    total: int
    papers: int
    rows: tuple[Reported, ...]
    others: tuple[Reported, ...]


def reported_of(atlas: Atlas, term: Technique) -> ReportedShown:
    """What the papers whose first technique this is report."""
    papers = [entry for entry in own_papers(atlas, term) if entry.results]
    rows: dict[bool, list[Reported]] = {True: [], False: []}
    for entry in papers:
        for result, found in zip(entry.results, atlas.compared[entry.key], strict=True):
            row = Reported(atlas.brief(entry.key), row_of(result, found, atlas.library))
            rows[isinstance(found, Computed)].append(row)
    total = sum(len(group) for group in rows.values())
    return ReportedShown(total, len(papers), _one_each(rows[True]), _one_each(rows[False]))


def _one_each(rows: list[Reported]) -> tuple[Reported, ...]:
    """One result of each paper first, so that the few that are shown speak of many."""
    first = list({row.paper.key: row for row in reversed(rows)}.values())[::-1]
    return (*first, *(row for row in rows if not any(row is one for one in first)))


@dataclass(frozen=True)
class Code:
    """A repository that a paper names."""

    paper: Brief
    href: str
    shown: str


def code_of(atlas: Atlas, term: Technique) -> list[Code]:
    """Repositories of the papers on a technique, newest paper first, each once; https or none."""
    found: dict[str, Code] = {}
    for entry in atlas.on_technique(term.id):
        href = entry.code or ""
        if href.startswith("https://"):
            shown = href.removeprefix("https://").rstrip("/").removeprefix("github.com/")
            found.setdefault(href, Code(atlas.brief(entry.key), href, shown))
    return list(found.values())
