import pytest

from site_builder.drafting import files
from site_builder.drafting.draft import Draft
from site_builder.drafting.files import WouldOverwriteError, write_draft
from site_builder.drafting.metadata import Metadata
from site_builder.references import Found

DRAFT = Draft("toy2024cachefold", Metadata("T", ("A B",)), None, (), ())
CITED = Found(("2101.99991",), (), 1, True, "test")


def tree(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_both_files_are_written(tmp_path):
    paths = write_draft(tmp_path, DRAFT, "key: x\n", CITED)
    assert [p.relative_to(tmp_path).as_posix() for p in paths] == [
        "entries/2024/toy2024cachefold.yaml",
        "entries/2024/toy2024cachefold.references.yaml",
    ]
    assert paths[0].read_text() == "key: x\n"
    assert "2101.99991" in paths[1].read_text()


def test_an_existing_file_is_never_replaced(tmp_path):
    entry, listed = write_draft(tmp_path, DRAFT, "mine\n", CITED)
    listed.unlink()
    with pytest.raises(WouldOverwriteError, match=r"2024cachefold\.yaml exists"):
        write_draft(tmp_path, DRAFT, "other\n", CITED)
    assert entry.read_text() == "mine\n"
    assert not listed.exists()


@pytest.mark.parametrize("failure", [OSError(28, "No space left"), KeyboardInterrupt()])
def test_a_failure_between_the_files_leaves_neither(tmp_path, monkeypatch, failure):
    (tmp_path / "entries").mkdir()
    real = files.write_atomically

    def failing(path, content):
        if path.name.endswith(".references.yaml"):
            raise failure
        real(path, content)

    monkeypatch.setattr(files, "write_atomically", failing)
    with pytest.raises(type(failure)):
        write_draft(tmp_path, DRAFT, "key: x\n", CITED)
    assert tree(tmp_path) == ["entries"]
