import json

from site_builder.bibliography import csl_json


def read(entry, make_library):
    (item,) = json.loads(csl_json([entry], make_library([entry])))
    return item


def test_csl_of_a_published_paper(make_entry, make_library):
    entry = make_entry(
        "sheng2023flexgen",
        title="{FlexGen}: On {A{B}C}",
        authors=["van der Ouderaa, Tycho", "{Gemma Team}", "Davis, Jr., Sammy"],
        venue="icml",
        month=7,
        pages="1--2",
        ids={"arxiv": "2303.06865", "doi": "10.1000/x"},
    )
    assert read(entry, make_library) == {
        "id": "sheng2023flexgen",
        "type": "paper-conference",
        "title": '<span class="nocase">FlexGen</span>: On <span class="nocase">ABC</span>',
        "author": [
            {"family": "Ouderaa", "given": "Tycho", "non-dropping-particle": "van der"},
            {"literal": "Gemma Team"},
            {"family": "Davis", "given": "Sammy", "suffix": "Jr."},
        ],
        "container-title": "International Conference on Machine Learning",
        "issued": {"date-parts": [[2023, 7]]},
        "page": "1-2",
        "publisher": "PMLR",
        "DOI": "10.1000/x",
        "URL": "https://arxiv.org/abs/2303.06865",
    }


def test_a_preprint_has_its_arxiv_number(make_entry, make_library):
    item = read(make_entry("a2023x", ids={"arxiv": "2303.06865"}), make_library)
    assert item["type"] == "article"
    assert item["number"] == "arXiv:2303.06865"
    assert item["issued"] == {"date-parts": [[2023]]}


def test_a_report_is_published_by_its_institution(make_entry, make_library):
    item = read(make_entry("a2023x", venue="nvidia", number="7"), make_library)
    assert (item["type"], item["publisher"], item["number"]) == ("report", "NVIDIA", "7")
