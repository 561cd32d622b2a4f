import pytest

from site_builder.bibliography import BibliographyError, reference
from site_builder.bibliography.reference import in_ascii
from taxonomy.terms import VenueKind


def test_a_reference_has_its_venue_looked_up(make_entry, make_library):
    entry = make_entry("sheng2023flexgen", title="{FlexGen}: X", venue="icml", pages="31--94")
    item = reference(entry, make_library([entry]))
    assert item.kind is VenueKind.CONFERENCE
    assert item.venue == "International Conference on Machine Learning"
    assert item.publisher == "PMLR"
    assert item.pages == ("31", "94")
    assert item.plain_title == "FlexGen: X"


def test_an_unknown_venue_is_refused(make_entry, make_library):
    entry = make_entry("a2023x", venue="nowhere")
    with pytest.raises(BibliographyError) as refusal:
        reference(entry, make_library([entry]))
    assert str(refusal.value) == "a2023x: venue 'nowhere' is not in taxonomy/venues.yaml"


def test_a_name_that_cannot_be_split_is_refused_with_the_entry(make_entry, make_library):
    entry = make_entry("a2023x", authors=["a, b, c, d"])
    with pytest.raises(BibliographyError, match=r"^a2023x: name 'a, b, c, d' is neither"):
        reference(entry, make_library([entry]))


@pytest.mark.parametrize(
    ("ids", "url"),
    [
        ({"doi": "10.1000/x", "url": "https://x.org/"}, ""),
        ({"arxiv": "2303.06865", "url": "https://x.org/"}, ""),
        ({"arxiv": "2303.06865", "acl": "2024.acl-long.1"},
         "https://aclanthology.org/2024.acl-long.1"),
        ({"openreview": "cFu7ze7xUm"}, "https://openreview.net/forum?id=cFu7ze7xUm"),
        ({"url": "https://x.org/a"}, "https://x.org/a"),
        ({}, ""),
    ],
)  # fmt: skip
def test_an_address_is_given_where_no_identifier_leads_to_the_work(
    ids, url, make_entry, make_library
):
    entry = make_entry("a2023x", ids=ids)
    assert reference(entry, make_library([entry])).url == url


def test_addresses_are_ascii_without_braces_and_keep_what_was_encoded():
    assert in_ascii("https://x.org/ü{a}?b=c%20d#e") == "https://x.org/%C3%BC%7Ba%7D?b=c%20d#e"
    assert in_ascii("https://bücher.org/") == "https://xn--bcher-kva.org/"
