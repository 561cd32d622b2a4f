"""From a filled "Add a paper" form of a forge to a drafted entry, run with `python -m`.

Anybody can fill the form, so every field is untrusted: identifiers and terms are taken only where
they have the form of one, other words become quoted scalars or comments of one line, and what is
said back is shown as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from site_builder.drafting.answers import Answers
from site_builder.drafting.draft import Draft, DuplicateError, draft_entry
from site_builder.drafting.entry_text import as_yaml
from site_builder.drafting.files import WouldOverwriteError, write_draft
from site_builder.drafting.lookup import Request, fetch_metadata, fetch_references
from site_builder.drafting.metadata import Metadata, find_arxiv, one_line
from site_builder.drafting.sources import PAUSES, UnknownPaperError
from site_builder.http import Client, FetchError, Limits
from site_builder.markdown_text import escaped
from site_builder.references import PAUSES as REFERENCE_PAUSES
from site_builder.references import Found
from taxonomy import Library, load_library
from taxonomy.entry import Kind
from taxonomy.problem import quoted, suggestion
from taxonomy.rules.link_form import mistrusted

LABELS = {
    "identifier": "arXiv identifier, DOI or address",
    "bibtex": "BibTeX",
    "kind": "Kind",
    "code": "Code",
    "techniques": "Techniques",
    "scenarios": "Scenarios",
    "challenges": "Challenges",
    "summary": "Summary",
    "scenario": "Scenario",
    "challenge": "Challenge",
    "method": "Method",
    "effect": "Effect on the roofline",
    "results": "Results",
    "relations": "Relations",
}
"""Field of the form to the heading under which the forge puts its value."""

_LARGEST_EVENT = 2_000_000  # B
_LONGEST_BODY = 70_000
_LONGEST_TEXT = 1900
_MOST_TERMS, _MOST_REMARKS = 6, 60
_NO_ANSWER = "_No response_"
_HEADING = re.compile(
    rf"^### ({'|'.join(re.escape(label) for label in LABELS.values())}) *$", re.MULTILINE
)
_FENCE = re.compile(r"^```\w*\n(.*?)\n?```$", re.DOTALL)


class FormError(Exception):
    """The form cannot be drafted from; the message says what to fill in."""


@dataclass(frozen=True)
class Drafted:
    """What became of a form.

    Attributes:
        draft: The draft.
        references: What the paper cites, where it is known.
        text: Text of the entry.
    """

    draft: Draft
    references: Found | None
    text: str


def fields_of_event(event: str) -> dict[str, str]:
    """Field to value of the form in an event of the forge; only known fields.

    Raises:
        FormError: The event holds no issue with a body.
    """
    try:
        body = json.loads(event)["issue"]["body"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormError("the event holds no issue with a text") from error
    if not isinstance(body, str):
        raise FormError("the issue has no text; fill in the form")
    return fields_of(body)


def fields_of(body: str) -> dict[str, str]:
    """Field to value of a form's text; of a heading that comes twice, the first counts."""
    text = body[:_LONGEST_BODY].replace("\r\n", "\n")
    marks = [*_HEADING.finditer(text)]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    names = {label: name for name, label in LABELS.items()}
    fields: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=False):  # without a heading there is one end
        value = text[mark.end() : end].strip()
        fenced = _FENCE.match(value)
        value = fenced.group(1).strip() if fenced else value
        if value and value != _NO_ANSWER:
            fields.setdefault(names[mark.group(1)], value)
    return fields


def request_of(fields: Mapping[str, str]) -> Request:
    """What the form names the paper by; its identifier before its BibTeX.

    Raises:
        FormError: It names none.
    """
    said = one_line(fields.get("identifier", ""))
    if said.lower().startswith(("10.", "doi:")):
        return Request(doi=said)
    if said.startswith("https://"):
        return Request(url=said)
    if find_arxiv(said):
        return Request(arxiv=said)
    if "bibtex" in fields:
        return Request(bibtex=fields["bibtex"])
    raise FormError("the form names no paper; give an arXiv identifier, a DOI or BibTeX")


def answers_of(fields: Mapping[str, str], library: Library) -> Answers:
    """What the form says beyond bibliographic facts; only terms that exist are taken over."""
    remarks: list[str] = []
    techniques = _terms("technique", fields, library.tree.leaves, remarks)
    scenarios = _terms("scenario", fields, library.scenarios, remarks)
    challenges = _terms("challenge", fields, library.challenges, remarks)
    for name in ("effect", "results", "relations"):
        remarks += (f"the form says of {name}: {line}" for line in _lines(fields.get(name, "")))
    kind = fields.get("kind", "").strip()
    return Answers(
        kind=kind if kind in [*Kind] else Kind.METHOD.value,
        techniques=techniques,
        scenarios=scenarios,
        challenges=challenges,
        summary=one_line(fields.get("summary", "")),
        scenario=one_line(fields.get("scenario", ""), _LONGEST_TEXT),
        challenge=one_line(fields.get("challenge", ""), _LONGEST_TEXT),
        method=one_line(fields.get("method", ""), _LONGEST_TEXT),
        remarks=tuple(remarks[:_MOST_REMARKS]),
    )


def _terms(
    noun: str, fields: Mapping[str, str], known: Iterable[str], remarks: list[str]
) -> tuple[str, ...]:
    allowed = tuple(known)
    said = dict.fromkeys(re.split(r"[\s,;]+", fields.get(f"{noun}s", "").strip()))
    chosen = [word for word in said if word in allowed]
    unknown = [word for word in said if word and word not in allowed]
    remarks += (
        f"the form names {noun} {quoted(word)}, unknown{suggestion(word, allowed)}"
        for word in unknown[:_MOST_TERMS]
    )
    return tuple(chosen[:_MOST_TERMS])


def _lines(text: str) -> Iterator[str]:
    return (line for line in map(one_line, text.splitlines()) if line)


def draft_form(fields: Mapping[str, str], library: Library, client: Client) -> Drafted:
    """A draft from a form's fields.

    Args:
        fields: Field to value.
        library: The base.
        client: Asks services; none is asked for a paper given as BibTeX alone.

    Raises:
        FormError: The form names no paper.
        UnknownPaperError: No service knows it.
        FetchError: No usable answer.
        DuplicateError: The base has it.
        ValueError: It has no author or no year.
    """
    request = request_of(fields)
    known = _with_code(fetch_metadata(request, client), fields)
    answers = answers_of(fields, library)
    draft = draft_entry(known, library, answers=answers)
    references = None
    if request.bibtex is None:
        references, _ = fetch_references(known, client)
        draft = draft_entry(known, library, references, answers)
    return Drafted(draft, references, as_yaml(draft, date.today()))


def _with_code(known: Metadata, fields: Mapping[str, str]) -> Metadata:
    said = fields.get("code", "").strip()
    fits = said.startswith("https://") and len(said) <= 300 and not mistrusted(said)
    return replace(known, code=said) if fits else known


@click.command()
@click.argument("event", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder of entries/ and taxonomy/.",
)
@click.option(
    "--reply",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="File to write what to answer in the issue, as Markdown.",
)
@click.pass_context
def main(ctx: click.Context, event: Path, root: Path, reply: Path) -> None:
    """Draft an entry from the form in EVENT, a JSON file of the forge, and print its key.

    Exit status 1 where it cannot be drafted; the reply says why.
    """
    try:
        if event.stat().st_size > _LARGEST_EVENT:
            raise FormError("the event is too large")
        fields = fields_of_event(event.read_text(encoding="utf-8", errors="replace"))
        library = load_library(root)
        with Client(Limits(pauses={**REFERENCE_PAUSES, **PAUSES})) as client:
            done = draft_form(fields, library, client)
        write_draft(library.root, done.draft, done.text, done.references)
    except (
        FormError,
        UnknownPaperError,
        FetchError,
        DuplicateError,
        WouldOverwriteError,
        ValueError,
    ) as error:
        reply.write_text(f"No draft: {escaped(str(error))}\n", encoding="utf-8")
        ctx.exit(1)
    reply.write_text(f"Drafted as {escaped(done.draft.key)}.\n", encoding="utf-8")
    click.echo(done.draft.key)


if __name__ == "__main__":
    main()
