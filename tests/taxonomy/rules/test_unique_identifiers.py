from edited_toy import ADA, BO, said


def test_identifiers_of_their_own_pass():
    assert said("unique-identifiers") == []


def test_a_preprint_stands_once():
    assert said("unique-identifiers", (BO, "2203.99992", "2101.99991")) == [
        f"{BO}:13:10: arxiv '2101.99991' is that of {ADA}; keep one entry"
    ]


def test_the_case_of_a_doi_makes_no_difference():
    edit = (BO, '  arxiv: "2203.99992"\n', '  doi: "10.5555/TOY.2021.1"\n')
    assert said("unique-identifiers", edit) == [
        f"{BO}:13:8: doi '10.5555/TOY.2021.1' is that of {ADA}; keep one entry"
    ]
