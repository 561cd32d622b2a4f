import pytest

from site_builder.drafting.bibtex_file import from_bibtex
from site_builder.drafting.sources import UnknownPaperError

FULL = r"""@inproceedings{toy,
  title = {{CacheFold}: 50\% Smaller {KV} Caches \& More in {\'E}toile},
  author = {Toy, N{\'u}ria and van der Maaten, Laurens and {Toys and Friends} and others},
  booktitle = {Toy Conference}, year = 2024, pages = {3--9},
  eprint = {2401.12345}, archivePrefix = {arXiv}, primaryClass = {cs.LG},
  doi = {https://doi.org/10.5555/toy\_7}, note = {https://github.com/toy-example/x.git}
}"""


def test_every_field_is_read():
    found = from_bibtex(FULL)
    assert found.title == "CacheFold: 50% Smaller KV Caches & More in Étoile"
    assert found.authors == ("Núria Toy", "van der Maaten, Laurens", "Toys and Friends")
    assert found.has_more_authors
    assert (found.year, found.pages, found.venue) == (2024, "3--9", "Toy Conference")
    assert (found.arxiv, found.primary_class) == ("2401.12345", "cs.LG")
    assert (found.doi, found.code) == ("10.5555/toy_7", "https://github.com/toy-example/x")


def test_many_authors_are_all_kept():
    names = " and ".join(f"Name{n} Family" for n in range(300))
    found = from_bibtex(f"@misc{{x, title={{T}}, author={{{names}}}, year=2024}}")
    assert len(found.authors) == 300


def test_a_preprint_has_no_venue():
    text = "@article{x, title={T}, author={A B}, journal={arXiv preprint arXiv:2401.12345}}"
    found = from_bibtex(text)
    assert (found.arxiv, found.venue, found.year) == ("2401.12345", None, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0 BibTeX entries; give one"),
        ("@misc{a, title={A}}\n@misc{b, title={B}}", "2 BibTeX entries; give one"),
        ("@misc{a, title={A}", "line 1 is not BibTeX; look for an unbalanced brace there"),
        ("@misc{a, author={A B}}", "the BibTeX entry lacks a title or authors; add them"),
        ("@misc{a, title={A}}", "the BibTeX entry lacks a title or authors; add them"),
        ("@misc{a, title={A}, author={others}}", "the BibTeX entry lacks a title or authors"),
    ],
)
def test_what_is_wrong_is_told(text, words):
    with pytest.raises(UnknownPaperError, match=words):
        from_bibtex(text)


def test_tex_is_read_and_never_obeyed():
    text = r"@misc{x, title={\input{/etc/passwd} A $\mathcal{O}(n)$ \textbf{Title}}, author={A B}}"
    title = from_bibtex(text).title
    assert "root:" not in title
    assert "Title" in title
    assert "\\" not in title
    assert "$" not in title
