from edited_toy import ADA, BO, said

from taxonomy.rules.key_form import letters


def test_surname_and_year_of_the_preprint_pass():
    assert said("key-form") == []
    assert said("key-form", (ADA, "- Ada Example", "- Ex-Ada, É.")) == []


def test_letters_fold_accents_and_hyphens():
    assert letters("Müller-Lüdenscheidt, Øystein ß") == "mullerludenscheidtoysteinss"
    assert letters("Łukasz Đình") == "lukaszdinh"


def test_a_key_of_another_author_is_refused():
    assert said("key-form", (BO, "- Bo Sample", "- Di Other")) == [
        f"{BO}:2:6: key begins with 'bo', but the first author is 'Di Other'; "
        "begin it with the surname"
    ]


def test_a_key_of_another_year_is_refused():
    assert said("key-form", (BO, '"2203.99992"', '"2303.99992"')) == [
        f"{BO}:2:6: year in key 'bo2022draft' is not 2023, that of the preprint 2303.99992; "
        "write 2023"
    ]
