from site_builder.graph import Statistics, citation_graph, statistics


def test_a_graph_is_counted(napkin):
    assert statistics(napkin) == Statistics(
        entries=7,
        citations=7,
        relations=1,
        lists=5,
        complete_lists=5,
        # b: 2, c: + doi, d: + the DOI of c, arXiv of b, e: none new, f: + d and itself
        references=7,
        largest_component=6,
        isolated=1,
    )


def test_an_empty_graph_is_all_zero(make_library):
    assert statistics(citation_graph(make_library([]))) == Statistics(0, 0, 0, 0, 0, 0, 0, 0)
