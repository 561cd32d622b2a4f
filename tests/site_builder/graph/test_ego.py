import pytest

from site_builder.graph import Tie, ego


def test_citing_papers_stand_above_and_cited_ones_below(napkin):
    seen = ego(napkin, "d2023w")
    # years 2021, 2022, 2023, 2024: four columns; one paper a column and side
    assert seen.places == {
        "b2021y": (0.125, 0.775),
        "c2022z": (0.375, 0.775),
        "d2023w": (0.625, 0.5),
        "f2024u": (0.875, 0.225),
    }
    assert seen.ties == (
        Tie("d2023w", "b2021y"),
        Tie("d2023w", "c2022z"),
        Tie("f2024u", "d2023w"),
    )
    assert seen.between == (
        Tie("c2022z", "b2021y", "improves-on", "half the memory"),
        Tie("f2024u", "b2021y"),
    )
    assert seen.left_out == 0


def test_a_paper_alone_is_in_the_middle(napkin):
    seen = ego(napkin, "g2024alone")
    assert seen.places == {"g2024alone": (0.5, 0.5)}
    assert (seen.ties, seen.between) == ((), ())


def test_a_side_without_papers_takes_no_room(napkin):
    newest, oldest = ego(napkin, "f2024u"), ego(napkin, "a2020x")
    assert newest.places["f2024u"][1] == 0.08
    assert min(y for key, (_, y) in newest.places.items() if key != "f2024u") > 0.13
    assert oldest.places["a2020x"][1] == 0.92
    assert max(y for key, (_, y) in oldest.places.items() if key != "a2020x") < 0.87


def test_where_room_is_short_relations_and_much_cited_papers_stay(napkin):
    # b: cites a; cited by c (relation), d, e, f; room for three beside it
    seen = ego(napkin, "b2021old", limit=4)
    assert set(seen.places) == {"b2021y", "a2020x", "c2022z", "d2023w"}
    assert seen.left_out == 2


def test_an_unknown_key_is_refused(napkin):
    with pytest.raises(KeyError):
        ego(napkin, "nobody2020x")
