"""A model or device written as an id is one of roofline/models or roofline/devices.

Passes: `device: nvidia-t4`; `device: NVIDIA RTX 2080 Ti`, a name as printed.
Fails: `device: nvidia-t5`, which looks like an id and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted, suggestion
from taxonomy.rules.effects_of import holders
from taxonomy.source import Location, Read

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_MODELS = ("model", "draft_model", "compressor")


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each id that no catalogue has."""
    known = {"model": library.models, "device": library.devices}
    for read, location, kind, name, must in _names(library):
        ids = known[kind]
        if ids and name not in ids and (must or _ID.fullmatch(name)):
            remedy = suggestion(name, ids) or "; add it there, or write the name as printed"
            words = f"{kind} {quoted(name)} is not in roofline/{kind}s{remedy}"
            yield read.problem(location, words)


def _names(library: Library) -> Iterator[tuple[Read[object], Location, str, str, bool]]:
    """Each name of a model or device, and whether it must be an id."""
    for paper in library.papers:
        for index, result in enumerate(paper.record.results):
            if result.model:
                yield paper, ("results", index, "model"), "model", result.model, False
            if result.device:
                yield paper, ("results", index, "device"), "device", result.device, False
    for holder in holders(library):
        for field in (*_MODELS, "device"):
            name = getattr(holder.effect, field, None)
            if name:
                kind = "device" if field == "device" else "model"
                yield holder.read, (*holder.location, field), kind, name, True
