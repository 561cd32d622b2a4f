"""Citations as pages tell them, on the toy library whose ties are known."""

import re

import pytest

from site_builder.figures.graph import ego_figure, short_name
from site_builder.pages.citations_shown import cited, citing, descents, to_read


def test_relations_are_told_from_both_ends_and_stand_first(atlas):
    for tie in atlas.graph.ties:
        ends = [one.paper.key for one in cited(atlas, tie.source)]
        assert tie.target in ends
        if tie.relation:
            words = tie.relation.replace("-", " ")
            forth = {one.paper.key: one.relation for one in cited(atlas, tie.source)}
            back = {one.paper.key: one.relation for one in citing(atlas, tie.target)}
            assert words in forth[tie.target]
            assert f"{words} this" in back[tie.source]


def test_a_picture_has_a_mark_for_each_neighbour_and_says_how_many_there_are(atlas):
    figure = ego_figure(atlas, "ada2021toy")
    neighbours = {*atlas.cites["ada2021toy"], *atlas.cited_by["ada2021toy"]}
    assert figure.count("<circle") == len(neighbours) + 1
    assert "Cited by 2 papers of this base and citing 0 of it" in figure
    assert figure.count("node--middle") == 1


def test_a_paper_without_neighbours_has_no_picture(atlas):
    alone = [key for key in atlas.cites if not atlas.cites[key] and not atlas.cited_by[key]]
    assert [ego_figure(atlas, key) for key in alone] == ["" for _ in alone]


def test_marks_stay_inside_the_picture(atlas):
    for key in atlas.library.entries:
        figure = ego_figure(atlas, key)
        if not figure:
            continue
        width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', figure).groups())
        for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', figure):
            assert 0 < float(x) < width
            assert 0 < float(y) < height


def test_a_paper_is_called_by_its_acronym_else_by_its_author(atlas):
    assert short_name(atlas.brief("ada2021toy")) == "ToyCache"
    assert short_name(atlas.brief("cy2023survey")).endswith(" 2023")


@pytest.mark.parametrize("shown", [to_read, descents])
def test_an_unused_technique_has_neither_reading_path_nor_lineage(atlas, shown):
    assert shown(atlas, "flash-storage-inference") == []
