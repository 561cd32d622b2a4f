r"""Text as TeX, in ASCII for BibTeX and in UTF-8 for biblatex.

No encoding of a `.bib` is right for every reader: BibTeX with pdfLaTeX stops at many characters
beyond ASCII, and biber loses one of two stacked accents written as commands. So both are written.

Every character that TeX gives a meaning is replaced by a command that prints it, so no text can
become a command: a title `\input{x}` prints its backslash. Braces alone keep their meaning where
the text is *marked*: they keep capitals from being lowered.

ASCII needs `\usepackage[T1]{fontenc}` for letters such as `{\k{e}}` and `{\dj}`. Two Vietnamese
marks, the horn and the hook above, have no command in standard LaTeX: ASCII drops them.
"""

# ruff: noqa: RUF001 - the tables hold the very characters that look like others

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from pylatexenc.latexencode import get_builtin_uni2latex_dict

Encoding = Literal["ascii", "utf-8"]

_MEANS_NOTHING = re.compile(r"[A-Za-z0-9 .,:;()'/-]*").fullmatch
"""Finds that TeX reads each character as it stands, as in most texts and names."""

_SPECIALS = {
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "{": r"\{",
    "}": r"\}",
}

_TYPED = {"–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''"}
"""Punctuation that TeX users type in ASCII."""

_PLAIN = {
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f", " "),
    **dict.fromkeys("\u2010\u2011", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
}
"""Characters that differ from ASCII only in how lines break."""

_SYMBOLS = (
    "¡¢£¤¥¦§©ª«¬®°±²³µ¶·¹º»¼½¾¿×÷ÆÐØÞßæðøþĐđıŁłŊŋŒœƒ"
    "ΓΔΘΛΞΠΣΥΦΨΩαβγδεζηθικλμνξπρςστυφχψωϑϕϖϱϵ"
    "‖‚„†‡•…‰‹›⁰⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉ₙ€№™ℓℵ℘"
    "←↑→↓↔↕↗↘↦⇐⇑⇒⇓⇔⇕∀∂∃∇∈∉∋∏∐∑−∓∗∘∝∞∠∣∥∧∨∩∪∫∮∼≀≃≅≈≍≐≠≡≤≥≪≫≺≻⊂⊃⊆⊇⊎⊑⊒⊓⊔"
    "⊕⊖⊗⊘⊙⊢⊣⊤⊥⋀⋁⋂⋃⋄⋅⋆⋈⋮⋯⋱⌈⌉⌊⌋⟨⟩"
)
"""Characters whose command in the tables of pylatexenc is one of standard LaTeX."""

_BETTER = {"×": r"\ensuremath{\times}", "÷": r"\ensuremath{\div}"}
"""Commands that need no text companion fonts where the tables' ones do."""

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u",
    "\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d",
    "\u0326": "c", "\u0327": "c", "\u0328": "k", "\u0331": "b",
}  # fmt: skip
_DROPPED_MARKS = frozenset("\u0309\u031b")
_ABOVE = 230  # canonical combining class of the marks above a letter


class EncodingError(ValueError):
    """A text has no form in TeX; the message quotes the place and says what to do."""


def plain(text: str, encoding: Encoding) -> str:
    """A text in which no character has a meaning to TeX; braces are printed."""
    if _MEANS_NOTHING(text):
        return text
    return "".join(_escaped(text, encoding))


def marked(text: str, encoding: Encoding) -> str:
    r"""A text whose braces keep capitals and in which nothing else has a meaning to TeX.

    Args:
        text: Such as `{FlexGen}: High-Throughput & Cheap`.
        encoding: `ascii` for BibTeX, `utf-8` for biblatex.

    Returns:
        Such as `{FlexGen}: High-Throughput \& Cheap`.

    Raises:
        EncodingError: Braces do not match, or a character has no command.
    """
    require_balance(text)
    pieces: list[str] = []
    for piece in re.split(r"([{}])", text):
        if piece not in ("{", "}"):
            piece = plain(piece, encoding)
            if piece.startswith("\\") and pieces and pieces[-1] == "{":
                # `{\` would begin a "special character", whose letters BibTeX does lower.
                piece = f"{{{piece[:2]}}}{piece[2:]}"
        pieces.append(piece)
    return "".join(pieces)


def require_balance(text: str) -> None:
    """Refuse a text whose braces do not match.

    Raises:
        EncodingError: A brace is not closed, or closed before it was opened.
    """
    depth = 0
    for place, character in enumerate(text, start=1):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            raise EncodingError(f"brace at character {place} of '{text}' closes nothing")
    if depth:
        raise EncodingError(f"{depth} unclosed brace{'s' if depth > 1 else ''} in '{text}'")


def _escaped(text: str, encoding: Encoding) -> Iterator[str]:
    encode = _as_ascii if encoding == "ascii" else _as_utf8
    for letter in _letters(unicodedata.normalize("NFC", text)):
        yield encode(letter)


def _letters(text: str) -> Iterator[str]:
    """Characters with the combining marks that follow them."""
    letter = ""
    for character in text:
        if letter and unicodedata.combining(character):
            letter += character
        else:
            if letter:
                yield letter
            letter = character
    if letter:
        yield letter


@lru_cache(maxsize=4096)
def _as_ascii(letter: str) -> str:
    simple = _SPECIALS.get(letter) or (letter if " " <= letter <= "~" else None)
    if simple is not None:
        return simple
    if letter in _TYPED or letter in _PLAIN:
        return _TYPED.get(letter, _PLAIN.get(letter, ""))
    command = _commands().get(letter) or _accented(letter)
    return f"{{{command}}}" if command.startswith("\\") else command


@lru_cache(maxsize=4096)
def _as_utf8(letter: str) -> str:
    if letter in _SPECIALS:
        return _SPECIALS[letter]
    if letter in _PLAIN:
        return _PLAIN[letter]
    command = _commands().get(letter, "")
    if command.startswith(r"\ensuremath"):  # text fonts lack these characters
        return f"{{{command}}}"
    if not letter.isprintable():
        raise EncodingError(f"{_named(letter)} cannot be printed; remove it")
    return letter


def _accented(letter: str) -> str:
    base, *combining = list(unicodedata.normalize("NFD", letter))
    marks = [mark for mark in combining if mark not in _DROPPED_MARKS]
    known = base in _commands() or (base.isalpha() and base.isascii())
    if not marks and known:
        return base
    if not known:
        if not letter.isprintable():
            raise EncodingError(f"{_named(letter)} cannot be printed; remove it")
        raise EncodingError(
            f"{_named(letter)} has no TeX command; write it in Latin letters or as a word"
        )
    # A mark above must sit next to its letter; one below goes around anything.
    marks.sort(key=lambda mark: unicodedata.combining(mark) != _ABOVE)
    return _stacked(base, marks, letter)


def _stacked(base: str, marks: list[str], letter: str) -> str:
    text = _commands().get(base, base)
    for mark in marks:
        accent = _ACCENTS.get(mark)
        if accent is None:
            raise EncodingError(f"{_named(letter)} has an accent without TeX command")
        if text in ("i", "j") and accent not in "'`^\"" and unicodedata.combining(mark) == _ABOVE:
            text = f"\\{text}"  # elsewhere T1 fonts have the letter without its dot
        is_single = len(text) == 1 and not accent.isalpha()
        text = f"\\{accent}{text}" if is_single else f"\\{accent}{{{text}}}"
    return text


@lru_cache(maxsize=1)
def _commands() -> dict[str, str]:
    table = get_builtin_uni2latex_dict()
    return {symbol: _BETTER.get(symbol, table[ord(symbol)]) for symbol in _SYMBOLS}


def _named(letter: str) -> str:
    codes = " ".join(f"U+{ord(character):04X}" for character in letter)
    return f"'{letter}' ({codes})" if letter.isprintable() else f"character {codes}"
