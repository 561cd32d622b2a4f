"""What has changed elsewhere since entries were written: links, repositories, publications.

Run monthly with `python -m site_builder.upkeep`. A link is told as dead at its second failure in
a row, since hosts have bad days; exceptions are listed with their reason.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import click
import yaml

from site_builder.atomic import write_atomically
from site_builder.drafting.sources import GITHUB, PAUSES, publications
from site_builder.http import Client, FetchError, Limits
from site_builder.markdown_text import escaped
from taxonomy import Library, load_library

STRIKES = 2
"""Failures in a row from which a link counts as dead."""

_BATCH = 50  # identifiers of one arXiv request


class UnreasonedError(Exception):
    """An exception without a link or without a reason; the message says which."""


@dataclass(frozen=True)
class Found:
    """What has changed elsewhere.

    Attributes:
        strikes: Link to its failures in a row.
        dead: Links that failed too often, with key and reason.
        archived: Repositories that are archived or have moved, with key and what became of them.
        published: Preprints of which arXiv knows a publication, with key and its words.
        unasked: Requests about publications that had no answer.
    """

    strikes: Mapping[str, int]
    dead: tuple[tuple[str, str, str], ...] = ()
    archived: tuple[tuple[str, str, str], ...] = ()
    published: tuple[tuple[str, str], ...] = ()
    unasked: tuple[str, ...] = ()


def look_after(
    library: Library, client: Client, strikes: Mapping[str, int], exceptions: Iterable[str]
) -> Found:
    """Look at every link and every preprint.

    Args:
        library: The base.
        client: Asks the network.
        strikes: Link to its failures in a row so far.
        exceptions: Links to leave out.
    """
    now: dict[str, int] = {}
    dead, archived = [], []
    left_out = set(exceptions)
    for key, url in links_of(library):
        if url in left_out:
            continue
        try:
            news = _ask(url, client)
        except FetchError as error:
            now[url] = strikes.get(url, 0) + 1
            if now[url] >= STRIKES:
                dead.append((key, url, str(error)))
        else:
            archived += [(key, url, news)] if news else []
    published, unasked = _published(library, client)
    return Found(now, tuple(dead), tuple(archived), tuple(published), tuple(unasked))


def links_of(library: Library) -> Iterator[tuple[str, str]]:
    """Every link of an entry with its key, each link once."""
    seen = set()
    for key, entry in library.entries.items():
        for url in (entry.code, entry.ids.url):
            if url and url not in seen:
                seen.add(url)
                yield key, url


def _ask(url: str, client: Client) -> str:
    """What became of a link; empty where nothing did."""
    parts = urlsplit(url)
    place = parts.path.strip("/").split("/")
    if parts.hostname != "github.com" or len(place) < 2:
        client.get(url)
        return ""
    name = "/".join(place[:2]).removesuffix(".git")
    token = os.environ.get("GH_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return _repository_news(client.get(f"{GITHUB}/{quote(name)}", headers), name)


def _repository_news(answer: bytes, name: str) -> str:
    try:
        repository: Any = json.loads(answer)
        now, is_archived = str(repository["full_name"]), repository.get("archived") is True
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FetchError(f"{GITHUB}/{name}: the answer is not a repository in JSON") from error
    moved = f"moved to {now}" if now.lower() != name.lower() else ""
    return ", ".join(part for part in (moved, "archived" if is_archived else "") if part)


def _published(library: Library, client: Client) -> tuple[list[tuple[str, str]], list[str]]:
    preprints = {e.ids.arxiv: k for k, e in library.entries.items() if e.ids.arxiv and not e.venue}
    published, unasked = [], []
    waiting = iter(preprints)
    while batch := tuple(islice(waiting, _BATCH)):
        try:
            found = publications(batch, client)
        except FetchError as error:
            unasked.append(str(error))
        else:
            published += [(preprints[n], words) for n, words in found.items() if n in preprints]
    return sorted(published), unasked


def report(found: Found) -> str:
    """What was found, as Markdown for a pull request."""
    parts = [
        _part("Dead links", (f"{key}: {url} ({why})" for key, url, why in found.dead)),
        _part("Repositories", (f"{key}: {url} is {news}" for key, url, news in found.archived)),
        _part("Published meanwhile", (f"{key}: {words}" for key, words in found.published)),
        _part("Not asked", found.unasked),
    ]
    once = sum(1 for count in found.strikes.values() if count < STRIKES)
    last = f"{once} links failed for the first time and are looked at again next month.\n"
    return "\n".join([*filter(None, parts), last])


def _part(title: str, lines: Iterable[str]) -> str:
    items = "".join(f"- {escaped(line)}\n" for line in lines)
    return f"### {title}\n\n{items}" if items else ""


def read_exceptions(text: str) -> list[str]:
    """Links to leave out, of a YAML list of `url` and `reason`.

    Raises:
        UnreasonedError: A link has no reason.
    """
    rows = yaml.safe_load(text) or []
    for row in rows:
        if not (isinstance(row, dict) and row.get("url") and row.get("reason")):
            raise UnreasonedError(f"exception {row!r} needs a url and a reason")
    return [str(row["url"]) for row in rows]


@click.command()
@click.option("--root", type=click.Path(exists=True, path_type=Path), default=Path(), help="Base.")
@click.option(
    "--strikes",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="JSON file of failures so far; written anew.",
)
@click.option(
    "--exceptions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="YAML file of links to leave out, with reasons.",
)
@click.option(
    "--report",
    "told",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Markdown file to write.",
)
def main(root: Path, strikes: Path, exceptions: Path, told: Path) -> None:
    """Look after links, repositories and preprints of the base."""
    earlier = json.loads(strikes.read_text(encoding="utf-8")) if strikes.exists() else {}
    try:
        left_out = read_exceptions(exceptions.read_text(encoding="utf-8"))
    except UnreasonedError as error:
        raise click.ClickException(str(error)) from error
    with Client(Limits(pauses=PAUSES, attempts=2)) as client:
        found = look_after(load_library(root), client, earlier, left_out)
    text = json.dumps(found.strikes, indent=2, sort_keys=True) + "\n"
    write_atomically(strikes, text.encode("utf-8"))
    write_atomically(told, report(found).encode("utf-8"))


if __name__ == "__main__":
    main()
