import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.problem import Problem
from taxonomy.source import LARGEST, LONGEST_LINE, parse, read_source
from taxonomy.yaml_reader import Place


def only(source):
    """The single problem of a file that could not be read."""
    assert source.data is None
    (problem,) = source.problems
    return (problem.line, problem.column, problem.message)


def test_values_have_places():
    source = parse("a.yaml", b"key: x\nlist:\n  - y\n")
    assert source.data == {"key": "x", "list": ["y"]}
    assert source.place(("list", 0)) == Place(3, 5)
    assert source.place(("list",), on_key=True) == Place(2, 1)
    assert source.place(("absent",)) == Place(1, 1)
    assert source.printed(("key",)) == "x"
    assert source.has(("list",))
    assert not source.has(("absent",))
    assert source.problem(("list", 0), "m") == Problem("a.yaml", 3, 5, "m")


def test_columns_count_characters_not_bytes():
    source = parse("a.yaml", "é: {ü: ö, z: 1}\n".encode())
    assert source.place(("é", "z")) == Place(1, 14)


def test_windows_line_ends_are_line_ends():
    assert parse("a.yaml", b"a: 1\r\nb: 2\r\n").data == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", (1, 1, "the file is empty; write an entry or delete it")),
        (b"# only a comment\n", (1, 1, "the file is empty; write an entry or delete it")),
        (b"a: 1\nb: \xff\xfe\n", (2, 4, "byte 0xff is not UTF-8; save the file as UTF-8")),
        (b"\xef\xbb\xbfa: 1", (1, 1, "byte-order mark; save the file as UTF-8 without it")),
        (b"a:\n\t- b\n", (2, 1, "tab; indent with spaces")),
        (b"a: x\x00y\n", (1, 5, "invisible or control character U+0000; delete it")),
        (
            b"a: x\ry\n",
            (1, 5, "carriage return without line feed; save the file with LF line ends"),
        ),
        (
            "a: x\u202ey\n".encode(),
            (1, 5, "direction mark U+202E, which hides the true order of text; delete it"),
        ),
        (
            "a: b\nc: xe\u0301\n".encode(),
            (2, 5, "letter and accent are two characters; type the letter with its accent as one"),
        ),
        (b"a: " + b"x" * LONGEST_LINE, (1, 1, "line of more than 5,000 characters; break it")),
    ],
)
def test_what_is_wrong_with_the_text_has_a_place_and_a_remedy(raw, problem):
    assert only(parse("a.yaml", raw)) == problem


def test_a_file_full_of_control_characters_is_not_listed_in_full():
    assert len(parse("a.yaml", b"\x01" * 5000).problems) == 20


def test_a_file_is_read_from_the_root(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"key: x\n")
    source = read_source(tmp_path, "a.yaml")
    assert (source.path, source.data) == ("a.yaml", {"key": "x"})
    assert source.stamp[1] == 7


def test_a_large_file_is_refused_unread(tmp_path):
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(10_000_000)
    assert only(read_source(tmp_path, "a.yaml")) == (
        1,
        1,
        f"file of 10,000,000 bytes; at most {LARGEST:,} are read, shorten it",
    )


def test_links_pipes_and_missing_files_are_refused(tmp_path):
    (tmp_path / "secret").write_text("root:x:0:0")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("link.yaml", "pipe.yaml"):
        expected = (1, 1, "not a regular file; put the file itself here")
        assert only(read_source(tmp_path, name)) == expected
    assert only(read_source(tmp_path, "gone.yaml")) == (
        1,
        1,
        "cannot be read: No such file or directory; check the file's permissions",
    )


@given(st.binary(max_size=200))
def test_any_bytes_become_values_or_problems(raw):
    source = parse("a.yaml", raw)
    assert source.data is not None or source.problems
    for problem in source.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message.isprintable()
