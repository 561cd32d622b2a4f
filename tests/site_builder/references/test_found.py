import pytest

from site_builder.references import Found, collect, identifiers_in, without_self


@pytest.mark.parametrize(
    ("text", "arxiv", "doi"),
    [
        ("arXiv:2303.06865", ["2303.06865"], []),
        ("arXiv preprint arXiv:2303.06865v2, 2023.", ["2303.06865"], []),
        ("CoRR, abs/2303.06865, 2023", ["2303.06865"], []),
        ("https://arxiv.org/pdf/2303.06865.pdf", ["2303.06865"], []),
        ("\\newblock {\\em arXiv preprint\n  arXiv:2303.06865}", ["2303.06865"], []),
        ("\\field{eprinttype}{arxiv}\n\\verb{eprint}\n\\verb 2303.06865\n", ["2303.06865"], []),
        ("pages 2303.06865", [], []),
        ("arXiv, 2017. pages 1234-5678", [], []),
        ("doi:10.1145/3600006.3613165.", [], ["10.1145/3600006.3613165"]),
        ("(doi: 10.1016/S0004-3702(97)00043-X)", [], ["10.1016/S0004-3702(97)00043-X"]),
        ("\\doi{10.1007/978-3-031\\_5}", [], ["10.1007/978-3-031_5"]),
        ("https://doi.org/10.18653/v1/2023.acl-long.1, 2023", [], ["10.18653/v1/2023.acl-long.1"]),
        ("$10.50/a", [], []),
    ],
)
def test_identifiers_in_whatever_form(text, arxiv, doi):
    assert identifiers_in(text) == (arxiv, doi)


def test_a_reference_with_both_keeps_the_arxiv_identifier():
    found = collect(
        [
            (["2303.06865"], ["10.1145/1"]),
            ([], ["10.48550/arXiv.2205.14135v2"]),
            ([], ["10.1145/A"]),
        ],
        obtained="x",
        complete=True,
        count=3,
    )
    assert found == Found(("2303.06865", "2205.14135"), ("10.1145/a",), 3, True, "x")


def test_what_cannot_be_an_arxiv_identifier_is_left_out():
    found = collect([(["2313.06865"], []), (["cs/0112017"], [])], obtained="x", complete=True)
    assert found.arxiv == ()


def test_repeats_are_one():
    found = collect([(["2303.06865"], [])] * 2, obtained="x", complete=True, count=2)
    assert found.arxiv == ("2303.06865",)


def test_the_paper_itself_is_no_reference(make_entry):
    entry = make_entry("a2023x", ids={"arxiv": "2303.06865", "doi": "10.1145/A"})
    found = Found(("2303.06865", "2205.14135"), ("10.1145/a", "10.1145/b"), 4, True, "x")
    assert without_self(found, entry) == Found(("2205.14135",), ("10.1145/b",), 4, True, "x")
