import httpx
import pytest

from site_builder.http import Client, Limits
from site_builder.references import Found, Status, as_yaml, summary, sync
from taxonomy import load_library

ENTRY = """\
key: {key}
kind: method
title: A Title of {key}
authors: [Ada Lovelace]
year: 2023
ids: {{arxiv: "{arxiv}"}}
techniques: [weight-offloading]
scenarios: [offline-batch-inference]
challenges: [pcie-bandwidth]
summary: What it does.
scenario: Where.
challenge: Why hard.
method: How.
no_effect: It is a toy.
added: 2026-11-21
"""
PAPERS = {"a2023x": "2301.00001", "b2023x": "2301.00002", "c2023x": "2301.00003"}
COMPLETE = "key: a2023x\nobtained: read\ncomplete: true\ncount: 1\narxiv: ['2205.14135']\n"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "entries" / "2023"
    folder.mkdir(parents=True)
    (tmp_path / "taxonomy").mkdir()
    for key, arxiv in PAPERS.items():
        (folder / f"{key}.yaml").write_text(ENTRY.format(key=key, arxiv=arxiv), encoding="utf-8")
    return tmp_path


def asking(handler):
    return Client(
        Limits(pause=0, attempts=1),
        transport=httpx.MockTransport(handler),
        resolve=lambda host: [],
        sleep=lambda seconds: None,
    )


def answering(request):
    """Semantic Scholar knows a, has lost b, and is down for c."""
    if "2301.00001" in request.url.path:
        rows = [
            {"citedPaper": {"externalIds": {"ArXiv": name}}}
            for name in ("2205.14135", "2301.00001")
        ]
        return httpx.Response(200, json={"data": rows})
    return httpx.Response(404 if "2301.00002" in request.url.path else 500)


def test_every_entry_gets_its_list_or_a_reason(root):
    library = load_library(root)
    with asking(answering) as client:
        outcomes = [*sync(library, sorted(PAPERS), client, ["semantic-scholar"])]
    assert [outcome.status for outcome in outcomes] == [
        Status.WRITTEN,
        Status.ABSENT,
        Status.FAILED,
    ]
    assert outcomes[0].detail == (
        "1 arXiv identifiers, 0 DOIs of 2 references; Semantic Scholar, references"
    )
    assert "answered 500" in outcomes[2].detail
    written = (root / "entries/2023/a2023x.references.yaml").read_text(encoding="utf-8")
    assert written == (
        "key: a2023x\n"
        "obtained: 'Semantic Scholar, references'\n"
        "complete: false\n"
        "count: 2\n"
        "arxiv:\n"
        "  - '2205.14135'\n"
    )
    assert load_library(root).references["a2023x"].arxiv == ["2205.14135"]


def test_a_second_run_goes_on_where_the_first_stopped(root):
    def counting(request):
        asked.append(request.url.path)
        return answering(request)

    asked = []
    with asking(counting) as client:
        [*sync(load_library(root), ["a2023x"], client, ["semantic-scholar"])]
        again = [*sync(load_library(root), ["a2023x", "b2023x"], client, ["semantic-scholar"])]
    assert [outcome.status for outcome in again] == [Status.KEPT, Status.ABSENT]
    assert len(asked) == 2


def test_a_run_that_is_cut_off_keeps_what_it_wrote(root):
    library = load_library(root)
    with asking(answering) as client:
        next(sync(library, sorted(PAPERS), client, ["semantic-scholar"]))
    assert [path.name for path in sorted(root.glob("entries/2023/*.references.yaml"))] == [
        "a2023x.references.yaml"
    ]


def test_the_next_service_is_asked_where_one_has_nothing(root):
    def handler(request):
        if request.url.host == "api.semanticscholar.org":
            return httpx.Response(404)
        text = "\\begin{thebibliography}{1}\\bibitem{a} arXiv:2205.14135\\end{thebibliography}"
        return httpx.Response(200, text=text)

    with asking(handler) as client:
        (outcome,) = sync(load_library(root), ["a2023x"], client, ["semantic-scholar", "arxiv"])
    assert outcome.detail.endswith("arXiv source, bibliography")


def test_a_complete_list_gives_way_to_a_complete_one_only(root):
    path = root / "entries/2023/a2023x.references.yaml"
    path.write_text(COMPLETE, encoding="utf-8")
    with asking(answering) as client:
        (outcome,) = sync(
            load_library(root), ["a2023x"], client, ["semantic-scholar"], refresh=True
        )
    assert outcome.status is Status.KEPT
    assert path.read_text(encoding="utf-8") == COMPLETE


def test_the_file_says_only_what_is_known():
    found = Found((), ("10.1145/it's",), None, False, "from it's")
    assert as_yaml("a2023x", found) == (
        "key: a2023x\nobtained: 'from it''s'\ncomplete: false\ndoi:\n  - '10.1145/it''s'\n"
    )
    assert summary(found) == "0 arXiv identifiers, 1 DOIs; from it's"
