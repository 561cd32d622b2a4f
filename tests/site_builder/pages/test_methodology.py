import csv
import io
import re

from site_builder.links import relative_to
from site_builder.pages import methodology


def page(atlas):
    return methodology.fragment(atlas, relative_to("methodology/"))


def test_first_sentences_hold_the_committed_numbers(atlas):
    scores = methodology.accuracy()["serving"]["scores"]
    median = next(
        s["median"]
        for s in scores
        if (s["quantity"], s["group"], s["method"]) == ("tpot dense", "all", "no fit")
    )
    assert f"<strong>{median * 100:.1f}&nbsp;%</strong>" in page(atlas)


def test_every_quantity_and_method_has_a_row(atlas):
    names = [(row.name, row.method) for row in methodology.serving_rows()]
    assert len(names) == len(set(names))
    assert ("Time per token, dense models", "expected, nothing fitted to serving") in names
    assert ("Time to first token, dense models", "the same, on other devices") in names


def test_pictures_have_names_of_their_own(atlas):
    found = re.findall(r' id="([^"]+)"', page(atlas))
    assert len(found) == len(set(found))


def test_drawn_points_are_there_as_csv():
    rows = list(csv.DictReader(io.StringIO(methodology.accuracy_csv())))
    drawn = sum(len(p["points"]) for f in methodology.accuracy()["figures"] for p in f["panels"])
    assert len(rows) == drawn
    assert {"class", "device", "measured_s", "expected_s", "ideal_s"} == set(rows[0])


def test_constants_are_listed_with_what_they_were_fitted_on(atlas):
    html = methodology.constants_fragment(atlas, relative_to("methodology/"))
    assert "vLLM, experts" in html
    assert "every framework, dense models" in html
    numbers = re.findall(r'data-label="Constants">([^<]*)</td>', html)
    stated = [value for cell in numbers for value in re.findall(r" [\d.e-]+", cell)]
    assert all(numbers)
    assert "points of 251 configurations" in html
    assert "kernels of nvidia-a100-80gb" in html
    assert "factors, link, nccl, timed by itself" in html
    counts = methodology.accuracy()["constants"]
    assert f"{counts['kernels']} constants of kernels and {counts['serving']} of serving" in html
    assert len(stated) == sum(counts.values())
