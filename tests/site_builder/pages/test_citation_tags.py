import json

from site_builder.pages.citation_tags import highwire, linked_data, original, script_json


def test_highwire_tags_name_every_author_in_order_and_the_pages(atlas):
    entry = atlas.library.entries["ada2021toy"]
    venue = atlas.library.venues["toyconf"]
    assert list(highwire(entry, venue)) == [
        ("citation_title", "ToyCache: A Smaller Cache for Tests"),
        ("citation_author", "Ada Example"),
        ("citation_author", "Bea Núñez de Prueba"),
        ("citation_publication_date", "2021/03"),
        ("citation_conference_title", venue.name),
        ("citation_firstpage", "12"),
        ("citation_lastpage", "34"),
        ("citation_doi", "10.5555/toy.2021.1"),
        ("citation_arxiv_id", "2101.99991"),
        ("citation_pdf_url", "https://arxiv.org/pdf/2101.99991"),
    ]


def test_the_published_version_is_the_original(atlas):
    assert original(atlas.library.entries["ada2021toy"]) == "https://doi.org/10.5555/toy.2021.1"


def test_json_in_a_script_element_cannot_end_it():
    text = script_json({"name": "</script><script>alert(1)</script><!-- & \u2028"})
    assert "<" not in text
    assert "&" not in text
    assert json.loads(text)["name"] == "</script><script>alert(1)</script><!-- & \u2028"


def test_linked_data_describes_the_paper_and_not_the_page(atlas):
    entry = atlas.library.entries["ada2021toy"]
    data = json.loads(linked_data(entry, None))
    assert data["@type"] == "ScholarlyArticle"
    assert data["url"] == "https://doi.org/10.5555/toy.2021.1"
    assert data["identifier"] == ["arXiv:2101.99991", "doi:10.5555/toy.2021.1"]
