import pytest

from site_builder.drafting.draft import (
    DuplicateError,
    draft_entry,
    propose_key,
    title_word,
)
from site_builder.drafting.metadata import Metadata
from taxonomy import load_library


def paper(**fields):
    return Metadata(
        **{"title": "CacheFold: Folding", "authors": ("Núria Toy",), "arxiv": "2401.12345"} | fields
    )


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("FlexGen: High-Throughput", "flexgen"),
        ("LLM.int8(): 8-bit", "llmint8"),
        ("H2O: Heavy Hitters", "h2o"),
        ("On the Efficiency of Toys", "efficiency"),
        ("Full Stack Optimization", "full"),
        ("Étoile: a Star", "etoile"),
        ("大模型", "paper"),
    ],
)
def test_the_word_of_a_key(title, word):
    assert title_word(title) == word


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({}, "toy2024cachefold"),
        ({"authors": ("van der Maaten, Laurens",)}, "vandermaaten2024cachefold"),
        ({"authors": ("Jürgen Groß",)}, "gross2024cachefold"),
        ({"authors": ("李明",)}, "anonymous2024cachefold"),
        ({"arxiv": None, "year": 2023}, "toy2023cachefold"),
        ({"year": 2025}, "toy2024cachefold"),
    ],
)
def test_a_key_follows_from_the_paper(fields, key):
    assert propose_key(paper(**fields), set()) == key


def test_a_key_in_use_gets_a_letter():
    assert propose_key(paper(), {"toy2024cachefold"}) == "toy2024cachefoldb"
    assert propose_key(paper(), {"toy2024cachefold", "toy2024cachefoldb"}) == "toy2024cachefoldc"


def test_without_a_year_there_is_no_key():
    with pytest.raises(ValueError, match="no key without an author and a year"):
        propose_key(paper(arxiv=None), set())


@pytest.mark.parametrize(
    "twin",
    [
        {"arxiv": "2101.99991"},
        {"doi": "10.5555/TOY.2021.1"},
        {"title": "ToyCache: A smaller cache for tests"},
    ],
)
def test_a_paper_that_is_there_is_refused_with_its_path(toy_library, twin):
    with pytest.raises(DuplicateError) as raised:
        draft_entry(paper(**twin), toy_library)
    assert str(raised.value) == (
        "entries/2021/ada2021toy.yaml is this paper already; edit that file"
    )


def test_an_unfinished_draft_is_found_too(toy):
    unfinished = toy / "entries" / "2024" / "toy2024cachefold.yaml"
    unfinished.parent.mkdir()
    unfinished.write_text("key: toy2024cachefold\nids: {arxiv: '2401.12345'}\n")
    library = load_library(toy)
    with pytest.raises(DuplicateError, match="toy2024cachefold"):
        draft_entry(paper(title="Another Title"), library)
    other = draft_entry(paper(arxiv="2401.54321"), library)
    assert other.key == "toy2024cachefoldb"


def test_similar_entries_and_their_techniques_are_suggested(toy_library):
    draft = draft_entry(paper(title="A Smaller Cache"), toy_library)
    assert draft.nearest == ("ada2021toy",)
    assert draft.techniques == ("kv-cache-quantization",)
