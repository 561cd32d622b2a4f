import pytest

from site_builder.changes.revision import RevisionError, library_at
from taxonomy import load_library

ENTRY = "entries/2021/ada2021toy.yaml"


def test_a_revision_reads_as_its_files_did(toy):
    committed, lying = library_at(toy, "HEAD"), load_library(toy)
    assert committed.entries == lying.entries
    assert committed.references == lying.references
    assert committed.vocabulary.keys() == lying.vocabulary.keys()
    assert committed.techniques == lying.techniques
    assert committed.problems == ()


def test_an_older_revision_is_what_was(toy, commit):
    text = (toy / ENTRY).read_text()
    (toy / ENTRY).write_text(text.replace("Stores keys", "Keeps keys"))
    commit(toy)
    assert library_at(toy, "HEAD").entries["ada2021toy"].summary.startswith("Keeps keys")
    assert library_at(toy, "HEAD~1").entries["ada2021toy"].summary.startswith("Stores keys")


def test_attributes_cannot_hide_a_file(toy, commit):
    (toy / ".gitattributes").write_text("*.yaml export-ignore -text\n")
    commit(toy)
    assert "ada2021toy" in library_at(toy, "HEAD").entries


def test_links_and_large_files_are_not_read(toy, commit):
    (toy / "entries/2021/link2021x.yaml").symlink_to("/etc/passwd")
    (toy / "entries/2021/large2021x.yaml").write_text("# " + "x" * 600_000)
    commit(toy)
    library = library_at(toy, "HEAD")
    assert set(library.entries) == set(load_library(toy).entries)
    (problem,) = library.problems
    assert str(problem).startswith("entries/2021/large2021x.yaml:1:1: file is larger than 500,000")


@pytest.mark.parametrize("revision", ["nowhere", "--help", "-x", "HEAD:entries", ""])
def test_what_is_no_revision_is_told(toy, revision):
    with pytest.raises(RevisionError, match=f"'{revision}' names no commit here"):
        library_at(toy, revision)


def test_outside_a_repository_that_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(RevisionError, match="not a git repository"):
        library_at(tmp_path, "HEAD")
