import pytest
from edited_toy import BO, said


def test_names_of_people_and_groups_pass():
    for name in ["Bo Sample", "van der Maaten, Laurens", "DeepSeek-AI", "O'Brien, Jo", "LI Wei"]:
        assert said("author-names", (BO, "- Bo Sample", f'- "{name}"')) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Bo Sample et al.", "is more than one; name everyone, each in a line of its own"),
        ("Bo Sample and Cy Muster", "is more than one; name everyone, each in a line of its own"),
        ("others", "is more than one; name everyone, each in a line of its own"),
        ("Sample, Bo, Jr", "has a comma too many; write 'Given Family' or 'Family, Given'"),
        ("Bo Sample1", "has signs that no name has; delete them"),
        ("{Bo} Sample", "has signs that no name has; delete them"),
        (r"Bo \input", "has signs that no name has; delete them"),
        ("BO SAMPLE", "is in capitals; write it as 'Given Family'"),
    ],
)
def test_anything_but_one_name_is_refused(name, words):
    assert said("author-names", (BO, "- Bo Sample", f"- '{name}'")) == [
        f"{BO}:7:5: author '{name}' {words}"
    ]
