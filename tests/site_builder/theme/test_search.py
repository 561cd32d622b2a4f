import json

from site_builder.page import SearchText
from site_builder.theme.search import extended


def test_pages_are_added_escaped():
    pages = [
        ("papers/a/", SearchText("A <b>", "x & y", boost=2.0)),
        ("papers/b/", SearchText("B", "z")),
    ]
    index = extended('{"config":{},"docs":[{"location":""}]}', pages)
    assert json.loads(index)["docs"][1:] == [
        {"location": "papers/a/", "title": "A &lt;b&gt;", "text": "x &amp; y", "boost": 2.0},
        {"location": "papers/b/", "title": "B", "text": "z"},
    ]
