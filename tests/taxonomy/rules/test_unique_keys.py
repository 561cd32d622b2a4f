from edited_toy import ADA, BO, said, toy


def test_keys_and_aliases_of_their_own_pass():
    assert said("unique-keys") == []


def test_an_alias_is_no_other_papers_key():
    assert said("unique-keys", (BO, "[bo2022drafting]", "[ada2021toy]")) == [
        f"{BO}:3:11: key 'ada2021toy' is taken by {ADA}; choose another"
    ]


def test_an_alias_is_not_the_key_itself():
    assert said("unique-keys", (BO, "[bo2022drafting]", "[bo2022draft]")) == [
        f"{BO}:3:11: alias 'bo2022draft' is a name it has already; drop it"
    ]
    assert said("unique-keys", (BO, "[bo2022drafting]", "[bo2022drafts, bo2022drafts]")) == [
        f"{BO}:3:25: alias 'bo2022drafts' is a name it has already; drop it"
    ]


def test_a_key_in_two_files_is_refused():
    copy = "entries/2023/ada2021toy.yaml"
    assert said("unique-keys", files={copy: toy(ADA)}) == [
        f"{copy}:2:6: key 'ada2021toy' is taken by {ADA}; choose another"
    ]
