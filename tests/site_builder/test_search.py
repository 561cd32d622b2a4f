import json

from site_builder.page import Page, SearchText
from site_builder.search import extended


def test_pages_are_added_escaped_and_those_without_search_text_are_not():
    found = Page("papers/a/", "A", "", "", search=SearchText("A <b>", "x & y", boost=2.0))
    hidden = Page("papers/b/", "B", "", "")
    index = extended('{"config":{},"docs":[{"location":""}]}', [found, hidden])
    assert json.loads(index)["docs"][1:] == [
        {"location": "papers/a/", "title": "A &lt;b&gt;", "text": "x &amp; y", "boost": 2.0}
    ]
