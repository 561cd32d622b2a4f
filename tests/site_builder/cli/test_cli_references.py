import json

import httpx
import pytest

from site_builder.cli import references as verb
from site_builder.cli import run
from site_builder.http import Client, Limits
from taxonomy import load_library

BBL = "\\bibitem{a} arXiv:2303.06865.\n\\bibitem{b} \\doi{10.1145/1.2}\n"
LIST = "entries/2021/ada2021toy.references.yaml"


@pytest.fixture
def references(toy, capsys):
    def asked(*arguments):
        status = run(["--root", str(toy), "references", *arguments])
        return status, *capsys.readouterr()

    return asked


@pytest.fixture
def bbl(tmp_path):
    path = tmp_path / "main.bbl"
    path.write_text(BBL, encoding="utf-8")
    return str(path)


def test_a_list_is_imported(references, toy, bbl):
    status, out, err = references("import", bbl, "--key", "ada2021toy", "--replace")
    assert (status, err) == (0, "")
    assert out == (
        f"{LIST}: 1 arXiv identifiers, 1 DOIs of 2 references; Imported from a .bbl file\n"
    )
    found = load_library(toy).references["ada2021toy"]
    assert (found.arxiv, found.doi, found.complete) == (["2303.06865"], ["10.1145/1.2"], True)


def test_a_list_is_not_overwritten_unasked(references, toy, bbl):
    before = (toy / LIST).read_bytes()
    status, _, err = references("import", bbl, "--key", "ada2021toy")
    assert status == 2
    assert "ada2021toy.references.yaml exists; give --replace" in err
    assert (toy / LIST).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.bib", b"@article{x, title={y\n", "line 1: not a BibTeX entry"),
        ("a.bbl", b"nothing", "no \\bibitem and no \\entry in it"),
        ("a.txt", b"A book.", "names no arXiv identifier and no DOI"),
        ("a.txt", b"\xff\xfe", "is not UTF-8: byte 0"),
    ],
)
def test_a_file_that_says_nothing_changes_nothing(
    references, toy, tmp_path, name, content, message
):
    before = (toy / LIST).read_bytes()
    (tmp_path / name).write_bytes(content)
    status, out, err = references(
        "import", str(tmp_path / name), "--key", "ada2021toy", "--replace"
    )
    assert (status, out) == (2, "")
    assert message in err
    assert (toy / LIST).read_bytes() == before


def test_lists_are_fetched_and_reported(references, toy, monkeypatch):
    rows = [{"citedPaper": {"externalIds": {"ArXiv": "2303.06865"}}}]

    def answering(limits):
        return Client(
            Limits(pause=0, attempts=1),
            transport=httpx.MockTransport(lambda request: httpx.Response(200, json={"data": rows})),
            resolve=lambda host: [],
        )

    monkeypatch.setattr(verb, "Client", answering)
    (toy / LIST).unlink()
    status, out, err = references("sync", "ada2021toy", "--source", "semantic-scholar")
    assert status == 0
    assert out == (
        "ada2021toy: written, 1 arXiv identifiers, 0 DOIs of 1 references; "
        "Semantic Scholar, references\n"
    )
    assert err.endswith("1 written, 0 kept, 0 absent, 0 failed\n")
    (again,) = json.loads(references("sync", "ada2021toy", "--json")[1])
    assert again == {"key": "ada2021toy", "status": "kept", "detail": "has a list"}


def test_a_service_that_is_down_is_status_1(references, toy, monkeypatch):
    def down(limits):
        return Client(
            Limits(pause=0, attempts=1),
            transport=httpx.MockTransport(lambda request: httpx.Response(500)),
            resolve=lambda host: [],
            sleep=lambda seconds: None,
        )

    monkeypatch.setattr(verb, "Client", down)
    (toy / LIST).unlink()
    status, out, _ = references("sync", "ada2021toy", "--source", "openalex")
    assert status == 1
    assert out.startswith("ada2021toy: failed, openalex: https://api.openalex.org/")
    assert not (toy / LIST).exists()


def test_an_unknown_key_is_refused(references):
    status, _, err = references("sync", "ada2021toi")
    assert status == 2
    assert "unknown key 'ada2021toi'; did you mean 'ada2021toy'?" in err
