"""The whole real site, built twice from copies in which everything that must not matter differs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from toy_sites import REPOSITORY

URL = "https://atlas.example/x/"
BUILD = (
    "import sys; from pathlib import Path; from site_builder.build import build;"
    "build(Path(sys.argv[1]), Path(sys.argv[2]), site_url=sys.argv[3])"
)
PLACES = (
    ("one", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "COLUMNS": "40"}),
    (
        "two/a long name",
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Niue", "LC_ALL": "C.UTF-8", "LANG": "tr_TR"},
    ),
)


def _checkout(target: Path, age: int) -> None:
    """A copy of what the site is made from, its files changed at some moment."""
    for name in ("entries", "taxonomy", "docs"):
        shutil.copytree(REPOSITORY / name, target / name)
    shutil.copy(REPOSITORY / "mkdocs.yml", target / "mkdocs.yml")
    for path in target.rglob("*"):
        os.utime(path, (age, age))


def build_real(folder: Path, number: int) -> Path:
    """The site of the entries in this repository, built below a folder at the nth place."""
    name, settings = PLACES[number]
    root, site = folder / name / "root", folder / name / "site"
    _checkout(root, 1_000_000_000 + number * 10_000_000)
    subprocess.run(
        [sys.executable, "-c", BUILD, str(root), str(site), URL],
        check=True,
        cwd=REPOSITORY,
        env={**os.environ, **settings},
    )
    return site
