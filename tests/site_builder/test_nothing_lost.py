"""Writing verbs and builds that are cut off at any moment leave the old files or the new ones."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from toy_sites import REPOSITORY, copy_toy

from site_builder import build as build_module
from site_builder.atomic import write_atomically
from site_builder.build import BuildFailedError, build
from site_builder.cli import run

STEPS = ["mkstemp", "fdopen", "fsync", "chmod", "replace"]
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS))


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def failing(monkeypatch, step, error):
    """Let one step of writing fail."""

    def fail(*_, **__):
        raise error

    place = "tempfile.mkstemp" if step == "mkstemp" else f"os.{step}"
    monkeypatch.setattr(f"site_builder.atomic.{place}", fail)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", [FULL, READ_ONLY, KeyboardInterrupt()], ids=["full", "ro", "^C"])
def test_a_write_that_fails_at_any_step_leaves_the_old_file(tmp_path, monkeypatch, step, error):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    failing(monkeypatch, step, error)
    with pytest.raises(type(error)) as raised:
        write_atomically(path, b"new")
    assert files_of(tmp_path) == {"a.yaml": b"old"}
    if isinstance(error, OSError):
        assert (raised.value.errno, raised.value.filename) == (error.errno, str(path))


VERBS = {
    "fmt": ["fmt"],
    "keys": ["keys", "--record"],
    "schema": ["schema"],
    "export": ["export", "bibtex", "-o", "out.bib"],
    "graph": ["graph", "export", "graphml", "-o", "out.bib"],
    "references": ["references", "import", "list.txt", "--key", "ada2021toy", "--replace"],
}


@pytest.fixture
def base(tmp_path, monkeypatch):
    """A base in which every writing verb has something to write."""
    root = copy_toy(tmp_path / "root")
    for name in ("schema", "tests/data"):
        (root / name).mkdir(parents=True)
    entry = root / "entries/2021/ada2021toy.yaml"
    text = entry.read_text()
    entry.write_text(text.replace("year: 2021\n", "").replace("venue:", "year: 2021\nvenue:"))
    (root / "tests/data/keys.txt").write_text("ada2021toy\n")
    (root / "schema/entry.schema.json").write_text("{}\n")
    (root / "out.bib").write_text("old\n")
    (root / "list.txt").write_text("Ada. Toys. arXiv:2203.00001\n")
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_writes_where_nothing_is_wrong(base, verb):
    before = files_of(base)
    assert run(VERBS[verb]) == 0
    assert files_of(base) != before


@pytest.mark.parametrize("error", [FULL, READ_ONLY], ids=["full", "ro"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_full_disk_or_a_read_only_folder_is_one_line(base, verb, error, monkeypatch, capsys):
    before = files_of(base)
    failing(monkeypatch, "fsync" if error is FULL else "mkstemp", error)
    assert run(VERBS[verb]) == 2
    assert files_of(base) == before
    (line,) = [one for one in capsys.readouterr().err.splitlines() if one.startswith("atlas: ")]
    assert line.startswith(f"atlas: {error.strerror}: {base}/")


@pytest.mark.parametrize("verb", VERBS)
def test_an_interrupt_is_one_word_and_changes_nothing(base, verb, monkeypatch, capsys):
    before = files_of(base)
    failing(monkeypatch, "replace", KeyboardInterrupt())
    assert run(VERBS[verb]) == 130
    assert files_of(base) == before
    assert capsys.readouterr().err.splitlines()[-1] == "atlas: interrupted"


DYING = """
import os, signal, sys
from pathlib import Path
from site_builder import build
left = [int(sys.argv[3])]
written = Path.write_bytes
def dying(path, data):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return written(path, data)
Path.write_bytes = dying
build.build(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.fixture
def good(tmp_path):
    """A root, and a folder with the last good site."""
    root, site = copy_toy(tmp_path / "root"), tmp_path / "place" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the last good site")
    return root, site


@pytest.mark.parametrize("after", [0, 60])
def test_a_killed_build_leaves_the_last_good_site_and_the_next_one_clears_up(good, after):
    root, site = good
    arguments = [sys.executable, "-c", DYING, str(root), str(site), str(after)]
    done = subprocess.run(arguments, cwd=REPOSITORY, check=False)
    assert done.returncode == -signal.SIGKILL
    assert files_of(site) == {"index.html": b"the last good site"}
    assert len([*site.parent.iterdir()]) == 2
    build(root, site)
    assert [*site.parent.iterdir()] == [site]
    assert (site / "papers/ada2021toy/index.html").is_file()


def test_a_build_in_progress_is_not_cleared_away(good, monkeypatch):
    root, site = good
    seen = []
    real = build_module.run_build

    def meanwhile(*arguments):
        build_module._clear_away(site)
        seen.extend(path.name for path in site.parent.glob(".site-*.part"))
        real(*arguments)

    monkeypatch.setattr(build_module, "run_build", meanwhile)
    build(root, site)
    assert len(seen) == 1
    assert [*site.parent.iterdir()] == [site]


@pytest.mark.parametrize("exchanges", [True, False])
def test_the_fresh_site_takes_the_place_of_the_old_one(good, exchanges, monkeypatch):
    root, site = good
    if not exchanges:
        monkeypatch.setattr(build_module, "_exchanged", lambda *_: False)
    build(root, site)
    assert (site / "papers").is_dir()
    assert [*site.parent.iterdir()] == [site]


def test_the_old_site_comes_back_where_the_fresh_one_cannot_take_its_place(good, monkeypatch):
    root, site = good
    monkeypatch.setattr(build_module, "_exchanged", lambda *_: False)
    rename = Path.rename

    def refuse(path, target):
        if path.name == "new":
            raise OSError(errno.EBUSY, "busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="busy"):
        build(root, site)
    assert files_of(site) == {"index.html": b"the last good site"}


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from site_builder.cli import main
main(["--root", sys.argv[1], "build", "-o", sys.argv[2]])
"""


def test_a_disk_that_takes_no_more_is_one_line_and_the_last_good_site_stays(good):
    root, site = good
    arguments = [sys.executable, "-B", "-c", LIMITED, str(root), str(site)]
    done = subprocess.run(arguments, cwd=REPOSITORY, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("atlas: File too large")
    assert files_of(site) == {"index.html": b"the last good site"}
    assert [*site.parent.iterdir()] == [site]


@pytest.mark.parametrize("error", [FULL, READ_ONLY], ids=["full", "ro"])
def test_a_folder_that_takes_no_site_is_one_line(good, error, monkeypatch, capsys):
    root, site = good

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(build_module.tempfile, "mkdtemp", fail)
    assert run(["--root", str(root), "build", "-o", str(site)]) == 2
    assert capsys.readouterr().err.startswith(f"atlas: {error.strerror}: ")
    assert files_of(site) == {"index.html": b"the last good site"}


def test_a_refused_library_leaves_the_last_good_site(good):
    root, site = good
    (root / "entries/2021/ada2021toy.yaml").write_text("- [\n")
    with pytest.raises(BuildFailedError):
        build(root, site)
    assert files_of(site) == {"index.html": b"the last good site"}
    assert [*site.parent.iterdir()] == [site]
