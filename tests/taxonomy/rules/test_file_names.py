from edited_toy import ADA, ADA_REFERENCES, CY, said, toy


def test_paths_that_follow_from_keys_pass():
    assert said("file-names") == []


def test_a_file_in_the_wrong_year_is_named_with_its_place():
    moved = {CY: None, "entries/2024/cy2023survey.yaml": toy(CY)}
    assert said("file-names", files=moved) == [
        "entries/2024/cy2023survey.yaml:2:6: key 'cy2023survey' belongs in "
        "entries/2023/cy2023survey.yaml; move the file"
    ]


def test_a_reference_list_is_named_by_its_key():
    assert said("file-names", (ADA_REFERENCES, "key: ada2021toy", "key: ada2021toys")) == [
        f"{ADA_REFERENCES}:1:6: key 'ada2021toys' belongs in "
        "entries/2021/ada2021toys.references.yaml; move the file"
    ]
    assert said("file-names", (ADA, "key: ada2021toy", "key: ada2022toy")) == [
        f"{ADA}:2:6: key 'ada2022toy' belongs in entries/2022/ada2022toy.yaml; move the file"
    ]
