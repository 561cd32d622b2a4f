import dataclasses
import xml.etree.ElementTree as ElementTree

from site_builder.figures.results import scatter
from site_builder.impact.results_compared import points


def drawn(found, level):
    technique = found[0].entry.techniques[0]
    return ElementTree.fromstring(scatter(found, {technique: level}, "x", "token/s", "A finding"))


def marks(picture):
    return [path for path in picture.iter("path") if "result" in path.get("class", "")]


def test_a_mark_a_result_with_its_numbers_and_its_level(atlas):
    found = points(atlas)
    (mark,) = marks(drawn(found, 2))
    assert mark.get("class") == "result level-2"
    assert mark.find("title").text.startswith("ada2021toy: up to 2,100.5")


def test_a_report_at_its_bound_lies_on_the_line(atlas):
    (point,) = points(atlas)
    value = point.result.value
    at_bound = dataclasses.replace(point, computed=dataclasses.replace(point.computed, bound=value))
    (mark,) = marks(drawn([at_bound], 1))
    x, y = map(float, mark.get("d")[1:].split("m")[0].split())
    assert (x - 58) / (412 - 58) == 1 - (y - 20) / (292 - 20) == 0.5


def test_a_title_is_text_not_markup(atlas):
    (point,) = points(atlas)
    row = dataclasses.replace(point.row, value="<b>1</b>")
    (mark,) = marks(drawn([dataclasses.replace(point, row=row)], 4))
    assert "<b>1</b>" in mark.find("title").text
