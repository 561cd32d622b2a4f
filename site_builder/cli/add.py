"""`atlas add`: draft an entry for a paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.atomic import write_atomically
from site_builder.cli import find_root
from site_builder.cli.base import open_library
from site_builder.drafting import (
    Draft,
    DuplicateError,
    Metadata,
    UnknownPaperError,
    as_yaml,
    draft_entry,
    from_address,
    from_arxiv,
    from_bibtex,
    from_doi,
)
from site_builder.drafting.sources import PAUSES
from site_builder.http import Client, FetchError, Limits
from site_builder.references import PAUSES as REFERENCE_PAUSES

_LARGEST = 1_000_000  # B


@click.command()
@click.argument("identifier", required=False)
@click.option("--doi", help="Take the paper with this DOI, from Crossref.")
@click.option(
    "--bibtex",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the one paper of this .bib file; needs no network.",
)
@click.option("--url", help="Take the paper that this arXiv, DOI or GitHub address leads to.")
@click.option("--dry-run", is_flag=True, help="Print the draft and write nothing.")
@click.pass_context
def add(
    ctx: click.Context,
    identifier: str | None,
    doi: str | None,
    bibtex: Path | None,
    url: str | None,
    dry_run: bool,
) -> None:
    """Draft an entry for the paper with this arXiv IDENTIFIER.

    Writes entries/YEAR/KEY.yaml with what is known; what a person must decide is a comment.

    Examples:
      atlas add 2303.06865
      atlas add --doi 10.1145/3600006.3613165
      atlas add --bibtex paper.bib --dry-run
    """
    given = [v for v in (identifier, doi, bibtex, url) if v]
    if len(given) != 1:
        raise click.UsageError("give one of IDENTIFIER, --doi, --bibtex or --url")
    library = open_library(ctx)
    try:
        found = _metadata(identifier, doi, bibtex, url)
        draft = draft_entry(found, library)
    except (UnknownPaperError, FetchError, DuplicateError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    text = as_yaml(draft, date.today())
    if dry_run:
        click.echo(text, nl=False)
        return
    _write(find_root(ctx), draft, text)


def _metadata(
    identifier: str | None, doi: str | None, bibtex: Path | None, url: str | None
) -> Metadata:
    if bibtex:
        if bibtex.stat().st_size > _LARGEST:
            raise UnknownPaperError(f"{bibtex} is larger than 1 MB; give a file with one entry")
        return from_bibtex(bibtex.read_text(encoding="utf-8", errors="replace"))
    with Client(Limits(pauses={**REFERENCE_PAUSES, **PAUSES})) as client:
        if doi:
            return from_doi(doi, client)
        if url:
            return from_address(url, client)
        return from_arxiv(str(identifier), client)


def _write(root: Path, draft: Draft, text: str) -> None:
    year = next(part for part in (draft.key[i : i + 4] for i in range(60)) if part.isdigit())
    path = root / "entries" / year / f"{draft.key}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text.encode())
    where = path.relative_to(root).as_posix()
    click.echo(where)
    click.echo(
        f"next: fill in what is empty in {where}, fetch its references with "
        f"'atlas references sync {draft.key}', and run 'make check'",
        err=True,
    )
