import csv
import io
import json

import bibtexparser
import pytest

from site_builder.cli import run

KEYS = ["ada2021toy", "bo2022draft", "cy2023survey"]


@pytest.fixture
def export(toy, capsysbinary):
    def exported(*arguments):
        status = run(["--root", str(toy), "export", *arguments])
        return status, *capsysbinary.readouterr()

    return exported


def test_bibtex_of_everything_goes_to_stdout_and_the_count_to_stderr(export):
    status, out, err = export("bibtex")
    assert status == 0
    assert [entry.key for entry in bibtexparser.parse_string(out.decode("ascii")).entries] == KEYS
    assert err == b"3 entries\n"


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl", "csv", "json"])
def test_every_format_names_every_key(export, form):
    status, out, _ = export(form)
    assert status == 0
    assert all(key.encode() in out for key in KEYS)


def test_ris_keeps_its_line_ends(export):
    _, out, _ = export("ris", "--key", "ada2021toy")
    assert out.startswith(b"TY  - CONF\r\nID  - ada2021toy\r\n")
    assert out.count(b"\r\n") == out.count(b"\n")


def test_options_narrow_the_choice(export):
    _, out, err = export("json", "--year", "2021-2022", "--has-code")
    assert [entry["key"] for entry in json.loads(out)] == ["ada2021toy"]
    assert err == b"1 entry\n"
    _, out, _ = export("csv", "--key", "ada2021toy", "--key", "bo2022draft")
    assert [row["key"] for row in csv.DictReader(io.StringIO(out.decode()))] == KEYS[:2]


def test_nothing_chosen_is_an_empty_file_and_no_error(export):
    assert export("bibtex", "--year", "1999") == (0, b"", b"0 entries\n")


def test_a_file_is_written_whole(export, tmp_path):
    path = tmp_path / "out.bib"
    status, out, err = export("bibtex", "-o", str(path))
    assert (status, out, err) == (0, b"", b"3 entries\n")
    assert path.read_bytes() == export("bibtex")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["bibtex", "--key", "ada2021toi"],
            "unknown key 'ada2021toi'; did you mean 'ada2021toy'? (see atlas export --help)",
        ),
        (
            ["bibtex", "--year", "soon"],
            "year 'soon' is none; write 2023, 2020-2023, 2023- or -2019 (see atlas export --help)",
        ),
        (["bibtex", "-o", "/no/such/folder/a.bib"],
         "No such file or directory: /no/such/folder/a.bib"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_and_status_2(export, arguments, message):
    status, out, err = export(*arguments)
    assert (status, out, err.decode()) == (2, b"", f"atlas: {message}\n")


def test_a_base_with_a_broken_file_is_not_exported(export, toy):
    path = toy / "entries/2021/ada2021toy.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("year: 2021", "year: soon"), "utf-8")
    status, out, err = export("bibtex")
    assert (status, out) == (2, b"")
    assert err.startswith(b"atlas: entries/2021/ada2021toy.yaml:")
    assert err.endswith(b"run 'atlas validate'\n")


def test_a_name_that_tex_cannot_print_is_refused_by_entry_and_field(export, toy):
    path = toy / "entries/2021/ada2021toy.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Ada Example", "Ada 王"), "utf-8")
    status, out, err = export("bibtex")
    assert (status, out) == (2, b"")
    assert err.decode().startswith("atlas: ada2021toy: author: '王' (U+738B) has no TeX command")
    assert export("biblatex")[0] == 0
