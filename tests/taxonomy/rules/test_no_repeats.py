from edited_toy import BO, BO_REFERENCES, CY, said


def test_lists_of_different_things_pass():
    assert said("no-repeats") == []


def test_a_term_twice_is_refused_where_it_stands_again():
    edit = (BO, "[interactive-chat]", "[interactive-chat, interactive-chat]")
    assert said("no-repeats", edit) == [
        f"{BO}:15:31: 'interactive-chat' is listed twice; delete one"
    ]


def test_an_author_twice_is_refused_whatever_the_case():
    assert said("no-repeats", (CY, "  - Ada Example\n", "  - CY Muster\n")) == [
        f"{CY}:7:5: 'CY Muster' is listed twice; delete one"
    ]


def test_a_cited_work_twice_is_refused():
    edit = (BO_REFERENCES, '"2012.99990"', '"2101.99991"')
    assert said("no-repeats", edit) == [
        f"{BO_REFERENCES}:8:5: '2101.99991' is listed twice; delete one"
    ]
