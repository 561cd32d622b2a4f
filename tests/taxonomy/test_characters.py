import pytest

from taxonomy.characters import REFUSED, described


@pytest.mark.parametrize(
    ("character", "words"),
    [
        ("\t", "tab; indent with spaces"),
        ("\x00", "invisible or control character U+0000; delete it"),
        ("\x85", "invisible or control character U+0085; delete it"),
        ("\u202e", "direction mark U+202E, which hides the true order of text; delete it"),
        ("\u2066", "direction mark U+2066, which hides the true order of text; delete it"),
        ("\u200b", "zero-width space; delete it"),
        ("\ufeff", "byte-order mark; save the file as UTF-8 without it"),
        ("\u2028", "invisible or control character U+2028; delete it"),
        ("\U000e0041", "invisible or control character U+E0041; delete it"),
    ],
)
def test_what_cannot_be_seen_is_refused_in_words(character, words):
    assert REFUSED.fullmatch(character)
    assert described(character) == words


def test_letters_of_the_world_and_signs_pass():
    assert REFUSED.search("Łukasz Müller 王小明 é – “quoted” → ≤ β ×\n") is None
