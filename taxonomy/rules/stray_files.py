"""Under entries/ lie entries and reference lists, each in the folder of a year, nothing else.

Passes: `entries/2023/sheng2023flexgen.yaml`.
Fails: `entries/sheng2023flexgen.yaml`, `entries/2023/sheng2023flexgen.yml`, `entries/notes.txt`.
"""

from __future__ import annotations

from collections.abc import Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem

_TOLERATED = (".gitkeep", ".DS_Store")


def check(library: Library) -> Iterator[Problem]:
    """Yield a problem for each file that no one reads."""
    for path in library.strays:
        if not path.endswith(_TOLERATED):
            yield Problem(path, 1, 1, "no one reads this file; name it entries/<year>/<key>.yaml")
