import json

from site_builder.cli import run


def test_differences_are_lines_and_the_sum_is_said(tmp_path, toy_root, capsys):
    file = tmp_path / "records.jsonl"
    file.write_text('{"arxiv_id": "2101.99991", "year": 1999}\n', encoding="utf-8")
    assert run(["--root", str(toy_root), "compare", str(file)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("entries/2021/ada2021toy.yaml:")
    assert err == "1 differences in 1 papers found in both\n"
    assert run(["--root", str(toy_root), "compare", "--json", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["severity"] == "warning"


def test_a_broken_file_is_one_line(tmp_path, toy_root, capsys):
    file = tmp_path / "records.jsonl"
    file.write_text("{", encoding="utf-8")
    assert run(["--root", str(toy_root), "compare", str(file)]) != 0
    assert f"{file}:1: not JSON" in capsys.readouterr().err
