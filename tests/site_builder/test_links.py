from site_builder import links


def test_links_go_up_to_the_root_and_down_again():
    url = links.relative_to("papers/sheng2023flexgen/")
    assert url("techniques/weight-offloading/") == "../../techniques/weight-offloading/"


def test_the_home_page_links_from_where_it_is():
    assert links.relative_to("")("papers/") == "./papers/"


def test_browse_links_quote_their_values_in_a_fixed_order():
    assert (
        links.browse(technique="a b", challenge="c&d") == "papers/?challenge=c%26d&technique=a%20b"
    )
    assert links.browse() == "papers/"
