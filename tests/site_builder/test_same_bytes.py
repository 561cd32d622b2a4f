"""Two builds of the whole base are one: whatever the path, clock, language or hash seed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
pytestmark = pytest.mark.site

BUILD = (
    "import sys; from pathlib import Path; from site_builder.build import build;"
    "build(Path(sys.argv[1]), Path(sys.argv[2]), site_url='https://atlas.example/x/')"
)
PLACES = (
    ("one", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "COLUMNS": "40"}),
    (
        "two/a long name",
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Niue", "LC_ALL": "C.UTF-8", "LANG": "tr_TR"},
    ),
)


def _checkout(target: Path, age: int) -> Path:
    """A copy of what the site is made from, its files changed at some moment."""
    for name in ("entries", "taxonomy", "docs"):
        shutil.copytree(REPOSITORY / name, target / name)
    shutil.copy(REPOSITORY / "mkdocs.yml", target / "mkdocs.yml")
    for path in target.rglob("*"):
        os.utime(path, (age, age))
    return target


@pytest.fixture(scope="module")
def two_sites(tmp_path_factory):
    sites = []
    for number, (name, settings) in enumerate(PLACES):
        folder = tmp_path_factory.mktemp("same") / name
        root = _checkout(folder / "root", 1_000_000_000 + number * 10_000_000)
        subprocess.run(
            [sys.executable, "-c", BUILD, str(root), str(folder / "site")],
            check=True,
            cwd=REPOSITORY,
            env={**os.environ, **settings},
        )
        sites.append(folder / "site")
    return sites


def test_two_builds_of_the_whole_base_are_equal_in_every_byte(two_sites):
    first, second = (
        {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
        for site in two_sites
    )
    assert sorted(first) == sorted(second)
    assert len(first) > 2_000
    assert [n for n in sorted(first) if first[n].read_bytes() != second[n].read_bytes()] == []


def test_no_file_tells_where_it_was_built(two_sites):
    (site, _) = two_sites
    told = str(site.parent).encode()
    home = str(REPOSITORY).encode()
    for path in site.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert told not in content, path.name
            assert home not in content, path.name
