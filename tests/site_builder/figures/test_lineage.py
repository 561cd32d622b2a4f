"""The drawing of how a technique's papers come from each other."""

import re

from site_builder.figures.lineage import lineage_figure, month
from site_builder.graph import lineage


def test_each_tied_paper_has_a_mark_and_named_relations_stand_out(atlas):
    ties = lineage(atlas.graph, "model-level")
    tied = {key for tie in ties for key in (tie.source, tie.target)}
    figure = lineage_figure(atlas, "model-level")
    assert figure.count("<circle") == len(tied) > 1
    named = sum(bool(tie.relation) for tie in ties)
    heavy = re.search(r'd="([^"]+)" class="tie tie--named"', figure)
    assert (heavy.group(1).count("M") if heavy else 0) == named > 0


def test_time_runs_to_the_right_and_down(atlas):
    figure = lineage_figure(atlas, "model-level")
    marks = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', figure)
    across, down = ([float(mark[at]) for mark in marks] for at in (0, 1))
    assert across == sorted(across)
    assert down == sorted(down)


def test_months_come_from_the_first_version_then_from_the_year(make_entry):
    preprint = make_entry("ada2021toy", ids={"arxiv": "2101.99991"}, year=2022)
    assert month(preprint) == 2021 * 12
    assert month(make_entry("bo2020toy", month=3)) == 2020 * 12 + 2
    assert month(make_entry("cy2019toy")) == 2019 * 12 + 11


def test_nothing_is_drawn_where_no_two_are_tied(atlas):
    assert lineage_figure(atlas, "performance-modeling") == ""
