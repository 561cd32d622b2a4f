import pytest

from site_builder.bibliography import BibliographyError, bibtex, bibtex_entry

FLEXGEN = {
    "title": "{FlexGen}: High-Throughput & Cheap",
    "authors": ["Ying Sheng", "Christopher Ré", "{Gemma & Team}", "De Alwis, Udari"],
    "venue": "icml",
    "month": 7,
    "pages": "31094--31116",
    "volume": "202",
    "number": "9",
    "ids": {"arxiv": "2303.06865", "primary_class": "cs.LG", "doi": "10.1000/a_b"},
}


def test_bibtex_of_a_published_paper(make_entry, make_library):
    entry = make_entry("sheng2023flexgen", **FLEXGEN)
    assert (
        bibtex_entry(entry, make_library([entry]))
        == r"""@inproceedings{sheng2023flexgen,
  author        = {Sheng, Ying and
                   R{\'e}, Christopher and
                   {Gemma \& Team} and
                   De Alwis, Udari},
  title         = {{FlexGen}: High-Throughput \& Cheap},
  booktitle     = {International Conference on Machine Learning},
  year          = {2023},
  month         = jul,
  pages         = {31094--31116},
  volume        = {202},
  publisher     = {PMLR},
  eprint        = {2303.06865},
  archiveprefix = {arXiv},
  primaryclass  = {cs.LG},
  doi           = {10.1000/a_b},
}
"""
    )


def test_biblatex_of_a_published_paper(make_entry, make_library):
    entry = make_entry("sheng2023flexgen", **FLEXGEN)
    assert (
        bibtex_entry(entry, make_library([entry]), "utf-8")
        == r"""@inproceedings{sheng2023flexgen,
  author        = {Sheng, Ying and
                   Ré, Christopher and
                   {Gemma \& Team} and
                   De Alwis, Udari},
  title         = {{FlexGen}: High-Throughput \& Cheap},
  booktitle     = {International Conference on Machine Learning},
  date          = {2023-07},
  pages         = {31094--31116},
  volume        = {202},
  publisher     = {PMLR},
  eprint        = {2303.06865},
  eprinttype    = {arxiv},
  eprintclass   = {cs.LG},
  doi           = {10.1000/a_b},
}
"""
    )


def test_a_preprint_names_arxiv_once_and_never_as_a_journal(make_entry, make_library):
    entry = make_entry("a2023x", ids={"arxiv": "2303.06865"})
    text = bibtex_entry(entry, make_library([entry]))
    assert text.startswith("@misc{a2023x,\n")
    assert text.count("arXiv") == 1
    assert text.count("2303.06865") == 1


def test_a_journal_article_keeps_its_issue(make_entry, make_library):
    entry = make_entry("a2023x", venue="tmlr", volume="3", number="4")
    text = bibtex_entry(entry, make_library([entry]))
    assert text.startswith("@article{")
    assert "  journal       = {Transactions on Machine Learning Research},\n" in text
    assert "  number        = {4},\n" in text


def test_an_issue_without_volume_is_left_out_since_styles_warn_of_it(make_entry, make_library):
    entry = make_entry("a2023x", venue="tmlr", number="4")
    assert "number" not in bibtex_entry(entry, make_library([entry]))


def test_a_report_has_an_institution(make_entry, make_library):
    entry = make_entry("a2023x", venue="nvidia", number="7")
    library = make_library([entry])
    assert bibtex_entry(entry, library).startswith("@techreport{")
    assert "  institution   = {NVIDIA},\n" in bibtex_entry(entry, library)
    assert bibtex_entry(entry, library, "utf-8").startswith("@report{")
    assert "  type          = {techreport},\n" in bibtex_entry(entry, library, "utf-8")


def test_a_name_with_the_word_and_is_not_taken_for_two(make_entry, make_library):
    entry = make_entry("a2023x", authors=["Rock and Roll, The", "Others Others"])
    text = bibtex_entry(entry, make_library([entry]))
    assert "{{Rock and Roll, The} and\n" in text
    assert "{Others, Others}}" in text


def test_entries_are_sorted_by_key_and_parted_by_a_line(make_entry, make_library):
    entries = [make_entry("b2023x"), make_entry("a2024x")]
    text = bibtex(entries, make_library(entries))
    assert [line for line in text.splitlines() if line.startswith("@")] == [
        "@misc{a2024x,",
        "@misc{b2023x,",
    ]
    assert "}\n\n@misc{b2023x" in text


def test_nothing_gives_an_empty_file(make_library):
    assert bibtex([], make_library([])) == ""


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": "{Flex"}, "a2023x: title: 1 unclosed brace in '{Flex'"),
        (
            {"authors": ["王 Wang"]},
            "a2023x: author: '王' (U+738B) has no TeX command; "
            "write it in Latin letters or as a word",
        ),
    ],
)
def test_what_cannot_be_written_is_refused_with_entry_and_field(
    fields, message, make_entry, make_library
):
    entry = make_entry("a2023x", **fields)
    with pytest.raises(BibliographyError) as refusal:
        bibtex_entry(entry, make_library([entry]))
    assert str(refusal.value) == message
