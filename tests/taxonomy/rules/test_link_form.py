import pytest
from edited_toy import ADA, BO, said

from taxonomy.rules.link_form import mistrusted

CODE = "https://github.com/toy-example/toycache"


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/a/b",
        "https://example.org",
        "https://sub.example.co.uk/a_(b)?q=1&r=a%20b#part",
        "https://example.org/a..b/c",
    ],
)
def test_plain_addresses_pass(url):
    assert mistrusted(url) == ""


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "https://gith\N{LATIN SMALL LETTER DOTLESS I}b.com/a",
            "has a host with letters that may pass for others; write its plain name",
        ),
        (
            "https://xn--gthub-jua.com/a",
            "has an encoded host that may pass for another; link to a plain name",
        ),
        (
            "https://93.184.216.34/a",
            "has no plain host name; write it in lower case, without port or numbers",
        ),
        (
            "https://github.com:8443/a",
            "has no plain host name; write it in lower case, without port or numbers",
        ),
        (
            "https://localhost/a",
            "has no plain host name; write it in lower case, without port or numbers",
        ),
        (
            "https://GitHub.com/a",
            "has no plain host name; write it in lower case, without port or numbers",
        ),
        (
            "https://router.local/a",
            "has a host that only a local network knows; link to a public one",
        ),
        ("https://github.com/a/../b", "goes up with '..'; write the address it ends at"),
        ("https://github.com/a/%2E%2e/b", "goes up with '..'; write the address it ends at"),
        ("https://github.com/\u00e9", "has characters that must be encoded; write them as %XX"),
    ],
)
def test_addresses_that_mislead_are_refused(url, words):
    assert said("link-form", (ADA, CODE, url)) == [f"{ADA}:15:7: link '{url}' {words}"]


def test_the_page_of_a_work_is_a_link_too():
    edit = (BO, 'arxiv: "2203.99992"', "url: https://10.0.0.1/toy")
    assert said("link-form", edit) == [
        f"{BO}:13:8: link 'https://10.0.0.1/toy' has no plain host name; "
        "write it in lower case, without port or numbers"
    ]


def test_so_is_that_of_a_venue():
    edit = ("taxonomy/venues.yaml", "publisher: Toy Press", "url: https://toy.internal/")
    assert said("link-form", edit) == [
        "taxonomy/venues.yaml:5:8: link 'https://toy.internal/' has a host that only a local "
        "network knows; link to a public one"
    ]
