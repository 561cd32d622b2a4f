import os

import pytest

from site_builder.atomic import write_atomically


def test_a_file_is_made_or_replaced_and_nothing_else_left(tmp_path):
    path = tmp_path / "a.bib"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [*tmp_path.iterdir()] == [path]


def test_a_file_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "a.bib"
    path.write_bytes(b"old")

    def refuse(*_):
        raise OSError("disk is full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk is full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


def test_permissions_stay_and_links_are_written_through(tmp_path):
    path, link = tmp_path / "a.bib", tmp_path / "link.bib"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_missing_folder_is_named_with_the_file(tmp_path):
    path = tmp_path / "none" / "a.bib"
    with pytest.raises(FileNotFoundError) as refusal:
        write_atomically(path, b"")
    assert refusal.value.filename == str(path)
