"""What the methodology page says of accuracy: numbers computed beforehand, drawn at build time.

`python -m benchmarks.methodology` computes and commits them; a build scores nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

import roofline
from roofline.calibrated import CONSTANTS as KERNEL_CONSTANTS
from roofline.frameworks import CONSTANTS as SERVING_CONSTANTS
from roofline.frameworks import KINDS, load_frameworks
from site_builder.atlas import Atlas
from site_builder.figures.accuracy import Panel, draw
from site_builder.links import ACCURACY_CSV, Link
from site_builder.templating import render

DATA = Path(roofline.__file__).parent / "calibration" / "accuracy.json"

QUANTITIES: Mapping[str, str] = {
    "tpot dense": "Time per token, dense models",
    "tpot moe": "Time per token, mixtures of experts",
    "ttft dense": "Time to first token, dense models",
    "ttft moe": "Time to first token, mixtures of experts",
}
METHODS: Mapping[str, str] = {
    "roofline": "bound of a step alone",
    "llm-viewer-like": "as LLM-Viewer counts",
    "no fit": "expected, nothing fitted to serving",
    "framework": "expected, framework named, on the rows fitted on",
    "held out by configuration": "the same, on other configurations",
    "held out by device": "the same, on other devices",
    "held out by family": "the same, on other model families",
}
_DETAILED = ("no fit", "framework")


@cache
def accuracy() -> Mapping[str, Any]:
    """The committed scores and points."""
    data: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True)
class Row:
    """A line of an error table, in words."""

    name: str
    group: str
    method: str
    rows: str
    median: str
    mean: str
    p90: str
    bias: str
    spearman: str
    coverage: str
    place: int = 0


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value * 100:.1f}"


def _row(score: Mapping[str, Any], name: str) -> Row:
    rank = score["spearman"]
    return Row(
        name=name,
        group=score["group"],
        method=METHODS.get(score["method"], score["method"]),
        rows=f"{score['rows']:,}",
        median=_percent(score["median"]),
        mean=_percent(score["mean"]),
        p90=_percent(score["p90"]),
        bias=_percent(score["bias"]),
        spearman="" if rank is None else f"{rank:.3f}",
        coverage=_percent(score["coverage"]),
    )


def serving_rows() -> list[Row]:
    """Scores over all points, by quantity and method."""
    scores = accuracy()["serving"]["scores"]
    return [
        replace(_row(s, name), place=place)
        for place, (quantity, name) in enumerate(QUANTITIES.items())
        for s in scores
        if s["quantity"] == quantity and s["group"] == "all"
    ]


def detailed_rows() -> list[Row]:
    """Scores per GPU, precision, family and framework."""
    return [
        _row(s, QUANTITIES[s["quantity"]])
        for s in accuracy()["serving"]["scores"]
        if s["group"] != "all" and s["method"] in _DETAILED
    ]


def kernel_rows() -> list[Row]:
    """Scores per class of kernels and device."""
    names = {figure["id"]: figure["title"] for figure in accuracy()["figures"]}
    scores = accuracy()["kernels"]["scores"]
    return [_row(s, names.get(s["quantity"], s["quantity"])) for s in scores]


@dataclass(frozen=True)
class Figure:
    """One class: its name, its finding, and a picture per device."""

    title: str
    finding: str
    pictures: tuple[Markup, ...]


def _panels(figure: Mapping[str, Any]) -> list[Panel]:
    return [
        Panel(p["device"], p["rows"], p["median"], [(m, e, i) for m, e, i in p["points"]])
        for p in figure["panels"]
    ]


def figures(*, serving: bool) -> list[Figure]:
    """Pictures of serving times, or of kernels."""
    chosen = (f for f in accuracy()["figures"] if f["id"].startswith(("tpot", "ttft")) == serving)
    return [_figure(figure) for figure in chosen]


def _figure(figure: Mapping[str, Any]) -> Figure:
    panels = _panels(figure)
    medians = [panel.median for panel in panels]
    best, worst = _percent(min(medians)), _percent(max(medians))
    finding = f"{figure['title']}: median error {best} to {worst} % by device"
    drawn = (Markup(draw(p, f"{figure['id']}-{i}")) for i, p in enumerate(panels))
    return Figure(figure["title"], finding, tuple(drawn))


def accuracy_csv() -> str:
    """The points that are drawn, as a table; times in seconds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("class", "device", "measured_s", "expected_s", "ideal_s"))
    for figure in accuracy()["figures"]:
        for panel in figure["panels"]:
            for point in panel["points"]:
                writer.writerow((figure["id"], panel["device"], *point))
    return text.getvalue()


def lead() -> Mapping[str, str]:
    """Numbers of the page's first sentences."""
    found = {(s["quantity"], s["method"]): s for s in accuracy()["serving"]["scores"]
             if s["group"] == "all"}  # fmt: skip
    said = {}
    for kind in ("dense", "moe"):
        plain, bound = found[f"tpot {kind}", "no fit"], found[f"tpot {kind}", "roofline"]
        said[kind] = _percent(plain["median"])
        said[f"{kind}_rows"] = f"{plain['rows']:,}"
        said[f"{kind}_bound"] = _percent(bound["median"])
        said[f"{kind}_band"] = _percent(plain["coverage"])
        said[f"{kind}_first"] = _percent(
            found[f"ttft {kind}", "held out by configuration"]["median"]
        )
    return said


def noise() -> Mapping[str, str]:
    """How far runs of equal settings lie apart, in words."""
    found = accuracy()["noise"]
    return {
        "pairs": f"{found['pairs']:,}",
        "tpot": _percent(found["tpot"]),
        "ttft": _percent(found["ttft"]),
    }


def fragment(atlas: Atlas, url: Link) -> str:
    """Error tables and plots."""
    return render(
        "fragment_accuracy.html",
        url=url,
        csv=ACCURACY_CSV,
        lead=lead(),
        serving=serving_rows(),
        detailed=detailed_rows(),
        kernels=kernel_rows(),
        serving_figures=figures(serving=True),
        kernel_figures=figures(serving=False),
        notes=[note for part in ("serving", "kernels") for note in accuracy()[part]["notes"]],
        noise=noise(),
    )


@dataclass(frozen=True)
class Constants:
    """Constants of one class, as they are written in data."""

    name: str
    values: str
    fitted_on: str


_KERNELS = "kernels of A100 SXM, H100 SXM and L40S"
_FITTED_ON: Mapping[str, str] = {
    "elementwise": "not measured: taken to run as 16-bit products do",
    "gemm4": "judgement: no 4-bit kernels among the rows",
}
"""Class of the law to what its constants rest on, where that is not kernels."""

_CLASSES: Mapping[str, str] = {"dense": "dense models", "moe": "experts"}
_JUDGED = "judgement, from these points"


def _laws(data: Mapping[str, Any]) -> Iterator[Constants]:
    for name, values in data["laws"].items():
        yield Constants(name, _written(values), _FITTED_ON.get(name, _KERNELS))
    yield Constants("link", _written(data["link"]), "all-reduce of A100 SXM and H100 SXM")
    yield Constants("cache", _written(data["cache"]), "judgement, from kernels of L40S")
    for part in ("devices", "frameworks"):
        for own, laws in data.get(part, {}).items():
            for name, values in (laws or {}).items():
                yield Constants(f"factors, {name}, {own}", _written(values), f"kernels of {own}")
    for own, laws in data.get("measuring", {}).items():
        for name, values in laws.items():
            label = f"factors, {name}, {own}, timed by itself"
            yield Constants(label, _written(values), f"kernels of {own}; not used in estimates")


def _written(values: Mapping[str, Any] | Sequence[Any]) -> str:
    if not isinstance(values, Mapping):
        return str(values)
    shown = {k: v for k, v in values.items() if not k.endswith("_band")}
    return ", ".join(f"{name} {value}" for name, value in shown.items())


def _frameworks(data: Mapping[str, Any]) -> Iterator[Constants]:
    points = f"{data['fitted']['source']}, {data['fitted']['day']}"
    for framework in data["frameworks"].values():
        for kind in KINDS:
            if written := _written(framework[kind]):
                yield Constants(f"{framework['name']}, {_CLASSES[kind]}", written, points)
    shared = data["unfitted"]
    for name in ("step", "first"):
        for kind, value in shared[name].items():
            yield Constants(f"every framework, {_CLASSES[kind]}", f"{name} {value}", _JUDGED)
    yield Constants("every framework", f"queue {shared['queue']}", _JUDGED)


def constants_fragment(atlas: Atlas, url: Link) -> str:
    """The list of constants, with what each was fitted on."""
    kernels = yaml.safe_load(KERNEL_CONSTANTS.read_text(encoding="utf-8"))
    serving = yaml.safe_load(SERVING_CONSTANTS.read_text(encoding="utf-8"))
    counts = accuracy()["constants"]
    return render(
        "fragment_constants.html",
        url=url,
        laws=list(_laws(kernels)),
        frameworks=list(_frameworks(serving)),
        fitted=kernels["fitted"],
        kernels=counts["kernels"],
        serving=load_frameworks().constants,
    )
