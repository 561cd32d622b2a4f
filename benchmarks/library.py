"""How validation, the citation graph and the whole build grow with the number of papers.

Each figure is the processor time and the largest memory of a process of its own.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.made_base import ROOT, make_base
from benchmarks.plain_site import make_plain_site

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

SIZES = (100, 1_000, 10_000)
PLAIN_MOST = 1_000
"""The yardstick is built up to this size; its time grows faster than linearly."""


@dataclass(frozen=True)
class Cost:
    """Processor time of a process, and its largest memory. [s], [MiB]"""

    seconds: float
    memory: float


def measured(task: str, *folders: Path) -> Cost:
    """Processor time and memory of a fresh process that does one of `TASKS`."""
    arguments = [sys.executable, "-m", "benchmarks.library", task, *map(str, folders)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{task} failed")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _validate(base: Path, _: Path) -> None:
    from taxonomy import check_library, load_library

    check_library(load_library(base))


def _graph(base: Path, _: Path) -> None:
    from site_builder.graph import bridges, central, citation_graph, layout, statistics
    from taxonomy import load_library

    graph = citation_graph(load_library(base))
    for measure in (statistics, central, bridges, layout):
        measure(graph)


def _build(base: Path, work: Path) -> None:
    from site_builder.build import build

    build(base, work / "site")


def _plain(base: Path, work: Path) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    make_plain_site(base, work / "plain")
    build(load_config(str(work / "plain" / "mkdocs.yml")))


TASKS: dict[str, Callable[[Path, Path], None]] = {
    "validate": _validate,
    "graph": _graph,
    "build": _build,
    "plain": _plain,
}


def edit_seconds(base: Path) -> float:
    """Processor time from saving an entry to its page, on a local server that showed it. [s]"""
    with tempfile.TemporaryDirectory() as work:
        server = _server(base / "mkdocs.yml", work)
        files = (base / "entries").glob("*/*.yaml")
        entry = min(file for file in files if ".references" not in file.name)
        page = f"/papers/{entry.stem}/"
        _served(server, page)
        text = entry.read_text(encoding="utf-8")
        entry.write_text(text.replace("summary: ", "summary: Edited; ", 1), encoding="utf-8")
        start = time.process_time()
        server.builder()
        shown = _served(server, page)
        seconds = time.process_time() - start
    if b"Edited; " not in shown:
        raise SystemExit(f"{page} does not show the edit")
    return seconds


def _server(config_file: Path, folder: str) -> LiveReloadServer:
    """MkDocs' own server after its first build, as `atlas serve` sets it up, but not listening."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.livereload import LiveReloadServer

    from site_builder.mkdocs_plugin import AtlasPlugin

    def rebuild() -> None:
        build(load_config(str(config_file), site_dir=folder))

    AtlasPlugin.serves_on_demand = True
    config = load_config(str(config_file), site_dir=folder)
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)
    server = LiveReloadServer(rebuild, "127.0.0.1", 0, folder)
    config.plugins.on_serve(server, config=config, builder=rebuild)
    return server


def _served(server: LiveReloadServer, address: str) -> bytes:
    app = server.get_app()
    if app is None:
        raise SystemExit("the server answers nothing")
    environ = {"PATH_INFO": address, "REQUEST_METHOD": "GET"}
    return b"".join(app(environ, lambda status, headers, info=None: _never_written))


def _never_written(data: bytes) -> None:
    raise NotImplementedError


def exponent(first: tuple[int, float], last: tuple[int, float]) -> float:
    """Growth of a cost with size: 1 is linear."""
    return math.log(last[1] / first[1]) / math.log(last[0] / first[0])


def run(sizes: tuple[int, ...] = SIZES) -> None:
    """Print processor time, growth and memory over sizes, beside the yardstick."""
    print(
        f"{'papers':>7} {'validate s':>11} {'graph s':>8} {'build s':>8} {'MiB':>5}"
        f" {'plain s':>8} {'build/plain':>12} {'edit s':>7}"
    )
    built: list[tuple[int, float]] = []
    for papers in sizes:
        with tempfile.TemporaryDirectory() as folder:
            base, work = Path(folder) / "base", Path(folder) / "work"
            base.mkdir()
            work.mkdir()
            make_base(base, papers)
            built.append((papers, _row(papers, base, work)))
    for first, last in pairwise(built):
        grown = exponent(first, last)
        print(f"build, {first[0]:,} to {last[0]:,} papers: exponent {grown:.2f} (1 is linear)")


def _row(papers: int, base: Path, work: Path) -> float:
    """Print one size, and return the seconds of its build."""
    checked, graph, built = (measured(task, base, work) for task in ("validate", "graph", "build"))
    plain = ratio = ""
    if papers <= PLAIN_MOST:
        seconds = measured("plain", base, work).seconds
        plain, ratio = f"{seconds:.2f}", f"{built.seconds / seconds:.2f} x"
    print(
        f"{papers:>7} {checked.seconds:>11.2f} {graph.seconds:>8.2f} {built.seconds:>8.2f}"
        f" {built.memory:>5.0f} {plain:>8} {ratio:>12} {edit_seconds(base):>7.2f}",
        flush=True,
    )
    return built.seconds


if __name__ == "__main__":
    match sys.argv[1:]:
        case [task, base, work] if task in TASKS:
            TASKS[task](Path(base), Path(work))
        case sizes:
            run(tuple(map(int, sizes)) or SIZES)
