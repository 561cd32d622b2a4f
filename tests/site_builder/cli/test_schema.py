import json

from site_builder.cli import run

PATH = "schema/entry.schema.json"


def test_it_is_written_once(capsys, toy):
    assert run(["--root", str(toy), "schema"]) == 0
    assert capsys.readouterr() == (f"{PATH}\n", "schema is current\n")
    assert json.loads((toy / PATH).read_text())["title"] == "Entry"
    assert run(["--root", str(toy), "schema"]) == 0
    assert capsys.readouterr() == ("", "schema is current\n")


def test_check_fails_where_it_is_absent_or_old(capsys, toy):
    assert run(["--root", str(toy), "schema", "--check"]) == 1
    expected = f"{PATH}:1:1: not current; run atlas schema and commit the result\n"
    assert capsys.readouterr() == (expected, "")
    assert not (toy / PATH).exists()
    run(["--root", str(toy), "schema"])
    capsys.readouterr()
    file = toy / "taxonomy" / "scenarios.yaml"
    file.write_text(file.read_text().replace("One person waits", "A person waits"))
    assert run(["--root", str(toy), "schema", "--check"]) == 1


def test_the_schema_of_this_repository_is_current(capsys, repository):
    assert run(["--root", str(repository), "schema", "--check"]) == 0, capsys.readouterr().out
