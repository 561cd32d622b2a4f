import pytest

from site_builder.references import UnreadableError, read_references
from site_builder.references.readers import from_tex

BIB = """@comment{ignored}
@article{gu2023mamba, title={Mamba}, eprint={2312.00752}, archiveprefix={arXiv}, year=2023}
@inproceedings{kwon2023, title={Paged}, doi={10.1145/3600006.3613165}}
@misc{x, eprint={2303.06865}, eprinttype={hal}}
@article{y, journal={arXiv preprint arXiv:2205.14135}, year={2022}}
"""
BBL = r"""\begin{thebibliography}{2}
\bibitem[Gu and Dao(2023)]{gu2023mamba}
A.~Gu and T.~Dao. \newblock {\em arXiv preprint arXiv:2312.00752}, 2023.
\bibitem{kwon} W.~Kwon. \newblock \doi{10.1145/3600006.3613165}.
\bibitem{book} A book of 2017.
\end{thebibliography}
"""
BIBLATEX_BBL = r"""\refsection{0}
\entry{gu2023mamba}{misc}{}
  \field{eprinttype}{arxiv}
  \verb{eprint}
  \verb 2312.00752
  \endverb
\endentry
\entry{kwon}{inproceedings}{}
  \verb{doi}
  \verb 10.1145/3600006.3613165
  \endverb
\endentry
"""


def test_a_bib_file():
    found = read_references("paper.BIB", BIB)
    assert found.arxiv == ("2312.00752", "2205.14135")
    assert found.doi == ("10.1145/3600006.3613165",)
    assert (found.count, found.complete) == (4, False)


def test_a_broken_bib_file_is_refused_with_its_line():
    with pytest.raises(UnreadableError, match=r"^line 2: not a BibTeX entry$"):
        read_references("a.bib", "\n@article{a, title={x\n")


@pytest.mark.parametrize(("text", "count"), [(BBL, 3), (BIBLATEX_BBL, 2)])
def test_a_bbl_file_of_bibtex_or_biber(text, count):
    found = read_references("main.bbl", text)
    assert found.arxiv == ("2312.00752",)
    assert found.doi == ("10.1145/3600006.3613165",)
    assert (found.count, found.complete) == (count, True)


def test_a_bbl_file_without_items_is_refused():
    with pytest.raises(UnreadableError, match=r"no \\bibitem and no \\entry in it"):
        read_references("main.bbl", "nothing")


def test_numbered_text_goes_over_lines():
    text = (
        "References\n[1] A. Gu. arXiv preprint\narXiv:2312.00752.\n[2] W. Kwon.\ndoi:10.1145/1.2\n"
    )
    found = read_references("list.txt", text)
    assert (found.arxiv, found.doi, found.count) == (("2312.00752",), ("10.1145/1.2",), 2)


def test_plain_text_has_one_reference_a_line_and_no_count():
    found = read_references("list", "Gu, arXiv:2312.00752\nKwon, doi:10.1145/1.2\n")
    assert (found.arxiv, found.doi, found.count) == (("2312.00752",), ("10.1145/1.2",), None)


def test_the_bibliography_within_a_tex_file():
    found = from_tex(["\\documentclass{article} arXiv:2303.06865", BBL])
    assert found.arxiv == ("2312.00752",)
    assert from_tex(["no bibliography"]) is None
