import subprocess
import sys

import pytest
from recorded_services import answering, atom

from site_builder.cli import add as verb
from site_builder.cli import run
from taxonomy import load_library

BIB = "@misc{x, title={CacheFold: Folding}, author={Toy, N{\\'u}ria}, eprint={2401.12345}}\n"
ENTRY = "entries/2024/toy2024cachefold.yaml"
LIST = "entries/2024/toy2024cachefold.references.yaml"
CITED = {"data": [{"citedPaper": {"externalIds": {"ArXiv": "2101.99991"}}}]}
ARXIV, SCHOLAR = "export.arxiv.org/api", "api.semanticscholar.org"


@pytest.fixture
def add(toy, capsys, monkeypatch):
    def asked(*arguments, answers=None):
        monkeypatch.setattr(verb, "Client", lambda limits: answering(answers or {}))
        status = run(["--root", str(toy), "add", *arguments])
        return status, *capsys.readouterr()

    return asked


def tree(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_a_paper_is_drafted_with_what_it_cites(add, toy):
    status, out, err = add("2401.12345", answers={ARXIV: atom(), SCHOLAR: CITED})
    assert (status, out) == (0, f"{ENTRY}\n{LIST}\n")
    assert err == (
        "references: 1 arXiv identifiers, 0 DOIs of 1 references; Semantic Scholar, references\n"
        f"next: fill in what is empty in {ENTRY}, run 'atlas validate {ENTRY}', "
        "and look at it with 'atlas preview toy2024cachefold'\n"
    )
    assert "similar are cy2023survey, bo2022draft, ada2021toy" in (toy / ENTRY).read_text()
    assert load_library(toy).references["toy2024cachefold"].arxiv == ["2101.99991"]


@pytest.mark.parametrize("reply", [429, 404])
def test_missing_references_are_one_remark(add, toy, reply):
    down = {
        ARXIV: atom(),
        "semanticscholar": reply,
        "openalex": reply,
        "arxiv.org/e-print": reply,
    }
    status, out, err = add("2401.12345", answers=down)
    assert (status, out) == (0, f"{ENTRY}\n")
    first, second = err.splitlines()
    assert first.startswith("no references yet (semantic-scholar: https://api.semanticscholar.org/")
    assert first.endswith("; fetch them later")
    assert "atlas references sync toy2024cachefold" in second


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({ARXIV: 429}, "answered 429, 2 times"),
        ({ARXIV: atom(entry="")}, "arXiv has no paper 2401.12345"),
        ({ARXIV: "<html>"}, "the answer is not XML"),
        ({ARXIV: atom(entry="<entry><title>T</title></entry>")}, "no key without an author"),
    ],
)
def test_trouble_is_one_line_and_leaves_nothing(add, toy, answers, words):
    before = tree(toy)
    status, out, err = add("2401.12345", answers=answers)
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert tree(toy) == before


def test_a_bib_file_needs_no_network(add, toy, tmp_path):
    (tmp_path / "x.bib").write_text(BIB)
    status, out, err = add("--bibtex", str(tmp_path / "x.bib"))
    assert (status, out) == (0, f"{ENTRY}\n")
    assert "references" in err
    assert (toy / ENTRY).read_text().count("Núria Toy") == 1


def test_a_dry_run_prints_and_writes_nothing(add, toy, tmp_path):
    before = tree(toy)
    (tmp_path / "x.bib").write_text(BIB)
    status, out, _ = add("--bibtex", str(tmp_path / "x.bib"), "--dry-run")
    assert status == 0
    assert out.startswith("# yaml-language-server")
    assert tree(toy) == before


def test_a_second_draft_is_possible_and_the_same_one_is_refused(add, toy, tmp_path):
    (tmp_path / "x.bib").write_text(BIB)
    assert add("--bibtex", str(tmp_path / "x.bib"))[0] == 0
    status, _, err = add("--bibtex", str(tmp_path / "x.bib"))
    assert status == 2
    assert f"{ENTRY} is this paper already; edit that file" in err
    (tmp_path / "y.bib").write_text(BIB.replace("2401.12345", "2402.12345").replace("Fold", "Hold"))
    assert add("--bibtex", str(tmp_path / "y.bib"))[1] == "entries/2024/toy2024cachehold.yaml\n"


@pytest.mark.parametrize("arguments", [(), ("2401.12345", "--doi", "10.5555/x")])
def test_one_way_is_to_be_given(add, arguments):
    status, _, err = add(*arguments)
    assert status == 2
    assert "give one of IDENTIFIER, --doi, --bibtex or --url" in err


def test_a_terminal_is_told_what_is_asked(add, monkeypatch):
    monkeypatch.setattr(verb.sys.stderr, "isatty", lambda: True)
    _, _, err = add("2401.12345", answers={ARXIV: atom(), SCHOLAR: CITED})
    assert err.startswith("looking the paper up ...\nfetching what it cites ...\nreferences: 1")


def test_a_broken_bib_file_is_one_line_of_ours(toy, tmp_path):
    (tmp_path / "x.bib").write_text("@misc{a, title={A}")
    command = [sys.executable, "-m", "site_builder.cli", "--root", str(toy), "add", "--bibtex"]
    done = subprocess.run(
        [*command, str(tmp_path / "x.bib")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "atlas: line 1 is not BibTeX; look for an unbalanced brace there\n"
