"""What other people's readers find in our files is what the entries say."""

import unicodedata

import bibtexparser
import pybtex.database
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from site_builder.bibliography import bibtex, bibtex_entry
from site_builder.bibliography.tex import marked, plain
from site_builder.names import split


def surname(author):
    return unicodedata.normalize("NFC", split(author).family)


def decoded(text):
    """TeX as pylatexenc reads it, an accent over a dotless i put back on the dotted one."""
    read = unicodedata.normalize("NFD", LatexNodes2Text().latex_to_text(text))
    for accent in "\u0303\u0304":
        read = read.replace("\u0131" + accent, "i" + accent)
    return unicodedata.normalize("NFC", read)


def family(person):
    return decoded(" ".join([*person.prelast_names, *person.last_names]))


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_pybtex_finds_what_the_entries_say(any_library, encoding):
    entries = any_library.entries
    read = pybtex.database.parse_string(bibtex(entries.values(), any_library, encoding), "bibtex")
    assert [*read.entries] == sorted(entries)
    for key, found in read.entries.items():
        entry = entries[key]
        assert [family(person) for person in found.persons["author"]] == [
            surname(author) for author in entry.authors
        ]
        year = found.fields["year"] if encoding == "ascii" else found.fields["date"][:4]
        assert int(year) == entry.year
        assert found.fields.get("eprint") == entry.ids.arxiv
        assert found.fields.get("doi") == entry.ids.doi


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_bibtexparser_finds_what_the_entries_say(any_library, encoding):
    entries = any_library.entries
    text = bibtex(entries.values(), any_library, encoding)
    read = bibtexparser.parse_string(text)
    assert read.failed_blocks == []
    assert [found.key for found in read.entries] == sorted(entries)
    for found in read.entries:
        entry = entries[found.key]
        assert len(found["author"].split(" and\n")) == len(entry.authors)
        year = found["year"] if encoding == "ascii" else found["date"][:4]
        assert int(year) == entry.year
        fields = {field.key: field.value for field in found.fields}
        assert fields.get("eprint") == entry.ids.arxiv
        assert fields.get("doi") == entry.ids.doi


def test_bibtexparser_decodes_the_surnames_of_the_base(real_library):
    text = bibtex(real_library.entries.values(), real_library)
    read = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    for found in read.entries:
        names = found["author"].split(" and\n")
        read_names = [
            unicodedata.normalize("NFC", name.split(",")[0].strip().strip("{}")) for name in names
        ]
        assert read_names == [surname(name) for name in real_library.entries[found.key].authors]


def test_the_ascii_file_is_ascii(any_library):
    assert bibtex(any_library.entries.values(), any_library).isascii()


SPECIALS = "&%$#_~^\\<>|@=\"'"
LETTERS = "abcXYZéàêõüåőčşżłøßæđệễấằǘŠŽÉİŁ"
WORD = st.text(alphabet=LETTERS + SPECIALS, min_size=1, max_size=8).filter(
    lambda word: word.lower() not in ("and", "others")
)
NAMES = st.builds("{}, {}".format, st.builds("{} {}".format, WORD, WORD), WORD)
TITLES = st.lists(st.one_of(WORD, st.builds("{{{}}}".format, WORD)), min_size=1, max_size=6).map(
    " ".join
)


@settings(derandomize=True, deadline=None)
@given(title=TITLES, authors=st.lists(NAMES, min_size=1, max_size=4))
def test_any_title_and_any_names_read_back(make_entry, make_library, title, authors):
    entry = make_entry("any2023x", title=title, authors=authors)
    library = make_library([entry])
    for encoding in ("ascii", "utf-8"):
        text = bibtex_entry(entry, library, encoding)
        found = pybtex.database.parse_string(text, "bibtex").entries["any2023x"]
        assert found.fields["title"] == marked(title, encoding)
        assert len(found.persons["author"]) == len(authors)
        for person, author in zip(found.persons["author"], authors, strict=True):
            assert " ".join([*person.prelast_names, *person.last_names]) == plain(
                split(author).family, encoding
            )
        (parsed,) = bibtexparser.parse_string(text).entries
        assert parsed["author"].count(" and\n") == len(authors) - 1
