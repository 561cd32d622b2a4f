from site_builder.bibliography import ris


def test_ris_of_a_published_paper(make_entry, make_library):
    entry = make_entry(
        "sheng2023flexgen",
        title="{FlexGen}: A & B",
        authors=["Ying Sheng", "Davis, Jr., Sammy"],
        venue="icml",
        month=7,
        pages="1--2",
        ids={"arxiv": "2303.06865", "doi": "10.1000/x"},
    )
    assert ris([entry], make_library([entry])) == (
        "TY  - CONF\r\n"
        "ID  - sheng2023flexgen\r\n"
        "AU  - Sheng, Ying\r\n"
        "AU  - Davis, Sammy, Jr.\r\n"
        "TI  - FlexGen: A & B\r\n"
        "T2  - International Conference on Machine Learning\r\n"
        "PY  - 2023\r\n"
        "DA  - 2023/07//\r\n"
        "SP  - 1\r\n"
        "EP  - 2\r\n"
        "PB  - PMLR\r\n"
        "DO  - 10.1000/x\r\n"
        "AN  - arXiv:2303.06865\r\n"
        "UR  - https://arxiv.org/abs/2303.06865\r\n"
        "ER  - \r\n"
        "\r\n"
    )


def test_a_preprint_is_unpublished_and_a_report_has_its_institution(make_entry, make_library):
    entries = [
        make_entry("a2023x", ids={"arxiv": "2303.06865"}),
        make_entry("b2023x", venue="nvidia"),
    ]
    preprint, report = ris(entries, make_library(entries)).split("\r\n\r\n")[:2]
    assert preprint.startswith("TY  - UNPB\r\n")
    assert report.startswith("TY  - RPRT\r\n")
    assert "PB  - NVIDIA\r\n" in report
