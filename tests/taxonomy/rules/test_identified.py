from edited_toy import ADA, BO, said


def test_any_identifier_passes():
    edit = (BO, 'arxiv: "2203.99992"', "url: https://example.org/toy")
    assert said("identified", edit) == []


def test_a_paper_without_any_is_refused():
    assert said("identified", (BO, 'ids:\n  arxiv: "2203.99992"\n', "")) == [
        f"{BO}:2:1: no identifier; give 'ids' an arxiv, doi, openreview, acl or url"
    ]


def test_the_doi_of_a_preprint_is_no_publication():
    edit = (ADA, "10.5555/toy.2021.1", "10.48550/arXiv.2101.99991")
    assert said("identified", edit) == [
        f"{ADA}:14:8: doi '10.48550/arXiv.2101.99991' is the preprint's; delete it, 'arxiv' says it"
    ]


def test_a_category_belongs_to_a_preprint():
    edit = (ADA, 'arxiv: "2101.99991"', "primary_class: cs.LG")
    assert said("identified", edit) == [
        f"{ADA}:13:18: primary_class without an arXiv identifier; add 'arxiv' or delete it"
    ]
