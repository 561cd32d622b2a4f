from site_builder.graph import Band, citation_graph, layout


def test_time_goes_right_and_areas_are_bands(napkin):
    placed = layout(napkin)
    assert placed.years == {2020: 0.0, 2021: 0.2, 2022: 0.4, 2023: 0.6, 2024: 0.8, 2025: 1.0}
    # both areas: at most two papers of one year (memory 2024) and one (quantization): sqrt 2 : 1
    assert placed.bands == (
        Band("memory-management", 0.0, 0.5858),
        Band("quantization", 0.5858, 1.0),
    )
    assert placed.places["a2020x"] == (0.1, 0.7929)
    assert placed.places["f2024u"] == (0.85, 0.2929)
    assert placed.places["g2024alone"] == (0.95, 0.2929)


def test_no_two_papers_share_a_place(make_entry, make_library):
    entries = [make_entry(f"a2020x{number}", month=number % 12 + 1) for number in range(50)]
    places = layout(citation_graph(make_library(entries))).places
    assert len(set(places.values())) == 50
    assert all(0 < x < 1 and 0 < y < 1 for x, y in places.values())


def test_empty_years_are_one_gap(make_entry, make_library):
    entries = [make_entry("a2009x"), make_entry("b2023x")]
    years = layout(citation_graph(make_library(entries))).years
    assert years == {2009: 0.0, 2010: 0.3333, 2023: 0.6667, 2024: 1.0}


def test_an_empty_base_has_an_empty_layout(make_library):
    placed = layout(citation_graph(make_library([])))
    assert (placed.places, placed.bands, placed.years) == ({}, (), {})
