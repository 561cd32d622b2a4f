"""Every file for machines, written from hostile values past all rules, still reads back whole."""

import csv
import io
import json
import re
import sqlite3
import xml.etree.ElementTree as ElementTree

import networkx as nx
import pytest
from hostile_values import BREAKING, FORMULAS, LONG, ODD, PRINTED, hostile_library, tamed
from pybtex.database import parse_string

from site_builder.bibliography import BibliographyError, bibtex_entry
from site_builder.bibliography import csv as csv_text
from site_builder.bibliography import ris as ris_text
from site_builder.dumps import json_dump
from site_builder.export.export_files import machine_files
from site_builder.export.feeds import feeds
from site_builder.graph import citation_graph, graph_json, graphml
from site_builder.theme.sitemap import sitemap

KEYS = {f"evil2021n{number}": value for number, value in enumerate(PRINTED.values())}


@pytest.fixture(scope="module")
def library(atlas):
    return hostile_library(atlas.library, PRINTED)


@pytest.fixture(scope="module")
def files(library):
    graph = citation_graph(library)
    made = dict(machine_files(library, graph))
    made["graph.json"], made["graph.graphml"] = graph_json(graph), graphml(graph)
    return made


def test_every_json_file_is_json_in_which_no_number_is_none(files):
    def refuse(word):
        raise AssertionError(word)

    read = 0
    for path, content in files.items():
        if path.endswith(".json"):
            json.loads(content, parse_constant=refuse)
            read += 1
    assert read > len(KEYS)


def test_the_dump_gives_each_value_back(files):
    entries = json.loads(files["data/inference-atlas.json"])["entries"]
    found = {entry["key"]: entry["summary"] for entry in entries}
    assert {key: found[key] for key in KEYS} == KEYS


def test_feeds_and_graph_are_xml_of_the_right_size(files, library):
    (root, *_), count = [ElementTree.fromstring(files["feed.xml"])], len(library.entries)
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == min(count, 50)
    for path, content in files.items():
        if path.endswith(".xml"):
            tree = ElementTree.fromstring(content)
            names = {element.tag.rpartition("}")[2] for element in tree.iter()}
            assert not names & {"script", "img", "svg", "iframe", "base", "meta"}
    graph = nx.read_graphml(io.BytesIO(files["graph.graphml"]))
    assert len(graph) == count
    assert graph.nodes["evil2021n0"]["title"] == tamed("title", KEYS["evil2021n0"])


def test_the_database_is_whole_and_gives_each_value_back(files):
    database = sqlite3.connect(":memory:")
    database.deserialize(files["data/inference-atlas.sqlite"])
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    rows = dict(database.execute("SELECT key, summary FROM papers"))
    assert {key: rows[key] for key in KEYS} == KEYS


def test_no_cell_of_a_table_is_a_formula_and_each_row_is_one_entry(files, library):
    rows = list(csv.DictReader(io.StringIO(files["data/inference-atlas.csv"].decode())))
    assert [row["key"] for row in rows] == sorted(library.entries)
    for row in rows:
        assert not [cell for cell in row.values() if re.match(r"\s*[=+\-@]", cell)]
    summaries = {row["key"]: row["summary"] for row in rows}
    for key, value in KEYS.items():
        assert summaries[key] in (value, f"'{value}")


def test_formulas_are_guarded_in_every_table(library):
    text = csv_text(library.entries.values(), library)
    for value in FORMULAS.values():
        assert f",{value}" not in text


def test_each_entry_is_one_record_of_ris(library):
    text = ris_text(library.entries.values(), library)
    records = text.split("ER  - \r\n\r\n")
    assert records[-1] == ""
    assert len(records) == len(library.entries) + 1
    for record in records[:-1]:
        lines = record.removesuffix("\r\n").split("\r\n")
        assert lines[0].startswith("TY  - ")
        assert all(re.match(r"[A-Z][A-Z0-9]  - .", line) for line in lines)


def test_bibtex_is_one_entry_each_in_ascii_with_no_command_of_the_value(library):
    for key in KEYS:
        text = bibtex_entry(library.entries[key], library)
        assert [*parse_string(text, "bibtex").entries] == [key]
        assert text.isascii()
        assert not re.search(r"\\(?:input|include|openin|immediate|write|directlua)", text)
        title = next(line for line in text.splitlines() if re.match(r"\s*title\s*=", line))
        assert not re.search(r"(?<!\\)[%#&_$]|\^\^|(?<!\{)\\text(?!\w+\})", title)


@pytest.mark.parametrize("name", ODD)
def test_what_tex_cannot_print_is_refused_by_entry_and_field(atlas, name):
    entry = atlas.library.entries["ada2021toy"].model_copy(update={"title": ODD[name]})
    with pytest.raises(BibliographyError, match=r"^ada2021toy: title: "):
        bibtex_entry(entry, atlas.library)


def test_text_for_language_models_has_one_line_for_each_paper(files, library):
    text = files["llms-full.txt"].decode()
    papers = text.partition("## Papers\n\n")[2].splitlines()
    assert len(papers) == len(library.entries)
    targets = re.findall(r"(?<!\\)\]\(([^)]*)\)", text)
    assert {one for one in targets if not one.startswith("./")} == set()


@pytest.mark.parametrize("name", BREAKING)
def test_characters_that_no_file_may_hold_are_refused_by_name_or_break_no_file(atlas, name):
    library = hostile_library(atlas.library, {name: BREAKING[name]})
    graph = citation_graph(library)
    if name != "zero-width":  # such characters are left out in print
        with pytest.raises(BibliographyError, match=r"^\w+: \w+: .*character"):
            dict(machine_files(library, graph))
    for _, content in [*feeds(graph), ("graph.graphml", graphml(graph))]:
        ElementTree.fromstring(content)
    json.loads(json_dump(graph))
    json.loads(graph_json(graph))
    text = ris_text(library.entries.values(), library)
    assert text.count("\r\nER  - \r\n") == len(library.entries) == text.count("TY  - ")
    assert all(re.match(r"[A-Z][A-Z0-9]  - |$", line) for line in text.split("\r\n"))
    rows = list(csv.reader(io.StringIO(csv_text(library.entries.values(), library))))
    assert len(rows) == len(library.entries) + 1


def test_a_text_of_a_megabyte_is_written_whole(atlas):
    library = hostile_library(atlas.library, {"long": LONG})
    files = dict(machine_files(library, citation_graph(library)))
    entries = json.loads(files["data/inference-atlas.json"])["entries"]
    assert LONG in [entry["summary"] for entry in entries]
    assert bibtex_entry(library.entries["evil2021n0"], library).count("pwned") >= 170_000


def test_a_sitemap_stays_one(tmp_path):
    pages = [(f"papers/{value}/", None) for value in PRINTED.values()]
    tree = ElementTree.fromstring(sitemap("https://atlas.example/", pages))
    assert len(tree) == len(pages)
