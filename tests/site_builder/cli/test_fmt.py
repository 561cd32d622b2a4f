from site_builder.cli import run

BO = "entries/2022/bo2022draft.yaml"


def shuffle(toy):
    """Put a key out of order; return the tidy text."""
    file = toy / BO
    tidy = file.read_text()
    file.write_text(tidy.replace("kind: system\n", "").replace("ids:\n", "kind: system\nids:\n"))
    return file, tidy


def test_a_tidy_base_stays(capsys, toy):
    assert run(["--root", str(toy), "fmt"]) == 0
    assert capsys.readouterr() == ("", "0 files changed\n")


def test_check_names_files_and_writes_nothing(capsys, toy):
    file, tidy = shuffle(toy)
    untidy = file.read_text()
    assert run(["--root", str(toy), "fmt", "--check"]) == 1
    assert capsys.readouterr() == (f"{BO}\n", "1 file would change\n")
    assert file.read_text() == untidy != tidy


def test_keys_are_put_in_order(capsys, toy):
    file, tidy = shuffle(toy)
    assert run(["--root", str(toy), "fmt", str(file)]) == 0
    assert capsys.readouterr() == (f"{BO}\n", "1 file changed\n")
    assert file.read_text() == tidy
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def test_a_broken_file_is_left_and_the_others_are_done(capsys, toy):
    file, tidy = shuffle(toy)
    (toy / "entries" / "2021" / "ada2021toy.yaml").write_text("a: [\n")
    (toy / "entries" / "2021" / "latin.yaml").write_bytes(b"a: \xff\n")
    assert run(["--root", str(toy), "fmt"]) == 1
    out, err = capsys.readouterr()
    assert out == f"{BO}\n"
    assert err == (
        "entries/2021/ada2021toy.yaml:1:1: left as it is: it cannot be read; run atlas validate\n"
        "entries/2021/latin.yaml:1:1: left as it is: it is not UTF-8\n"
        "1 file changed\n"
    )
    assert file.read_text() == tidy
    assert (toy / "entries" / "2021" / "ada2021toy.yaml").read_text() == "a: [\n"


def test_a_list_of_terms_is_said_to_be_none_of_its_files(capsys, toy):
    terms = toy / "taxonomy" / "metrics.yaml"
    before = terms.read_text()
    assert run(["--root", str(toy), "fmt", str(terms)]) == 1
    assert capsys.readouterr().err == (
        "taxonomy/metrics.yaml:1:1: left as it is: "
        "it is neither an entry nor a reference list; leave it out\n0 files changed\n"
    )
    assert terms.read_text() == before


def test_a_failed_write_leaves_the_old_file(capsys, toy, monkeypatch):
    file, _ = shuffle(toy)
    untidy = file.read_text()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("site_builder.atomic.os.fsync", full)
    assert run(["--root", str(toy), "fmt"]) == 2
    assert capsys.readouterr().err == f"atlas: No space left on device: {file}\n"
    assert file.read_text() == untidy
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []
