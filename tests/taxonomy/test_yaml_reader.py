from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.yaml_reader import DEEPEST, Place, YamlError, compose, construct, find, place_of


def read(text):
    """Values and reported problems of a text."""
    reported = []
    root = compose(text)
    value = construct(root, lambda place, words: reported.append((*place, words)))
    return value, reported


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("text", "text"),
        ("two words", "two words"),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("'12'", "12"),
        ('"2303.06860"', "2303.06860"),
        ("2026-11-22", date(2026, 11, 22)),
        ("true", True),
        ("False", False),
        ("no", "no"),
        ("off", "off"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("12:30", "12:30"),
        ("007", 7.0),
        ("[1, a]", [1, "a"]),
        ("{b: 2}", {"b": 2}),
        ("''", ""),
    ],
)
def test_plain_values_are_read_as_yaml_1_2_reads_them(written, value):
    assert read(f"a: {written}") == ({"a": value}, [])


def test_block_texts_keep_or_fold_their_lines():
    assert read("a: |\n  x\n  y\nb: >-\n  x\n  y\n") == ({"a": "x\ny\n", "b": "x y"}, [])


@pytest.mark.parametrize(
    ("text", "value", "problem"),
    [
        ("a: 1\na: 2", {"a": 1}, (2, 1, "key 'a' is written twice; delete one")),
        ("a:", {}, (1, 1, "'a' has no value; fill it in or leave the key out")),
        (
            "a: {b: x, y}",
            {"a": {"b": "x"}},
            (
                1,
                11,
                "'y' has no value; quote the text if its comma belongs to it or leave the key out",
            ),
        ),
        ("a: null", {}, (1, 1, "'a' has no value; fill it in or leave the key out")),
        (
            "a: [x, ~]",
            {"a": ["x"]},
            (1, 8, "a list item has no value; fill it in or delete it"),
        ),
        ("[a]: 1", {}, (1, 1, "a key must be text; write 'key: value'")),
        ("a: !!int 5", {"a": "5"}, (1, 4, "tag 'tag:yaml.org,2002:int' is not allowed; delete it")),
        (
            "a: !!python/name:os.system x",
            {"a": "x"},
            (1, 4, "tag 'tag:yaml.org,2002:python/name:os.system' is not allowed; delete it"),
        ),
        ("a: !own {b: 1}", {"a": {"b": 1}}, (1, 4, "tag '!own' is not allowed; delete it")),
        ("a: !own [b]", {"a": ["b"]}, (1, 4, "tag '!own' is not allowed; delete it")),
        (
            "a: 2026-02-30",
            {"a": "2026-02-30"},
            (1, 4, "'2026-02-30' is no day of the calendar; write year-month-day"),
        ),
        ("a: 1e400", {"a": 0.0}, (1, 4, "number '1e400' is out of range; check its unit")),
        (
            "a: -.inf",
            {"a": "-.inf"},
            (1, 4, "'-.inf' is not a number a paper can report; leave it out"),
        ),
        (
            'a: "x\\u202ey"',
            {"a": "x\u202ey"},
            (
                1,
                4,
                "escaped direction mark U+202E, which hides the true order of text; delete it",
            ),
        ),
    ],
)
def test_oddities_are_reported_and_reading_goes_on(text, value, problem):
    assert read(text) == (value, [problem])


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: [1\nb: 2", 2, 2, "a list that is never closed, or a comma or quote missing"),
        (
            "a: b: c",
            1,
            5,
            "a colon and a space inside unquoted text, or wrong indentation; "
            "put the text in quotes",
        ),
        ('a: "x', 1, 6, "a quote that is never closed; close it"),
        ("a: 1\n---\nb: 1", 2, 1, "a second document; one file holds one, delete the '---'"),
        (
            "a: @x",
            1,
            4,
            "text that begins with a reserved character such as @, ` or %; put it in quotes",
        ),
    ],
)
def test_broken_text_is_one_problem_with_a_remedy(text, line, column, words):
    with pytest.raises(YamlError) as caught:
        compose(text)
    assert (*caught.value.place, caught.value.message) == (line, column, f"not YAML: {words}")


def test_anchors_are_refused_before_an_alias_can_multiply():
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    with pytest.raises(YamlError) as caught:
        compose(bomb)
    assert caught.value.place == Place(1, 4)
    assert caught.value.message == "anchor '&a' is not allowed; write the value out"
    with pytest.raises(YamlError, match=r"alias '\*a' is not allowed; write the value out"):
        compose("a: [*a]")


def test_signs_of_anchors_inside_text_are_text():
    text = "a: 'x &y *z'\nb: Q & A, 2 * 3 *4\nc: |\n  &not *this\n"
    value, reported = read(text)
    assert value == {"a": "x &y *z", "b": "Q & A, 2 * 3 *4", "c": "&not *this\n"}
    assert reported == []


@pytest.mark.parametrize("text", ["[" * 10_000, "{a: " * 10_000, "- " * 10_000])
def test_depth_is_refused_long_before_the_stack_ends(text):
    with pytest.raises(YamlError, match=f"nested more than {DEEPEST} levels deep; flatten it"):
        compose(text)


def test_values_are_found_by_keys_and_indices():
    root = compose("a: 1\nb:\n  - c: 2\n    d: [3, 4]\n")
    key, value = find(root, ("b", 0, "d", 1))
    assert (place_of(key), place_of(value)) == (Place(4, 12), Place(4, 12))
    key, value = find(root, ("b", 0, "c"))
    assert (place_of(key), place_of(value)) == (Place(3, 5), Place(3, 8))


def test_steps_that_are_not_there_are_skipped():
    root = compose("a:\n  - b: 1\n")
    _, value = find(root, ("a", 0, "quantize", "b"))
    assert place_of(value) == Place(2, 8)
    _, value = find(root, ("a", 7))
    assert place_of(value) == Place(2, 3)


LETTERS = st.characters(max_codepoint=0x24F, exclude_categories=["Cc", "Cf"])
PLAIN = st.recursive(
    st.text(alphabet=LETTERS, max_size=12)
    | st.integers(-(10**12), 10**12)
    | st.floats(-1e9, 1e9)
    | st.booleans()
    | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcxyz", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_what_the_safe_dumper_writes_is_read_back(value):
    # The dumper knows YAML 1.1, whose readers it quotes for: we must read the same values.
    text = yaml.dump({"a": value}, Dumper=yaml.CSafeDumper, allow_unicode=True)
    assert read(text) == ({"a": value}, [])


@given(st.text(alphabet="ab:-?[]{},#&*!|>'\"%@`\n 0.~", max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text):
    reported = []
    try:
        root = compose(text)
    except YamlError as error:
        reported.append((error.place, error.message))
    else:
        if root is not None:
            construct(root, lambda place, words: reported.append((place, words)))
    assert all(place.line >= 1 and place.column >= 1 and words for place, words in reported)
