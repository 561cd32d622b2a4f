import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from made_figures import SETTING, figures

from site_builder.figures.roofline import before_after_figure
from site_builder.impact.computed import Change


def pictures(change):
    return ElementTree.fromstring(f"<all>{before_after_figure(change, 'f', 'finding')}</all>")


def test_the_text_alternative_tells_the_finding_and_the_points():
    change = Change(SETTING, figures(1e10), figures(2.5e9))
    roofline, times = pictures(change)
    assert roofline.find("title").text == "finding"
    assert (
        "Before: prefill 1,000 FLOP/B at 100 TFLOP/s, compute-bound" in roofline.find("desc").text
    )
    assert "decode 4.0 FLOP/B at 4.0 TFLOP/s, memory-bound" in roofline.find("desc").text
    assert times.find("desc").text.startswith("Per token 10 ms before, 2.5 ms after")


def test_bars_are_as_long_as_their_times():
    _, times = pictures(Change(SETTING, figures(1e10), figures(2.5e9)))
    widths = [float(bar.get("width")) for bar in times.iter("rect")]
    assert widths[1] / widths[0] == pytest.approx(0.25, rel=1e-2)


def test_a_memory_bound_point_lies_on_the_memory_roof():
    roofline, _ = pictures(Change(SETTING, figures(1e10), figures(2.5e9)))
    roof = next(p for p in roofline.iter("path") if p.get("class") == "roof").get("d")
    (x1, y1), (x2, y2) = (map(float, point) for point in re.findall(r"([\d.]+) ([\d.]+)", roof))
    marks = [c for c in roofline.iter("circle") if c.get("class") == "ideal"]
    x, y = float(marks[0].get("cx")), float(marks[0].get("cy"))
    on_roof = y1 + (x - x1) * (y2 - y1) / (x2 - x1)
    assert y == pytest.approx(on_roof, abs=0.3)


def test_expected_values_are_filled_marks_and_longer_bars():
    roofline, times = pictures(Change(SETTING, figures(1e10, 0.2), figures(2.5e9, 0.2)))
    assert sum(mark.get("class") == "expected" for mark in roofline.iter()) == 1
    filled = [b for b in times.iter("rect") if b.get("class") == "bar--expected"]
    hollow = [b for b in times.iter("rect") if b.get("class") == "bar"]
    assert float(filled[0].get("width")) == pytest.approx(
        2 * float(hollow[2].get("width")), rel=0.01
    )


def test_communication_is_a_diamond():
    after = figures(2.5e9, 0.2)
    after = replace(after, prefill=replace(after.prefill, bound="communication"))
    roofline, _ = pictures(Change(SETTING, figures(1e10, 0.2), after))
    shapes = [p.get("d") for p in roofline.iter("path") if p.get("class") in ("ideal", "expected")]
    assert [d.count("L") for d in shapes] == [4, 4]
    assert not [r for r in roofline.iter("rect") if r.get("class") == "ideal"]


def test_figures_carry_no_colour_of_their_own():
    text = before_after_figure(Change(SETTING, figures(1e10), figures(2.5e9)), "f", "x")
    assert "#" not in text
    assert "style=" not in text


def test_a_change_that_does_not_apply_is_not_drawn():
    with pytest.raises(ValueError, match="nothing to draw: because"):
        before_after_figure(Change(SETTING, figures(1e10), None, "because"), "f", "x")
