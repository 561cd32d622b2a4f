"""Answers in the form that each service documents; no request leaves the machine."""

import gzip
import io
import tarfile
from urllib.parse import parse_qs

import httpx
import pytest

from site_builder.http import Client, FetchError, Limits, NotFoundError
from site_builder.references.services import (
    from_arxiv,
    from_openalex,
    from_semantic_scholar,
    source_texts,
)

OPENALEX_WORK = {
    "referenced_works": [
        "https://openalex.org/W1",
        "https://openalex.org/W2",
        "https://openalex.org/W3",
    ]
}
OPENALEX_WORKS = {
    "meta": {"count": 3, "per_page": 50},
    "results": [
        {
            "id": "https://openalex.org/W1",
            "doi": "https://doi.org/10.48550/arxiv.2312.00752",
            "locations": [{"landing_page_url": "https://arxiv.org/abs/2312.00752"}],
        },
        {
            "id": "https://openalex.org/W2",
            "doi": "https://doi.org/10.1145/3600006.3613165",
            "locations": [
                {"landing_page_url": "https://doi.org/10.1145/3600006.3613165"},
                {"landing_page_url": "http://arxiv.org/abs/2309.06180"},
            ],
        },
        {"id": "https://openalex.org/W3", "doi": "https://doi.org/10.1109/5.1", "locations": []},
    ],
}
SCHOLAR_FIRST = {
    "offset": 0,
    "next": 2,
    "data": [
        {"citedPaper": {"paperId": "a", "externalIds": {"ArXiv": "2312.00752", "CorpusId": 1}}},
        {"citedPaper": {"paperId": None, "externalIds": None}},
    ],
}
SCHOLAR_SECOND = {
    "offset": 2,
    "data": [{"citedPaper": {"paperId": "b", "externalIds": {"DOI": "10.1145/3600006.3613165"}}}],
}


@pytest.fixture
def flexgen(make_entry):
    return make_entry("sheng2023flexgen", ids={"arxiv": "2303.06865"})


def asking(handler):
    return Client(
        Limits(pause=0, attempts=1),
        transport=httpx.MockTransport(handler),
        resolve=lambda host: [],
        sleep=lambda seconds: None,
    )


def test_openalex_is_asked_for_the_work_then_for_its_references(flexgen):
    asked = []

    def handler(request):
        asked.append(request.url)
        if request.url.path == "/works":
            return httpx.Response(200, json=OPENALEX_WORKS)
        return httpx.Response(200, json=OPENALEX_WORK)

    with asking(handler) as client:
        found = from_openalex(flexgen, client)
    assert str(asked[0]) == (
        "https://api.openalex.org/works/doi:10.48550/arXiv.2303.06865?select=referenced_works"
    )
    assert parse_qs(asked[1].query.decode())["filter"] == ["openalex:W1|W2|W3"]
    assert found.arxiv == ("2312.00752", "2309.06180")
    assert found.doi == ("10.1109/5.1",)
    assert (found.count, found.complete) == (3, False)


def test_openalex_references_come_in_batches_of_fifty(flexgen):
    sizes = []

    def handler(request):
        if request.url.path != "/works":
            ids = [f"https://openalex.org/W{number}" for number in range(120)]
            return httpx.Response(200, json={"referenced_works": ids})
        sizes.append(request.url.params["filter"].count("|") + 1)
        return httpx.Response(200, json={"results": []})

    with asking(handler) as client:
        assert from_openalex(flexgen, client).count == 120
    assert sizes == [50, 50, 20]


def test_semantic_scholar_is_read_page_by_page(flexgen):
    asked = []

    def handler(request):
        asked.append(request.url)
        first = request.url.params["offset"] == "0"
        return httpx.Response(200, json=SCHOLAR_FIRST if first else SCHOLAR_SECOND)

    with asking(handler) as client:
        found = from_semantic_scholar(flexgen, client)
    assert str(asked[0]) == (
        "https://api.semanticscholar.org/graph/v1/paper/ARXIV:2303.06865/references"
        "?fields=externalIds&limit=1000&offset=0"
    )
    assert asked[1].params["offset"] == "2"
    assert (found.arxiv, found.doi) == (("2312.00752",), ("10.1145/3600006.3613165",))
    assert found.count == 3


@pytest.mark.parametrize("service", [from_openalex, from_semantic_scholar, from_arxiv])
def test_a_paper_that_a_service_lacks_is_not_found(service, flexgen):
    with asking(lambda request: httpx.Response(404)) as client, pytest.raises(NotFoundError):
        service(flexgen, client)


@pytest.mark.parametrize("service", [from_openalex, from_semantic_scholar, from_arxiv])
def test_an_entry_without_identifier_asks_nobody(service, make_entry):
    def never(request):
        raise AssertionError("asked")

    with asking(never) as client, pytest.raises(NotFoundError):
        service(make_entry("a2023x"), client)


@pytest.mark.parametrize("service", [from_openalex, from_semantic_scholar])
@pytest.mark.parametrize("body", ["{}", '{"data": null, "referenced_works": null}'])
def test_an_empty_list_is_not_found(service, body, flexgen):
    with (
        asking(lambda request: httpx.Response(200, text=body)) as client,
        pytest.raises(NotFoundError, match="has no references of it"),
    ):
        service(flexgen, client)


@pytest.mark.parametrize("body", ["<html>", "[]"])
def test_an_answer_in_another_form_is_refused(body, flexgen):
    with (
        asking(lambda request: httpx.Response(200, text=body)) as client,
        pytest.raises(FetchError, match="answer is not"),
    ):
        from_openalex(flexgen, client)


def packed(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(out.getvalue(), mtime=0)


BBL = "\\bibitem{a} arXiv:2312.00752.\n\\bibitem{b} \\doi{10.1145/1.2}\n\\bibitem{c} A book.\n"


def test_arxiv_source_with_a_bbl_file(flexgen):
    source = packed({"main.tex": "\\input{x}", "main.bbl": BBL, "figure.pdf": "%PDF"})

    def handler(request):
        assert str(request.url) == "https://export.arxiv.org/e-print/2303.06865"
        return httpx.Response(200, content=source)

    with asking(handler) as client:
        found = from_arxiv(flexgen, client)
    assert (found.arxiv, found.doi, found.count) == (("2312.00752",), ("10.1145/1.2",), 3)
    assert found.complete


def test_arxiv_source_of_a_single_file(flexgen):
    text = f"\\begin{{thebibliography}}{{9}}{BBL}\\end{{thebibliography}}"
    answer = httpx.Response(200, content=gzip.compress(text.encode(), mtime=0))
    with asking(lambda request: answer) as client:
        assert from_arxiv(flexgen, client).arxiv == ("2312.00752",)


def test_arxiv_source_without_bibliography_is_not_found(flexgen):
    answer = httpx.Response(200, content=packed({"main.tex": "none"}))
    with (
        asking(lambda request: answer) as client,
        pytest.raises(NotFoundError, match="holds no bibliography"),
    ):
        from_arxiv(flexgen, client)


def test_a_pdf_is_no_source():
    with pytest.raises(NotFoundError, match="only a PDF"):
        source_texts(gzip.compress(b"%PDF-1.5", mtime=0))


def test_a_source_that_swells_is_refused():
    bomb = gzip.compress(b"\0" * 61_000_000, compresslevel=9, mtime=0)
    with pytest.raises(FetchError, match="larger than 60,000,000 bytes"):
        source_texts(bomb)


def test_links_and_large_files_of_a_source_are_passed_over():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("evil.bbl")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert source_texts(out.getvalue()) == {}


def test_broken_gzip_is_refused():
    with pytest.raises(FetchError, match="cannot be unpacked"):
        source_texts(b"\x1f\x8bnot gzip")
