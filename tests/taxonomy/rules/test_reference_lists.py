from edited_toy import ADA, ADA_REFERENCES, BO_REFERENCES, edited, said, toy

from taxonomy.rules import RULES


def test_lists_beside_their_entries_pass():
    assert said("reference-lists") == []


def test_a_list_without_its_entry_is_refused():
    path = "entries/2020/di2020toy.references.yaml"
    text = toy(ADA_REFERENCES).replace("ada2021toy", "di2020toy")
    assert said("reference-lists", files={path: text}) == [
        f"{path}:1:6: no entry has the key 'di2020toy'; add it or delete the list"
    ]


def test_a_paper_does_not_cite_itself():
    own = (ADA_REFERENCES, "arxiv: []", 'arxiv: ["2101.99991"]\ndoi: ["10.5555/TOY.2021.1"]')
    assert said("reference-lists", own) == [
        f"{ADA_REFERENCES}:6:9: '2101.99991' is the paper itself; delete it",
        f"{ADA_REFERENCES}:7:7: '10.5555/TOY.2021.1' is the paper itself; delete it",
    ]


def test_identifiers_are_those_that_can_be():
    edits = [
        (BO_REFERENCES, "2012.99990", "2013.99990"),
        (BO_REFERENCES, '"10.5555/toy.2020.9"', '"https://doi.org/10.5555/toy.2020.9"'),
    ]
    assert said("reference-lists", *edits) == [
        f"{BO_REFERENCES}:8:5: '2013.99990' cannot be an arXiv identifier; check the printed one",
        f"{BO_REFERENCES}:10:5: 'https://doi.org/10.5555/toy.2020.9' is not a bare DOI; "
        "write it as 10.1145/3600006",
    ]


def test_titles_resolved_are_among_the_identifiers():
    edit = (ADA_REFERENCES, "arxiv: []", 'resolved_by_title: ["2012.99990"]')
    assert said("reference-lists", edit) == [
        f"{ADA_REFERENCES}:6:21: '2012.99990' is not in 'arxiv'; add it there"
    ]


def test_the_count_is_that_of_the_printed_list():
    assert said("reference-lists", (BO_REFERENCES, "count: 3", "count: 1")) == [
        f"{BO_REFERENCES}:5:8: count 1 is below the 2 listed; mend it"
    ]


def test_a_broken_entry_does_not_orphan_its_list():
    library = edited(files={ADA: "key: [\n"})
    assert list(RULES["reference-lists"](library)) == []
