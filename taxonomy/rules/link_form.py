"""A link leads where it seems to: https, a plain host name, no port, no user, no way up.

Passes: `https://github.com/FMInference/FlexiGen`.
Fails: a host with letters that look like others, written out or as xn--; an address of numbers;
a host without a dot; `..` in the path; a query that carries another address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem, quoted
from taxonomy.source import Location, Read

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.[a-z]{2,24}")
_PATH = re.compile(r"[A-Za-z0-9/._~%+=:@,;!$&'()*?#-]*")
_LOCAL = (".local", ".localhost", ".internal", ".test", ".invalid", ".onion")


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each link that may mislead."""
    for read, location, url in _links(library):
        words = mistrusted(url)
        if words:
            yield read.problem(location, f"link {quoted(url)} {words}")


def _links(library: Library) -> Iterator[tuple[Read[object], Location, str]]:
    for paper in library.papers:
        entry = paper.record
        if entry.code:
            yield paper, ("code",), entry.code
        if entry.ids.url:
            yield paper, ("ids", "url"), entry.ids.url
    for venue in library.vocabulary.get("venues", ()):
        if venue.record.url:
            yield venue, ("url",), venue.record.url


def mistrusted(url: str) -> str:
    """Why an https address is refused, and the remedy; empty where nothing is wrong."""
    host, slash, rest = url.removeprefix("https://").partition("/")
    if not host.isascii():
        return "has a host with letters that may pass for others; write its plain name"
    if host.startswith("xn--") or ".xn--" in host:
        return "has an encoded host that may pass for another; link to a plain name"
    if not _HOST.fullmatch(host):
        return "has no plain host name; write it in lower case, without port or numbers"
    if host.endswith(_LOCAL):
        return "has a host that only a local network knows; link to a public one"
    return _mistrusted_path(slash + rest)


def _mistrusted_path(path: str) -> str:
    if not _PATH.fullmatch(path):
        return "has characters that must be encoded; write them as %XX"
    if "/../" in path + "/" or "/./" in path + "/" or "%2e%2e" in path.casefold():
        return "goes up with '..'; write the address it ends at"
    return ""
