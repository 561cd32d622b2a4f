import hashlib
import json
import sqlite3

import pytest

from site_builder.dumps import dump_files, sqlite_dump
from site_builder.graph import citation_graph


@pytest.fixture(scope="module")
def graph(make_entry, make_library):
    entries = [
        make_entry("a2020x", ids={"arxiv": "2001.00001"}, title="{A}", authors=["B, A", "{T}"]),
        make_entry(
            "b2021x",
            venue="icml",
            results=[
                {"metric": "tpot", "value": 1.5, "unit": "ms", "source": "table 1",
                 "read_from": "full text"}
            ],
        ),
    ]  # fmt: skip
    return citation_graph(make_library(entries, {"b2021x": ["2001.00001"]}))


def test_checksums_are_those_of_the_files(graph):
    files = dict(dump_files(graph))
    sums = files.pop("data/SHA256SUMS").decode()
    assert sums == "".join(
        f"{hashlib.sha256(content).hexdigest()}  {path.removeprefix('data/')}\n"
        for path, content in files.items()
    )
    assert set(files) == {
        "data/inference-atlas.csv",
        "data/inference-atlas.json",
        "data/inference-atlas.sqlite",
        "data/LICENSE.txt",
    }


def test_the_json_dump_holds_entries_terms_and_citations(graph):
    data = json.loads(dict(dump_files(graph))["data/inference-atlas.json"])
    assert data["license"] == "CC-BY-4.0"
    assert [entry["key"] for entry in data["entries"]] == ["a2020x", "b2021x"]
    assert data["citations"] == [["b2021x", "a2020x", ""]]
    assert data["techniques"][0]["id"] == "model-level"


def test_the_database_answers(graph):
    database = sqlite3.connect(":memory:")
    database.deserialize(sqlite_dump(graph))
    ask = database.execute
    assert ask("SELECT key, title, venue, arxiv FROM papers").fetchall() == [
        ("a2020x", "A", None, "2001.00001"),
        ("b2021x", "A Study of B2021x", "International Conference on Machine Learning", None),
    ]
    assert ask("SELECT name FROM authors WHERE paper = 'a2020x'").fetchall() == [("A B",), ("T",)]
    assert ask("SELECT paper, metric, value, up_to FROM results").fetchall() == [
        ("b2021x", "tpot", 1.5, 0)
    ]
    assert ask("SELECT source, target FROM citations").fetchall() == [("b2021x", "a2020x")]
    assert ask("SELECT count(*) FROM paper_terms WHERE id = 'weight-offloading'").fetchone() == (2,)
    assert ask("PRAGMA integrity_check").fetchone() == ("ok",)
    assert ask("PRAGMA foreign_key_check").fetchall() == []
    database.close()


def test_the_same_data_gives_the_same_bytes(graph):
    assert sqlite_dump(graph) == sqlite_dump(graph)
