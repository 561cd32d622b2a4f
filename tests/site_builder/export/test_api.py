import json

import jsonschema
import pytest

from site_builder.export.api import api_files
from site_builder.graph import citation_graph


@pytest.fixture(scope="module")
def files(make_entry, make_library):
    entries = [
        make_entry("a2020x", ids={"arxiv": "2001.00001"}, venue="icml"),
        make_entry(
            "b2021x",
            title="{B}: it",
            relations=[{"type": "builds-on", "key": "a2020x", "note": "the cache"}],
            results=[
                {"metric": "tpot", "value": 1.5, "unit": "ms", "source": "table 1",
                 "read_from": "full text"}
            ],
        ),
    ]  # fmt: skip
    graph = citation_graph(make_library(entries, {"b2021x": ["2001.00001"]}))
    return dict(api_files(graph))


def read(files, path):
    return json.loads(files[f"api/v1/{path}"])


def test_every_file_named_by_the_index_is_there(files):
    index = read(files, "index.json")
    for path in [*index["files"].values(), *index["schema"].values()]:
        assert path.replace("{key}", "a2020x") in files
    assert (index["entries"], index["citations"]) == (2, 1)
    assert (index["license"], index["updated"]) == ("CC-BY-4.0", "2026-11-21")


def test_an_entry_has_its_citations_relatives_and_bibtex(files):
    paper = read(files, "entries/b2021x.json")
    assert paper["cites"] == [{"key": "a2020x", "relation": "builds-on", "note": "the cache"}]
    assert paper["cited_by"] == []
    assert paper["related"][0]["key"] == "a2020x"
    assert paper["bibtex"].startswith("@misc{b2021x,")


def test_only_what_the_file_states_is_there(files):
    entry = read(files, "entries/b2021x.json")["entry"]
    assert "venue" not in entry
    assert entry["results"] == [
        {
            "metric": "tpot",
            "value": 1.5,
            "unit": "ms",
            "source": "table 1",
            "read_from": "full text",
        }
    ]


def test_the_list_has_a_row_for_each_entry(files):
    rows = read(files, "entries.json")
    assert [row["key"] for row in rows] == ["a2020x", "b2021x"]
    assert rows[0]["venue"] == "International Conference on Machine Learning"
    assert rows[0]["cited_by"] == 1
    assert rows[1]["title"] == "B: it"
    assert "venue" not in rows[1]


def test_files_are_as_their_schemas_say(files):
    paper, row = read(files, "schema/paper.json"), read(files, "schema/row.json")
    for item in read(files, "entries.json"):
        jsonschema.validate(item, row)
        jsonschema.validate(json.loads(files[item["detail"]]), paper)
