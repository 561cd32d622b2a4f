import json

import pytest

from site_builder.cli import run


@pytest.fixture
def graph(toy, capsys):
    def asked(*arguments):
        status = run(["--root", str(toy), "graph", *arguments])
        return status, *capsys.readouterr()

    return asked


def test_show_lists_both_directions(graph):
    status, out, _ = graph("show", "bo2022draft")
    assert status == 0
    assert out.splitlines()[0].split() == ["key", "relation", "title"]
    assert any(line.startswith("cites  ") and "ada2021toy" in line for line in out.splitlines())
    data = json.loads(graph("show", "bo2022draft", "--json")[1])
    assert [tie["key"] for tie in data["cites"]] == ["ada2021toy"]


def test_columns_are_aligned(graph):
    _, out, _ = graph("stats")
    rows = out.splitlines()
    assert len({len(row) for row in rows}) == 1
    assert rows[1].split() == ["entries", "3"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["stats"],
        ["show", "ada2021toy"],
        ["path", "bo2022draft", "ada2021toy"],
        ["related", "ada2021toy"],
        ["central"],
        ["bridges"],
        ["wanted", "--least", "1"],
        ["reading", "quantization"],
    ],
)
def test_every_answer_has_a_table_and_json(graph, arguments):
    status, out, err = graph(*arguments)
    assert (status, err) == (0, "")
    assert out.endswith("\n")
    status, out, _ = graph(*arguments, "--json")
    assert status == 0
    json.loads(out)


def test_a_path_says_who_cites_whom(graph):
    _, out, _ = graph("path", "ada2021toy", "bo2022draft")
    assert out.splitlines()[1].split()[:4] == [
        "ada2021toy", "is", "cited", "by",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "ada2021toi"], "unknown key 'ada2021toi'; did you mean 'ada2021toy'?"),
        (["reading", "zzz"], "unknown technique 'zzz'"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(graph, arguments, message):
    status, out, err = graph(*arguments)
    assert (status, out) == (2, "")
    assert err == f"atlas: {message} (see atlas graph {arguments[0]} --help)\n"


def test_papers_that_nothing_joins_have_no_path(graph, toy):
    for path in toy.glob("entries/*/*.references.yaml"):
        path.unlink()
    for path in toy.glob("entries/*/*.yaml"):
        text = path.read_text(encoding="utf-8")
        head, _, tail = text.partition("relations:\n")
        kept = [line for line in tail.splitlines(keepends=True) if not line.startswith("  ")]
        path.write_text(head + "".join(kept), encoding="utf-8")
    status, out, err = graph("path", "ada2021toy", "cy2023survey")
    assert (status, out) == (1, "")
    assert err == "no chain of citations joins ada2021toy and cy2023survey\n"


def test_the_whole_graph_is_written(graph, tmp_path):
    assert graph("export", "graphml", "-o", str(tmp_path / "a.graphml"))[0] == 0
    assert (tmp_path / "a.graphml").read_text(encoding="utf-8").startswith("<?xml")
    assert len(json.loads(graph("export", "json")[1])["nodes"]) == 3
