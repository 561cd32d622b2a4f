"""Readers of what strangers send, each as one function of bytes that raises where it fails.

A target returns for whatever is read or refused in words; anything else is a find.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bibtexparser

from roofline.model import Model
from site_builder.bibliography import bibtex_entry
from site_builder.bibliography.reference import BibliographyError
from site_builder.drafting.bibtex_file import from_bibtex
from site_builder.drafting.sources import UnknownPaperError
from site_builder.references.readers import UnreadableError, read_references
from taxonomy import load_library
from taxonomy.characters import REFUSED
from taxonomy.checks import check_library
from taxonomy.formatting import UnformattableError, formatted_entry
from taxonomy.library import Library, library_of
from taxonomy.source import LARGEST, parse

TOY = Path(__file__).parents[1] / "toy_library"
ENTRY = "entries/2021/ada2021toy.yaml"
FOUND = Path(__file__).with_name("found")
MODELS = Path(__file__).with_name("configs.json")
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("bibtexparser").propagate = False


@functools.cache
def _toy() -> Library:
    return load_library(TOY)


def loader(data: bytes) -> None:
    """A file of an entry: values or problems with a place, through all rules, and formatting."""
    source = parse(ENTRY, data[:LARGEST])
    toy = _toy()
    library = library_of(TOY, {**toy.sources, ENTRY: source}, reuse=toy)
    problems = check_library(library)
    for problem in problems:
        assert problem.line >= 1, problem
        assert problem.column >= 1, problem
        assert str(problem).isprintable(), problem
    if source.data is not None:
        _formats(source.text)
    if not any(problem.path == ENTRY for problem in problems):
        _writes(library)


def _is_line(text: str) -> bool:
    return "\n" not in text and not REFUSED.search(text)


def _one_line(refusal: Exception) -> None:
    assert _is_line(str(refusal)), refusal


def _formats(text: str) -> None:
    try:
        form = formatted_entry(text)
    except UnformattableError:
        return
    assert formatted_entry(form) == form
    assert parse(ENTRY, form.encode()).data == parse(ENTRY, text.encode()).data


def _writes(library: Library) -> None:
    """An entry in which nothing is wrong is one BibTeX entry for another reader."""
    (entry,) = (one for one in library.entries.values() if one.key == "ada2021toy")
    for encoding in ("ascii", "utf-8"):
        text = bibtex_entry(entry, library, encoding)
        read = bibtexparser.parse_string(text)
        assert read.failed_blocks == [], text
        assert [one.key for one in read.entries] == [entry.key], text


def bibtex(data: bytes) -> None:
    """A BibTeX file as one paper and as a list of references; the title written and read again."""
    text = data.decode("utf-8", "replace")
    for name in ("a.bib", "a.bbl", "a.txt"):
        try:
            found = read_references(name, text)
        except UnreadableError as error:
            _one_line(error)
        else:
            assert all(one.isprintable() and " " not in one for one in found.arxiv + found.doi)
    try:
        paper = from_bibtex(text)
    except (UnknownPaperError, ValueError) as error:
        _one_line(error)
        return
    said = [paper.title, paper.venue or "", *paper.authors]
    assert all(map(_is_line, said)), said
    _written(paper.title, list(paper.authors))


def _written(title: str, authors: list[str]) -> None:
    toy = _toy()
    entry = toy.entries["ada2021toy"].model_copy(update={"title": title, "authors": authors})
    for encoding in ("ascii", "utf-8"):
        try:
            text = bibtex_entry(entry, toy, encoding)
        except BibliographyError as error:
            _one_line(error)
        else:
            assert bibtexparser.parse_string(text).failed_blocks == [], text


@functools.cache
def _models() -> list[dict[str, Any]]:
    return json.loads(MODELS.read_text(encoding="utf-8"))


_ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 2, 3, 7, 8, 10**6, 10**9, 10**18, -(10**30), 0.5, 64.0),
    *(float("nan"), float("inf"), "", "64", "full_attention", "M*-E", "\x00", "x" * 20_000),
    *([], [1], [0, 1], ["full_attention", "sliding_attention"], [[]], {}, {"a": 1}, [None] * 50),
    *([{"attention": {"no_op": True}, "ffn": {"no_op": True}}], {"top_k": 2}, "swiglu", [10**12]),
]


def _damaged(data: bytes) -> Iterator[dict[str, Any]]:
    """A real configuration with some fields replaced, as the bytes say."""
    if len(data) < 3:
        return
    models = _models()
    fields = dict(models[data[0] % len(models)])
    names = sorted({name for one in models for name in one} | {"text_config", "block_configs"})
    for at in range(1, min(len(data), 16) - 1, 2):
        fields[names[data[at] % len(names)]] = _ODD[data[at + 1] % len(_ODD)]
    yield fields


def config(data: bytes) -> None:
    """A `config.json`, as its text and as damage to a real one: a model, or one line why not."""
    contents: list[Any] = [*_damaged(data)]
    with contextlib.suppress(ValueError, RecursionError):  # tried in test_hf_config.py
        contents.append(json.loads(data))
    for content in contents:
        if not isinstance(content, dict):
            continue
        try:
            model = Model.from_hf_config(content)
        except ValueError as error:
            _one_line(error)
        else:
            assert model.parameters >= model.active_parameters > 0
            assert model.kv_bytes_per_token() >= 0


TARGETS: dict[str, Callable[[bytes], None]] = {"loader": loader, "bibtex": bibtex, "config": config}


def seeds(target: str) -> list[bytes]:
    """What a search starts from: real files, and every case that was found before."""
    found = [path.read_bytes() for path in sorted(FOUND.glob(f"{target}-*"))]
    if target == "loader":
        files = [path.read_bytes() for path in sorted(TOY.glob("entries/*/*.yaml"))]
    elif target == "config":
        files = [json.dumps(one).encode() for one in _models()]
        files += [bytes([number, 3, 5, 9, 11]) for number in range(len(files))]
    else:
        toy = _toy()
        files = [bibtex_entry(one, toy).encode() for one in toy.entries.values()]
        files += [b"\\bibitem{a} Ada. Toys. arXiv:2203.00001", b"[1] Ada. doi:10.1/x\n[2] Bo."]
    return files + found
