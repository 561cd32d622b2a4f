"""Where a technique pays, as its page and its table tell it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from roofline.effects.base import Effect
from roofline.effects.serving import Offload
from site_builder.atlas import Atlas
from site_builder.figures.pays import pays_figure
from site_builder.impact.engine import changes_by
from site_builder.impact.pays_map import SMALL_DEVICES, Cell, PaysMap, pays_map
from site_builder.pages.effects_shown import most_telling
from site_builder.svg import ratio
from taxonomy.terms import Technique


@dataclass(frozen=True)
class PaysShown:
    """What the map's part of a page shows."""

    finding: str
    figure: Markup
    caption: str


def pays_shown(atlas: Atlas, term: Technique) -> PaysShown | None:
    """The map of a technique's default effect as its page shows it; None where there is none."""
    found = pays_of(atlas, term)
    if found is None:
        return None
    finding = reading(found)
    return PaysShown(finding, Markup(pays_figure(found, "pays", finding)), caption(found))


_known: dict[tuple[str, ...], PaysMap | None] = {}


def pays_of(atlas: Atlas, term: Technique) -> PaysMap | None:
    """The map of a technique, on the deployment of its figure; computed once for equal effects."""
    effects = tuple(term.effect)
    told = most_telling(changes_by(effects))
    if told is None:
        return None
    phases = [str(phase) for phase in atlas.acts_on(term)]
    written = (effect.model_dump_json(exclude={"source", "note"}) for effect in effects)
    key = (told.setting.name, *phases, *written)
    if key not in _known:
        _known[key] = _chosen(effects, told.setting.name, phases)
    return _known[key]


def _chosen(effects: Sequence[Effect], reference: str, phases: Sequence[str]) -> PaysMap | None:
    """The map on a deployment; of what moves data off a device, on one that is too small."""
    if any(isinstance(effect, Offload) for effect in effects):
        for device in SMALL_DEVICES:
            found = pays_map(effects, f"{reference}@{device}", phases)
            if found and found.of("only"):
                return found
    return pays_map(effects, reference, phases)


def reading(found: PaysMap) -> str:
    """What the map says, in a sentence."""
    compared = found.of("pays", "loses", "same")
    clauses = [_paying(found, len(compared))] if compared else []
    if losing := found.of("loses"):
        worst = min(losing, key=lambda cell: cell.gain)
        clauses.append(f"it loses in {len(losing)}, worst ({_at(worst)})")
    if only := found.of("only"):
        settings = "setting fits" if len(only) == 1 else "settings fit"
        more = " more" if compared else ""
        clauses.append(f"{len(only)}{more} {settings} only with it")
    if not clauses:
        return "Nothing of this range fits the device"
    text = "; ".join(clauses)
    return text[0].upper() + text[1:]


def _paying(found: PaysMap, compared: int) -> str:
    paying = found.of("pays")
    all_of = f"all {compared}" if len(paying) == compared else f"{len(paying)} of the {compared}"
    if not paying:
        return f"it pays by 5 % or more in none of the {compared} settings that fit"
    best = max(paying, key=lambda cell: cell.gain)
    return f"it pays in {all_of} settings that fit, most ({_at(best)})"


def _at(cell: Cell) -> str:
    return f"{ratio(cell.gain)} at batch {cell.batch} and prompts of {cell.prompt:,} tokens"


def caption(found: PaysMap) -> str:
    """What the map rests on."""
    d = found.deployment
    many = f"{d.num_devices:g} × " if d.num_devices > 1 else ""
    phase = "prefill" if found.metric.name == "ttft" else "decode"
    bounds = sorted({c.before.bound for c in found.cells if c.after.fits})
    ridge = ""
    if len(bounds) > 1:
        ridge = f" The strong line parts where {' and '.join(bounds)} bind {phase} without it."
    elif bounds:
        ridge = f" Without it {bounds[0]} binds {phase} throughout."
    return (
        f"{d.model.name} on {many}{d.device.name}, {d.workload.output_tokens:g} tokens out. The"
        f" number is the gain in {found.metric.words} to expect of calibrated kernels: above 1 it"
        " pays, the deeper the more; hatched, it loses; “fits”: only with it; empty: does not fit"
        f" the memory with it either.{ridge}"
    )


def map_csv(found: PaysMap) -> str:
    """The map as a table: a head, then a row per cell in base units."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    d, metric = found.deployment, found.metric
    unit = metric.unit.replace("/", "_per_")
    sides = [f"{how}_{when}" for when in ("before", "after") for how in ("ideal", "expected")]
    writer.writerow([*_HEAD, *(f"{metric.name}_{side}_{unit}" for side in sides), *_TOLD])
    head = [d.model.id, d.device.id, f"{d.num_devices:g}"]
    for c in found.cells:
        place = [c.batch, c.prompt, f"{d.workload.output_tokens:g}"]
        values = [c.before.ideal, c.before.expected, c.after.ideal, c.after.expected]
        writer.writerow([*head, *place, *values, *_told(c)])
    return text.getvalue()


_HEAD = ("model", "device", "devices", "batch", "prompt_tokens", "output_tokens")
_TOLD = ("gain_expected", "fits_before", "fits_after", "bound_before", "bound_after")


def _told(cell: Cell) -> tuple[object, ...]:
    fits = (str(state.fits).lower() for state in (cell.before, cell.after))
    return (cell.gain, *fits, cell.before.bound, cell.after.bound)
