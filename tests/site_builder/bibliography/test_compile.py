"""BibTeX, biber, LaTeX and pandoc take our files without a warning, and print every surname."""

import json
import random
import re
import shutil
import subprocess
import unicodedata

import pytest

from site_builder.bibliography import bibtex, csl_json, ris
from site_builder.bibliography.tex import _commands, plain
from site_builder.names import split

pytestmark = pytest.mark.tex

BIBTEX_DOCUMENT = r"""
\documentclass{article}
\usepackage{cmap}
\usepackage[T1]{fontenc}
\usepackage{lmodern}
\usepackage{url}
%s
\begin{document}
\nocite{*}
\bibliographystyle{%s}
\bibliography{atlas}
\end{document}
"""
BIBLATEX_DOCUMENT = r"""
\documentclass{article}
\usepackage{fontspec}
\usepackage[backend=biber,maxbibnames=999]{biblatex}
\addbibresource{atlas.bib}
\begin{document}
\nocite{*}
\printbibliography
\end{document}
"""
IN_TWO_GLYPHS = re.compile(r"\\[db=]|\\c\{[^cCsStT]|\\~\{\\i").search
"""Accents that T1 fonts print as a mark of their own, which the text of a PDF keeps apart."""


PACKAGES = (
    "biber texlive-latex-base texlive-latex-recommended texlive-bibtex-extra texlive-luatex "
    "lmodern texlive-fonts-recommended poppler-utils"
)


def need(*tools):
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}; on Debian: apt-get install {PACKAGES}")


def run(folder, *command, may_fail=False):
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=300
    )
    assert may_fail or done.returncode == 0, (
        f"{command}\n{done.stdout[-3000:]}{done.stderr[-2000:]}"
    )
    return done.stdout + done.stderr


def printed_text(folder, name):
    run(folder, "pdftotext", "-enc", "UTF-8", f"{name}.pdf", f"{name}.txt")
    text = (folder / f"{name}.txt").read_text(encoding="utf-8")
    return squeezed(text.replace("-\n", "-"))


def squeezed(text):
    """Text without what line breaking, hyphenation and ligatures change."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\-\u2010]", "", text).replace("\u2019", "'")


def surnames(library):
    return {split(name).family for entry in library.entries.values() for name in entry.authors}


@pytest.mark.parametrize(
    ("style", "package"), [("plain", ""), ("plainnat", r"\usepackage{natbib}")]
)
def test_bibtex_and_pdflatex_take_the_ascii_file(any_library, tmp_path, style, package):
    need("bibtex", "pdflatex", "pdftotext")
    text = bibtex(any_library.entries.values(), any_library)
    (tmp_path / "atlas.bib").write_text(text, encoding="ascii")
    (tmp_path / "paper.tex").write_text(BIBTEX_DOCUMENT % (package, style), encoding="ascii")
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "paper")
    assert "Warning--" not in run(tmp_path, "bibtex", "paper")
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "paper")
    log = run(tmp_path, "pdflatex", "-interaction=nonstopmode", "paper")
    assert "undefined" not in log
    found = printed_text(tmp_path, "paper")
    whole = [
        name for name in sorted(surnames(any_library)) if not IN_TWO_GLYPHS(plain(name, "ascii"))
    ]
    assert [name for name in whole if squeezed(name) not in found] == []


def test_biber_and_lualatex_take_the_utf8_file(any_library, tmp_path):
    need("biber", "lualatex", "pdftotext")
    text = bibtex(any_library.entries.values(), any_library, "utf-8")
    (tmp_path / "atlas.bib").write_text(text, encoding="utf-8")
    (tmp_path / "paper.tex").write_text(BIBLATEX_DOCUMENT, encoding="utf-8")
    report = run(
        tmp_path, "biber", "--tool", "--validate-datamodel", "--nolog",
        "--output-file", "checked.bib", "atlas.bib",
    )  # fmt: skip
    assert re.findall(r"^(?:WARN|ERROR).*", report, re.MULTILINE) == []
    run(tmp_path, "lualatex", "-interaction=nonstopmode", "paper")
    report = run(tmp_path, "biber", "--validate-datamodel", "paper")
    assert re.findall(r"^(?:WARN|ERROR).*", report, re.MULTILINE) == []
    run(tmp_path, "lualatex", "-interaction=nonstopmode", "paper")
    run(tmp_path, "lualatex", "-interaction=nonstopmode", "paper")
    log = (tmp_path / "paper.log").read_text(encoding="utf-8", errors="replace")
    assert "Missing character" not in log
    found = printed_text(tmp_path, "paper")
    assert [name for name in sorted(surnames(any_library)) if squeezed(name) not in found] == []


def test_standard_latex_has_every_command_that_we_write(tmp_path):
    need("pdflatex")
    lines = [rf"\setbox0\hbox{{{{{command}}}}}" for command in _commands().values()]
    body = "\n".join(lines)
    (tmp_path / "all.tex").write_text(
        rf"\documentclass{{article}}\usepackage[T1]{{fontenc}}\begin{{document}}{body}\end{{document}}",
        encoding="ascii",
    )
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all")


LETTERS = "abcXYZ éàêõüåőčşżłøßæđệễấằǘŠŽÉİŁĩī&%$#_~^\\<>|@=\"'"


def test_two_hundred_titles_and_names_of_any_characters_compile(make_entry, make_library, tmp_path):
    need("bibtex", "pdflatex")
    chance = random.Random(2026)

    def word():
        letters = chance.choices(LETTERS, k=chance.randint(1, 9))
        return " ".join("".join(letters).split()) or "x"

    drawn = [([word() for _ in range(5)], (word(), word())) for _ in range(200)]
    entries = [
        make_entry(
            f"any2023x{number}",
            title=" ".join(
                f"{{{word}}}" if place % 2 else word for place, word in enumerate(title)
            ),
            authors=[f"{family}, {given_name}"],
        )
        for number, (title, (family, given_name)) in enumerate(drawn)
    ]
    text = bibtex(entries, make_library(entries))
    (tmp_path / "atlas.bib").write_text(text, encoding="ascii")
    (tmp_path / "paper.tex").write_text(BIBTEX_DOCUMENT % ("", "plain"), encoding="ascii")
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "paper")
    assert "Warning--" not in run(tmp_path, "bibtex", "paper")
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper")
    assert (tmp_path / "paper.bbl").read_text(encoding="ascii").count(r"\bibitem") == len(entries)


def pandoc(text, form, folder):
    path = shutil.which("pandoc")
    if path is None:
        pypandoc = pytest.importorskip("pypandoc", reason="needs pandoc or pypandoc_binary")
        path = pypandoc.get_pandoc_path()
    (folder / "in").write_text(text, encoding="utf-8", newline="")
    return json.loads(run(folder, path, "-f", form, "-t", "csljson", "in"))


def listed(items):
    return {
        item["id"]: [straight(name.get("family", name.get("literal"))) for name in item["author"]]
        for item in items
    }


def straight(text):
    return text.replace("\u2019", "'")  # pandoc sets apostrophes


def without_particle(author):
    name = split(author)
    return name.family.removeprefix(name.particle).strip()


def test_pandoc_reads_csl_json(any_library, tmp_path):
    items = pandoc(csl_json(any_library.entries.values(), any_library), "csljson", tmp_path)
    assert listed(items) == {
        key: [without_particle(author) for author in entry.authors]
        for key, entry in any_library.entries.items()
    }


def test_pandoc_reads_ris(any_library, tmp_path):
    items = pandoc(ris(any_library.entries.values(), any_library), "ris", tmp_path)
    assert len(items) == len(any_library.entries)
    found = listed(items)
    for key, entry in any_library.entries.items():
        assert [name.split()[-1] for name in found[key]] == [
            split(author).family.split()[-1] for author in entry.authors
        ]
        (item,) = [item for item in items if item["id"] == key]
        assert item.get("DOI") == entry.ids.doi
        assert str(item["issued"]["date-parts"][0][0]) == str(entry.year)


def test_pandoc_reads_both_bibtex_files(any_library, tmp_path):
    for encoding, form in (("ascii", "bibtex"), ("utf-8", "biblatex")):
        items = pandoc(bibtex(any_library.entries.values(), any_library, encoding), form, tmp_path)
        assert {item["id"] for item in items} == set(any_library.entries)
        for item in items:
            assert item.get("DOI") == any_library.entries[item["id"]].ids.doi
            assert len(item["author"]) == len(any_library.entries[item["id"]].authors)
