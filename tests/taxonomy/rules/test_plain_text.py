import pytest
from edited_toy import ADA, ADA_REFERENCES, said


@pytest.mark.parametrize(
    "text",
    [
        "Fewer than 4 bits (a < b, c > d) at 2 * 3 bytes & more",
        "R&D at 5% of $3, up to $4; one_two_three, [1] and {a}",
        "training data: none of it; the #1 cause",
    ],
)
def test_ordinary_signs_pass(text):
    assert said("plain-text", (ADA, 'title: "{ToyCache}', f'title: "{text}: {{ToyCache}}')) == []


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("<b>fast</b>", "HTML", "<b>"),
        ("<script>alert(1)</script>", "HTML", "<script>"),
        (
            "<img src=x onerror=alert(1)",
            "HTML",
            "<img src=x onerror=alert(1): A Smaller Cache for Tests",
        ),
        ("&lt;b&gt;", "HTML", "&lt;"),
        ("&#x3c;b", "HTML", "&#x3c;"),
        ("[toy](https://example.org)", "Markdown", "]("),
        ("**fast**", "Markdown", "**f"),
        ("`fast`", "Markdown", "`"),
        ("{{ config }}", "template", "{{"),
        ("{% raw %}", "template", "{%"),
        ("javascript:alert(1)", "script", "javascript:a"),
        ("JavaScript:alert(1)", "script", "JavaScript:a"),
    ],
)
def test_markup_is_refused_where_it_stands(text, kind, shown):
    assert said("plain-text", (ADA, "{ToyCache}", text)) == [
        f"{ADA}:4:8: {kind} '{shown}' in a plain text; write words"
    ]


def test_tex_is_refused_in_single_quotes_and_block_texts():
    edit = (ADA, "A toy model reads", r"A \write18{ls} model reads")
    assert said("plain-text", edit) == [rf"{ADA}:20:11: TeX '\write' in a plain text; write words"]


def test_reference_lists_are_texts_too():
    edit = (ADA_REFERENCES, "obtained: reference list", "obtained: <i>reference</i> list")
    assert said("plain-text", edit) == [
        f"{ADA_REFERENCES}:2:11: HTML '<i>' in a plain text; write words"
    ]


def test_terms_are_texts_too():
    edit = ("taxonomy/scenarios.yaml", "One person waits", "One **person** waits")
    assert said("plain-text", edit) == [
        "taxonomy/scenarios.yaml:3:15: Markdown '**p' in a plain text; write words"
    ]
