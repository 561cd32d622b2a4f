from edited_toy import ADA, BO, said

TITLE = '"Draft and Check: a {GPU} Toy"'


def test_titles_of_their_own_pass():
    assert said("unique-titles") == []


def test_case_braces_and_signs_make_no_difference():
    edit = (BO, TITLE, '"Toycache, a smaller {Cache} for tests"')
    assert said("unique-titles", edit) == [
        f"{BO}:5:8: title 'Toycache, a smaller {{Cache}} for tests' is that of {ADA}; "
        "keep one entry"
    ]


def test_nearly_the_same_words_are_a_warning():
    edit = (BO, TITLE, "'ToyCache: A Smaller Cache for Many Tests'")
    assert said("unique-titles", edit) == [
        f"{BO}:5:8: warning: title is nearly that of {ADA}; check that they are two papers"
    ]


def test_half_the_words_are_no_warning():
    assert said("unique-titles", (BO, TITLE, "'ToyCache: A Smaller Store for Training'")) == []
