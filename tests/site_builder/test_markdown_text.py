import re

from hypothesis import given
from hypothesis import strategies as st

from site_builder.markdown_text import escaped

HOSTILE = "Hi @admin see #1 ![x](https://evil.example/a.png) <img src=x> `a` | **b** _c_ www.e.com"


def test_plain_words_stay_readable():
    assert (
        escaped("FlexGen: 4-bit weights, 2.5 % (up to)") == "FlexGen: 4-bit weights, 2.5 % (up to)"
    )


def test_nothing_in_a_text_is_markup():
    shown = escaped(HOSTILE)
    assert not re.search(r"[@#](?!\d+;)|[!\[\]<>`|*_]|://|www\.", shown)
    assert shown.startswith("Hi &#64;&#8288;admin see &#35;&#8288;1 ")


@given(st.text(max_size=60))
def test_whatever_the_text_it_is_one_line_without_markup(text):
    shown = escaped(text)
    assert "\n" not in shown
    assert not re.search(r"[\[\]<>`|*_\\~!\"$@]|&(?!#\d+;)|#(?!\d+;)", shown)
    assert not re.match(r"[-+=]|\d+[.)]", shown)
