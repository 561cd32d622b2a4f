import base64

import pytest
from recorded_services import ERROR, answering, atom, crossref

from site_builder.drafting.sources import (
    UnknownPaperError,
    from_address,
    from_arxiv,
    from_doi,
)
from site_builder.http import FetchError

ARXIV = "export.arxiv.org"
CROSSREF = "api.crossref.org/works/10.5555/toy.2024.7"


def test_an_arxiv_paper_is_read():
    asked = []
    found = from_arxiv("arXiv:2401.12345v2", answering({ARXIV: atom()}, asked))
    assert asked == ["https://export.arxiv.org/api/query?id_list=2401.12345&max_results=1"]
    assert found.title == "CacheFold: Folding the KV Cache of Toys"
    assert found.authors == ("Núria Toy", "Bo Sample")
    assert (found.arxiv, found.primary_class, found.year) == ("2401.12345", "cs.LG", 2024)
    assert found.code == "https://github.com/toy-example/cachefold"
    assert (found.doi, found.venue, found.source) == (None, None, "arXiv")


@pytest.mark.parametrize("entry", ["", ERROR])
def test_an_identifier_that_arxiv_does_not_know_is_told(entry):
    with pytest.raises(UnknownPaperError) as raised:
        from_arxiv("2401.99999", answering({ARXIV: atom(entry=entry)}))
    assert str(raised.value) == "arXiv has no paper 2401.99999; look for a slip in the number"


@pytest.mark.parametrize("text", ["FlexGen", "2313.06865", "cs/0112017", "12303.06865"])
def test_text_without_an_identifier_is_told_before_anyone_is_asked(text):
    asked = []
    with pytest.raises(UnknownPaperError, match=r"holds no arXiv identifier; write it as 2303"):
        from_arxiv(text, answering({}, asked))
    assert asked == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (429, "answered 429, 2 times"),
        (500, "answered 500, 2 times"),
        ("Rate exceeded.", "too many requests of late; try again in a few minutes"),
        ("<html><body>Down for maintenance", "the answer is not XML"),
        ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "declares entities"),
    ],
)
def test_an_unusable_answer_of_arxiv_is_one_line(answer, words):
    with pytest.raises(FetchError, match=words) as raised:
        from_arxiv("2401.12345", answering({ARXIV: answer}))
    assert "\n" not in str(raised.value)


def test_a_published_paper_is_read():
    found = from_doi("https://doi.org/10.5555/toy.2024.7", answering({CROSSREF: crossref()}))
    assert found.title == "Toys & Their Caches"
    assert found.authors == ("Núria Toy", "Núñez de Prueba, Bea", "The Toy Team")
    assert (found.year, found.pages, found.doi) == (2024, "611--626", "10.5555/toy.2024.7")
    assert found.venue == "Proceedings of the Toy Conference"


def test_an_arxiv_doi_is_asked_at_arxiv():
    found = from_doi("10.48550/arXiv.2401.12345", answering({ARXIV: atom()}))
    assert (found.arxiv, found.doi) == ("2401.12345", None)


def test_an_unknown_doi_is_told():
    with pytest.raises(UnknownPaperError, match=r"^Crossref has no DOI 10.5555/toy; look for"):
        from_doi("10.5555/toy", answering({}))
    with pytest.raises(UnknownPaperError, match=r"'ten' is no DOI; write it as 10\.1145"):
        from_doi("ten", answering({}))


@pytest.mark.parametrize(
    "answer", ["Resource not found.", "[]", '{"message": []}', "{}", '{"message": "x"}', "\x00"]
)
def test_a_malformed_answer_of_crossref_is_told(answer):
    with pytest.raises(FetchError, match="the answer is not a work in JSON"):
        from_doi("10.5555/toy.2024.7", answering({CROSSREF: answer}))


@pytest.mark.parametrize("odd", [None, 7, "text", [], {}, [[]], [None], [{}], {"date-parts": 3}])
def test_parts_of_another_form_count_as_absent(odd):
    fields = ("title", "author", "container-title", "published", "issued", "page")
    found = from_doi(
        "10.5555/toy.2024.7", answering({CROSSREF: crossref(**dict.fromkeys(fields, odd))})
    )
    assert found.authors == ()
    assert found.year is None


@pytest.mark.parametrize("date", [[[2024]], [["2024"]], [[2024, 1, 2], [2025]]])
def test_a_year_is_read_from_date_parts(date):
    work = crossref(published=None, issued={"date-parts": date})
    assert from_doi("10.5555/toy.2024.7", answering({CROSSREF: work})).year == 2024


def _readme(text):
    return {"type": "file", "encoding": "base64", "content": base64.encodebytes(text).decode()}


def test_a_repository_leads_to_the_paper_that_its_readme_links():
    readme = _readme(b"# Toy\n[paper](https://arxiv.org/abs/2401.12345v1)\n")
    client = answering({"api.github.com/repos/toy-example/x/readme": readme, ARXIV: atom()})
    found = from_address("https://github.com/toy-example/x.git", client)
    assert (found.arxiv, found.code) == ("2401.12345", "https://github.com/toy-example/x")


@pytest.mark.parametrize(
    ("url", "answers", "words"),
    [
        ("https://github.com/o/n", {"/readme": _readme(b"no link")}, "links no arXiv paper"),
        ("https://github.com/o/n", {}, "has no README to read"),
        ("https://github.com/o/%0a", {}, "is no owner/name"),
        ("https://example.org/x", {}, "is not read; give an arXiv, DOI or github.com"),
        ("https://[broken", {}, "is no address"),
        ("https://github.com/o", {}, "is not read"),
    ],
)
def test_an_address_without_a_paper_is_told(url, answers, words):
    with pytest.raises(UnknownPaperError, match=words):
        from_address(url, answering(answers))


@pytest.mark.parametrize("content", ["{}", '{"content": 1}', '{"content": "a"}', "[]", "x"])
def test_a_malformed_readme_is_told(content):
    with pytest.raises(FetchError, match="the answer holds no README"):
        from_address("https://github.com/o/n", answering({"/readme": content}))


def test_addresses_of_pages_lead_to_their_services():
    client = answering({ARXIV: atom(), CROSSREF: crossref()})
    assert from_address("https://arxiv.org/pdf/2401.12345v2", client).arxiv == "2401.12345"
    assert from_address("https://doi.org/10.5555/toy.2024.7", client).source == "Crossref"
