import xml.etree.ElementTree as ElementTree

from site_builder.figures.accuracy import Panel, draw

PANEL = Panel("NVIDIA X", 1234, 0.0678, [(0.01, 0.011, 0.004), (0.1, 0.1, 0.05), (1.0, 0.9, 0.0)])


def drawn():
    return ElementTree.fromstring(draw(PANEL, "x"))


def test_expected_is_filled_and_the_bound_is_hollow():
    marks = {p.get("class"): p.get("d").count("M") for p in drawn().iter("path")}
    assert marks == {"ideal": 2, "expected": 3}  # a bound of zero is not drawn


def test_a_prediction_that_is_right_lies_on_the_line():
    line = next(x for x in drawn().iter("line") if x.get("class") == "axis")
    x1, y1, x2, y2 = (float(line.get(name)) for name in ("x1", "y1", "x2", "y2"))
    path = next(p for p in drawn().iter("path") if p.get("class") == "expected").get("d")
    x, y = map(float, path.split("M")[2].split("m")[0].split())
    assert abs((x - x1) / (x2 - x1) - (y - y1) / (y2 - y1)) < 0.01


def test_the_text_alternative_tells_the_finding():
    title, desc = drawn().find("title"), drawn().find("desc")
    assert title.text == "NVIDIA X: half of 1,234 within 6.8 %"
    assert desc.text.startswith("3 of 1,234 measured times against the expected ones")


def test_labels_do_not_crowd():
    wide = Panel("X", 2, 0.1, [(1e-6, 1e-6, 1e-7), (10.0, 10.0, 1.0)])
    labels = [t.text for t in ElementTree.fromstring(draw(wide, "x")).iter("text")]
    assert len([t for t in labels if t.endswith("s")]) <= 6
