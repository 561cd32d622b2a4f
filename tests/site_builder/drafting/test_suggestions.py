import pytest

from site_builder.drafting.metadata import Metadata
from site_builder.drafting.suggestions import likely_techniques, nearest_entries
from site_builder.references import Found


def paper(title):
    return Metadata(title, ("Núria Toy",), arxiv="2401.12345")


def test_title_words_in_common_are_counted(toy_library):
    # smaller and cache, of toycache, smaller, cache, tests
    assert nearest_entries(paper("A Smaller Cache"), toy_library) == {"ada2021toy": 2 / 4}


def test_being_cited_and_shared_references_count(toy_library):
    cited = Found(("2203.99992", "2101.99991"), (), 2, True, "test")
    # cited: 0.2; cy2023survey shares both references, bo2022draft one of two
    assert nearest_entries(paper("Unlike"), toy_library, cited) == pytest.approx(
        {"cy2023survey": 1.0, "bo2022draft": 0.7, "ada2021toy": 0.2}
    )


def test_a_word_in_common_does_not_make_papers_similar(toy_library):
    title = "A Cache Whose Many Other Words Tell Something Quite Different Elsewhere"
    assert nearest_entries(paper(title), toy_library) == {}


def test_a_title_that_names_a_technique_suggests_it(toy_library):
    assert likely_techniques("Speculation with a Draft Model", {}, toy_library)[0] == (
        "draft-model-speculation"
    )
    near = {"ada2021toy": 0.5}
    assert likely_techniques("Unlike", near, toy_library) == ("kv-cache-quantization",)
    assert likely_techniques("Unlike", {}, toy_library) == ()
