"""What the map's part of a technique page says and gives to download."""

import csv
import io
import re

import pytest

from roofline.effects.serving import Offload
from site_builder.pages.pays_shown import map_csv, pays_of, pays_shown, reading


@pytest.fixture
def caches(atlas):
    return atlas.library.techniques["kv-cache-quantization"]


def test_the_sentence_counts_what_the_map_holds(atlas, caches):
    found = pays_of(atlas, caches)
    said = reading(found)
    paying, compared = len(found.of("pays")), len(found.of("pays", "loses", "same"))
    assert f"{paying} of the {compared} settings that fit" in said
    assert f"{len(found.of('only'))} more settings fit only with it" in said
    best = max(found.of("pays"), key=lambda cell: cell.gain)
    assert f"at batch {best.batch} and prompts of {best.prompt:,} tokens" in said


def test_the_figure_prints_each_cell_that_fits(atlas, caches):
    found, shown = pays_of(atlas, caches), pays_shown(atlas, caches)
    factors = re.findall(r'class="factor[^"]*"[^>]*>([^<]+)<', shown.figure)
    assert len(factors) == len(found.cells) - len(found.of("none"))
    assert factors.count("fits") == len(found.of("only"))
    assert shown.finding in shown.figure


def test_the_caption_names_the_deployment_and_what_binds_it(atlas, caches):
    found, shown = pays_of(atlas, caches), pays_shown(atlas, caches)
    assert found.deployment.model.name in shown.caption
    assert found.deployment.device.name in shown.caption
    assert "memory" in shown.caption


def test_the_table_holds_the_numbers_behind_the_map(atlas, caches):
    found = pays_of(atlas, caches)
    rows = list(csv.DictReader(io.StringIO(map_csv(found))))
    assert len(rows) == len(found.cells)
    for row, cell in zip(rows, found.cells, strict=True):
        assert (int(row["batch"]), int(row["prompt_tokens"])) == (cell.batch, cell.prompt)
        assert float(row["gain_expected"]) == cell.gain
        before, after = (float(row[f"tpot_expected_{when}_s"]) for when in ("before", "after"))
        assert before / after == pytest.approx(cell.gain)


def test_what_moves_data_off_a_device_is_shown_on_one_that_is_too_small(atlas, caches):
    effect = Offload(type="offload", policy="linear-program", weights_on_device=0.1)
    found = pays_of(atlas, caches.model_copy(update={"effect": [effect]}))
    assert found.of("only")
    assert found.deployment.num_devices == 1
    assert "only with it" in reading(found)


def test_a_technique_without_an_effect_has_no_map(atlas):
    assert pays_shown(atlas, atlas.library.techniques["performance-modeling"]) is None
