from edited_toy import ADA, BO, CY, edited, said

from taxonomy.rules import RULES


def test_ties_to_entries_pass():
    assert said("relation-keys") == []


def test_a_key_without_an_entry_is_refused():
    assert said("relation-keys", (BO, "key: ada2021toy\n", "key: ada2021toyz\n")) == [
        f"{BO}:42:10: relation to 'ada2021toyz', but entries/2021/ada2021toyz.yaml does not exist; "
        "did you mean 'ada2021toy'?"
    ]
    assert said("relation-keys", (BO, "key: ada2021toy\n", "key: zz1999nothing\n")) == [
        f"{BO}:42:10: relation to 'zz1999nothing', but entries/1999/zz1999nothing.yaml does not "
        "exist; add that entry or delete the relation"
    ]


def test_a_tie_to_itself_is_refused():
    assert said("relation-keys", (BO, "key: ada2021toy\n", "key: bo2022draft\n")) == [
        f"{BO}:42:10: relation of 'bo2022draft' to itself; delete it or name the other entry"
    ]


def test_a_tie_written_twice_is_refused():
    assert said("relation-keys", (CY, "key: bo2022draft", "key: ada2021toy")) == [
        f"{CY}:28:10: relation to 'ada2021toy' is written twice; delete one"
    ]


def test_a_broken_entry_is_one_problem_not_two():
    library = edited(files={ADA: "key: [\n"})
    assert list(RULES["relation-keys"](library)) == []
