from site_builder.graph import Wanted, known_titles, wanted


def test_works_cited_often_and_absent_are_wanted(napkin):
    assert wanted(napkin) == (
        Wanted(
            "arXiv:1701.06538",
            "Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts Layer",
            ("b2021y", "c2022z", "d2023w"),
        ),
    )


def test_the_threshold_decides_and_order_is_by_count(napkin):
    assert [one.identifier for one in wanted(napkin, least=2)] == [
        "arXiv:1701.06538",
        "doi:10.1145/1",
    ]


def test_a_wanted_work_has_an_address(napkin):
    first, second = wanted(napkin, least=2)
    assert first.address == "https://arxiv.org/abs/1701.06538"
    assert second.address == "https://doi.org/10.1145/1"


def test_known_titles_are_one_line_each():
    titles = known_titles()
    assert len(titles) > 250
    assert all(title == " ".join(title.split()) for title in titles.values())
    assert [*titles] == sorted(titles)
