"""`atlas add`: draft an entry for a paper."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from site_builder.cli import find_root
from site_builder.drafting import (
    DuplicateError,
    Request,
    UnknownPaperError,
    WouldOverwriteError,
    as_yaml,
    draft_entry,
    fetch_metadata,
    fetch_references,
    write_draft,
)
from site_builder.drafting.sources import PAUSES
from site_builder.http import Client, FetchError, Limits
from site_builder.references import PAUSES as REFERENCE_PAUSES
from site_builder.references import Found, summary
from taxonomy import load_library

_LARGEST = 1_000_000  # B
_ATTEMPTS = 3  # somebody waits


@click.command()
@click.argument("identifier", required=False)
@click.option("--doi", help="Take the paper with this DOI, from Crossref.")
@click.option(
    "--bibtex",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the one paper of this .bib file; needs no network.",
)
@click.option("--url", help="Take the paper that this arXiv, DOI or GitHub address leads to.")
@click.option(
    "--references/--no-references",
    "with_references",
    default=None,
    help="Fetch what the paper cites; by default with everything but --bibtex.",
)
@click.option("--dry-run", is_flag=True, help="Print the draft and write nothing.")
@click.pass_context
def add(
    ctx: click.Context,
    identifier: str | None,
    doi: str | None,
    bibtex: Path | None,
    url: str | None,
    with_references: bool | None,
    dry_run: bool,
) -> None:
    """Draft an entry for the paper with this arXiv IDENTIFIER.

    Writes entries/YEAR/KEY.yaml with what is known, and what the paper cites beside it. What a
    person must decide is a comment there. A paper that the base has is refused.

    \b
    Examples:
      atlas add 2303.06865
      atlas add --doi 10.1145/3600006.3613165
      atlas add --bibtex paper.bib --dry-run
    """  # noqa: D301 - click reads the \b as a mark
    if len([given for given in (identifier, doi, bibtex, url) if given]) != 1:
        raise click.UsageError("give one of IDENTIFIER, --doi, --bibtex or --url")
    request = Request(identifier, doi, url, _text_of(bibtex) if bibtex else None)
    wants_references = with_references if with_references is not None else bibtex is None
    try:
        _add(find_root(ctx), request, wants_references=wants_references, dry_run=dry_run)
    except FetchError as error:
        raise click.ClickException(f"{error}; without the network, take --bibtex FILE") from error
    except (
        UnknownPaperError,
        DuplicateError,
        WouldOverwriteError,
        ValueError,
    ) as error:
        raise click.ClickException(str(error)) from error


def _text_of(bibtex: Path) -> str:
    if bibtex.stat().st_size > _LARGEST:
        raise click.ClickException(f"{bibtex} is larger than 1 MB; give a file with one entry")
    return bibtex.read_text(encoding="utf-8", errors="replace")


def _add(root: Path, request: Request, *, wants_references: bool, dry_run: bool) -> None:
    # Other drafts may lie there unfinished: problems of theirs are not in the way.
    library = load_library(root)
    references: Found | None = None
    with Client(Limits(pauses={**REFERENCE_PAUSES, **PAUSES}, attempts=_ATTEMPTS)) as client:
        _tell_progress("looking the paper up")
        found = fetch_metadata(request, client)
        draft = draft_entry(found, library)
        if wants_references:
            _tell_progress("fetching what it cites")
            references, reason = fetch_references(found, client)
            _remark(references, reason)
            draft = draft_entry(found, library, references)
    text = as_yaml(draft, date.today())
    if dry_run:
        click.echo(text, nl=False)
        return
    paths = [p.relative_to(root).as_posix() for p in write_draft(root, draft, text, references)]
    click.echo("\n".join(paths))
    _tell_next(paths[0], draft.key, has_references=references is not None)


def _tell_progress(step: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"{step} ...", err=True)


def _remark(references: Found | None, reason: str) -> None:
    if references is not None:
        click.echo(f"references: {summary(references)}", err=True)
        return
    words = " ".join(reason.split())
    click.echo(f"no references yet ({words}); fetch them later", err=True)


def _tell_next(path: str, key: str, *, has_references: bool) -> None:
    later = "" if has_references else f", fetch what it cites with 'atlas references sync {key}'"
    click.echo(
        f"next: fill in what is empty in {path}, run 'atlas validate {path}'{later}, "
        f"and look at it with 'atlas preview {key}'",
        err=True,
    )
