from site_builder.graph import (
    Step,
    citation_graph,
    in_order_of_citation,
    lineage,
    papers_on,
    reading_path,
)


def test_prerequisites_come_first(napkin):
    assert reading_path(napkin, "paged-kv-cache") == (
        Step("b2021y", "prerequisite: 3 of 3 papers here cite it"),
        Step("c2022z", "cited by 1 of the 3 papers on it"),
        Step("d2023w", "cited by 1 of the 3 papers on it"),
        Step("f2024u", "on this technique; no other paper on it here cites it"),
    )


def test_the_path_keeps_to_the_most_cited(napkin):
    assert [step.key for step in reading_path(napkin, "quantization", limit=2)] == [
        "a2020x",
        "b2021y",
    ]


def test_a_technique_without_papers_has_an_empty_path(napkin):
    assert reading_path(napkin, "kv-cache-quantization") == ()
    assert papers_on(napkin, "no-such-technique") == ()


def test_surveys_are_no_steps(make_entry, make_library):
    graph = citation_graph(make_library([make_entry("a2020x", kind="survey")]))
    assert reading_path(graph, "weight-offloading") == ()


def test_papers_that_cite_each_other_come_in_order_of_age(make_entry, make_library):
    entries = [
        make_entry("b2020x", ids={"arxiv": "2001.00001"}),
        make_entry("a2021x", ids={"arxiv": "2101.00001"}),
    ]
    references = {"b2020x": ["2101.00001"], "a2021x": ["2001.00001"]}
    graph = citation_graph(make_library(entries, references))
    assert in_order_of_citation(graph, ["a2021x", "b2020x"]) == ("b2020x", "a2021x")


def test_age_is_that_of_the_preprint_not_of_the_venue(make_entry, make_library):
    entries = [
        make_entry("a2020x", year=2024, ids={"arxiv": "2001.00001"}),
        make_entry("b2021x", year=2021, ids={"arxiv": "2101.00001"}),
    ]
    graph = citation_graph(make_library(entries))
    assert in_order_of_citation(graph, graph) == ("a2020x", "b2021x")


def test_lineage_leaves_out_what_a_chain_implies(make_entry, make_library):
    entries = [
        make_entry("a2020x", ids={"arxiv": "2001.00001"}),
        make_entry("b2021x", ids={"arxiv": "2101.00001"}),
        make_entry("c2022x"),
    ]
    references = {"b2021x": ["2001.00001"], "c2022x": ["2001.00001", "2101.00001"]}
    graph = citation_graph(make_library(entries, references))
    found = [(tie.source, tie.target) for tie in lineage(graph, "weight-offloading")]
    assert found == [("b2021x", "a2020x"), ("c2022x", "b2021x")]
