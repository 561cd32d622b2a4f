"""From a folder of data files to an `Atlas`."""

from __future__ import annotations

from pathlib import Path

from site_builder.atlas import Atlas, InvalidLibraryError
from site_builder.shell import Site
from taxonomy import check, load_library


def load_atlas(root: Path, site: Site) -> Atlas:
    """Read and check the library at `root` and derive what pages need.

    Raises:
        InvalidLibraryError: Lists every problem.
    """
    problems = check(root)
    if problems:
        listed = "\n".join(str(problem) for problem in problems)
        raise InvalidLibraryError(f"{len(problems)} problems in the library\n{listed}")
    library = load_library(root)
    cites, cited_by = {}, {}
    bibtex = {key: f"@misc{{{key}}}" for key in library.entries}
    return Atlas(library=library, site=site, cites=cites, cited_by=cited_by, bibtex=bibtex)
