"""How validation and the whole build grow with the number of papers.

A made-up base copies the statistics of the real one: every entry is a real entry under another
key, title and identifiers, with its texts, results, effects and reference list, so that lengths,
vocabulary and edges are those of real papers.
"""

from __future__ import annotations

import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from site_builder.build import build
from taxonomy import check_library, load_library

ROOT = Path(__file__).parents[1]
LARGER = (1_000, 3_000)
"""Sizes beside that of the real base, which is the smallest whose terms are all defined."""


@dataclass(frozen=True)
class Cost:
    """Processor time of a process, and its largest memory. [s], [MiB]"""

    seconds: float
    memory: float


def measured(command: str, *folders: Path) -> Cost:
    """Processor time and memory of a fresh process that validates or builds."""
    arguments = [sys.executable, "-m", "benchmarks.library", command, *map(str, folders)]
    with subprocess.Popen(arguments, cwd=ROOT) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def make_base(root: Path, papers: int) -> None:
    """Write a base of so many papers under `root`."""
    shutil.copytree(ROOT / "taxonomy", root / "taxonomy", ignore=shutil.ignore_patterns("*.py"))
    for name in ("docs", "mkdocs.yml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name)
        else:
            shutil.copy(source, root / name)
    sources = sorted(p for p in (ROOT / "entries").glob("*/*.yaml") if ".references" not in p.name)
    words = sorted({w for p in sources for w in _title(p).split() if w.isalpha()})
    for number in range(papers):
        turn, place = divmod(number, len(sources))
        title = " ".join(random.Random(number).sample(words, 9))
        _copy(sources[place], root, title, turn)


def _title(source: Path) -> str:
    lines = source.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("title:")).removeprefix("title:")


def _copy(source: Path, root: Path, title: str, turn: int) -> None:
    data = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    folder = root / "entries" / source.parent.name
    folder.mkdir(parents=True, exist_ok=True)
    references = source.with_name(f"{source.stem}.references.yaml")
    if turn == 0:
        shutil.copy(source, folder / source.name)
        if references.exists():
            shutil.copy(references, folder / references.name)
        return
    key = f"{data['key']}x{turn}"
    data.update(key=key, title=title)
    data.pop("relations", None)
    data["ids"] = {"url": f"https://example.org/{key}"}
    (folder / f"{key}.yaml").write_text(
        yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=98), encoding="utf-8"
    )
    if references.exists():
        listed = yaml.load(references.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        listed["key"] = key
        (folder / f"{key}.references.yaml").write_text(
            yaml.safe_dump(listed, sort_keys=False, allow_unicode=True), encoding="utf-8"
        )


def validate(root: Path) -> None:
    """Load a base and run every rule."""
    check_library(load_library(root))


def exponent(first: tuple[int, float], last: tuple[int, float]) -> float:
    """Growth of a cost with size: 1 is linear."""
    return math.log(last[1] / first[1]) / math.log(last[0] / first[0])


def run(larger: tuple[int, ...] = LARGER) -> None:
    """Print processor time, growth and memory over sizes."""
    real = sum(".references" not in p.name for p in (ROOT / "entries").glob("*/*.yaml"))
    sizes = [real, *(size for size in larger if size > real)]
    print(f"{'papers':>7} {'validate s':>11} {'build s':>9} {'ms/paper':>9} {'build MiB':>11}")
    rows = []
    for papers in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "base"
            root.mkdir()
            make_base(root, papers)
            checked = measured("validate", root)
            built = measured("build", root, Path(folder) / "site")
        rows.append((papers, checked.seconds, built.seconds))
        print(
            f"{papers:>7} {checked.seconds:>11.2f} {built.seconds:>9.2f} "
            f"{built.seconds / papers * 1e3:>9.1f} {built.memory:>11.0f}"
        )
    if len(rows) > 1:
        first, last = rows[0], rows[-1]
        growth = [exponent((first[0], first[i]), (last[0], last[i])) for i in (1, 2)]
        print(f"growth exponent: validate {growth[0]:.2f}, build {growth[1]:.2f} (1 is linear)")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["validate", root]:
            validate(Path(root))
        case ["build", root, site]:
            build(Path(root), Path(site))
        case _:
            run()
