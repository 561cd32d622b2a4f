"""From a folder of data files to an `Atlas`."""

from __future__ import annotations

from pathlib import Path

from site_builder.atlas import Atlas, InvalidLibraryError
from site_builder.bibliography import BibliographyError, EncodingError, bibtex_entry
from site_builder.graph import citation_graph
from site_builder.theme.shell import Site
from taxonomy import Library, check_library, load_library
from taxonomy.problem import Severity


def load_atlas(root: Path, site: Site, *, earlier: Atlas | None = None) -> Atlas:
    """Read and check the library at `root` and derive what pages need.

    Args:
        root: Folder that holds `entries/` and `taxonomy/`.
        site: Beginnings of the site's addresses.
        earlier: What was loaded before from there: files that did not change are not read again.

    Raises:
        InvalidLibraryError: Lists every problem.
    """
    library = load_library(root, reuse=earlier.library if earlier else None)
    found = check_library(library, since=earlier.library if earlier else None)
    problems = [p for p in found if p.severity is Severity.ERROR]
    if problems:
        listed = "\n".join(str(problem) for problem in problems)
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise InvalidLibraryError(f"{listed}\n{count} in the library")
    bibtex = _bibtex(library, earlier)
    return Atlas(library=library, site=site, graph=citation_graph(library), bibtex=bibtex)


def _bibtex(library: Library, earlier: Atlas | None) -> dict[str, str]:
    same = earlier.library.entries if earlier and earlier.library.venues == library.venues else {}
    known = earlier.bibtex if earlier else {}
    try:
        return {
            key: known[key] if same.get(key) is entry else bibtex_entry(entry, library)
            for key, entry in library.entries.items()
        }
    except (BibliographyError, EncodingError) as error:
        raise InvalidLibraryError(str(error)) from error
