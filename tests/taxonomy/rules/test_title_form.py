import pytest
from edited_toy import CY, said


@pytest.mark.parametrize("title", ["A {GPU} Survey", "{{A} B} C", "Why?", "To be continued..."])
def test_titles_as_printed_pass(title):
    assert said("title-form", (CY, "A Survey of Toys", f'"{title}"')) == []


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("A {GPU Survey", "has braces that do not pair; add or delete one"),
        ("A }GPU{ Survey", "has braces that do not pair; add or delete one"),
        ("A {} Survey", "has braces around nothing; delete them"),
        ("A $O(n)$ Survey", "has TeX in it; write the character itself"),
        (r"A \input{x} Survey", "has TeX in it; write the character itself"),
        ("A Survey.", "ends with a full stop; delete it"),
        ("{A Survey}", "is wholly in braces; keep them to the words whose capitals count"),
    ],
)
def test_titles_that_no_bibliography_prints_are_refused(title, words):
    assert said("title-form", (CY, "A Survey of Toys", f"'{title}'")) == [
        f"{CY}:4:8: title '{title}' {words}"
    ]
