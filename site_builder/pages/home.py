"""The first screen: one model on one GPU, and three switches that move its points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from markupsafe import Markup

from site_builder.atlas import Atlas
from site_builder.impact.engine import HOME_EFFECTS, HomeEffect, home_change
from site_builder.impact.impact_csv import impact_csv
from site_builder.links import HOME_CSV
from site_builder.pages.effects_shown import drawn, finding_of

NEWEST = 6


@dataclass(frozen=True)
class State:
    """One position of the switches: `w1k0s0` has the first on."""

    name: str
    finding: str
    figure: Markup


def home_values(atlas: Atlas) -> dict[str, object]:
    """The variables of the home page's template."""
    states, setting = _states()
    newest = sorted(atlas.entries, key=lambda entry: (entry.added, entry.year), reverse=True)
    return {
        "switches": HOME_EFFECTS,
        "states": states,
        "setting": setting,
        "csv": HOME_CSV,
        "counts": {
            "papers": len(atlas.entries),
            "techniques": len(atlas.leaves),
            "results": sum(len(entry.results) for entry in atlas.entries),
        },
        "recent": atlas.briefs(newest[:NEWEST]),
    }


def home_csv() -> str:
    """The numbers behind all positions of the switches; each is named by what is on."""
    changes = []
    for _, on in _positions():
        change = home_change(on)
        labels = " + ".join(switch.label for switch in on) or "nothing on"
        changes.append(replace(change, setting=replace(change.setting, name=labels)))
    return impact_csv(changes)


def _positions() -> Iterator[tuple[str, list[HomeEffect]]]:
    """Name of each position of the switches, and the switches that are on."""
    for chosen in product((False, True), repeat=len(HOME_EFFECTS)):
        pairs = list(zip(HOME_EFFECTS, chosen, strict=True))
        name = "".join(f"{switch.id}{int(is_on)}" for switch, is_on in pairs)
        yield name, [switch for switch, is_on in pairs if is_on]


def _states() -> tuple[list[State], str]:
    states, setting = [], ""
    for name, on in _positions():
        change = home_change(on)
        setting = change.setting.detail
        finding = _finding(on, finding_of(change))
        states.append(State(name, finding, drawn(change, finding, f"home-{name}")))
    return states, setting


def _finding(on: list[HomeEffect], finding: str) -> str:
    if not on:
        return "Turn a switch: what would it buy on this model and GPU?"
    told = finding.partition(": ")[2]
    return told[0].upper() + told[1:]
