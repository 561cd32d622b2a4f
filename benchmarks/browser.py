"""What a reader waits for: weights of pages, time until they are usable, and answers while typing.

Times are the median of some runs in Chromium, beside the time that the browser needs for an empty
page on the same machine; a phone is a processor four times slower.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.made_base import ROOT
from site_builder.build import build

PAGES = ("", "papers/sheng2023flexgen/", "techniques/weight-only-quantization/", "papers/")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
RUNS = 9
_WATCH = """
globalThis.seen = { shift: 0, longest: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.longest = Math.max(seen.longest, entry.duration);
}).observe({ type: "longtask", buffered: true });
"""
_KEYSTROKE = """() => {
  const field = document.querySelector("input[name=find]");
  field.value += "a";
  const start = performance.now();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return performance.now() - start;
}"""
_RECOMPUTE = """async () => {
  const field = document.querySelector("input[name=batch]");
  const results = document.querySelector("[data-ex-results]");
  field.value = Number(field.value) + 1;
  const start = performance.now();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  while (results.getAttribute("aria-busy") !== "false") await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def _chromium() -> str:
    named = (os.environ.get("ATLAS_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in named if name and (path := shutil.which(name))), None)
    if not found:
        raise SystemExit("no Chromium found; install it, or name it in ATLAS_CHROMIUM")
    return found


def weights(browser: Any, address: str, site: Path) -> tuple[int, int]:
    """Bytes of a first visit without fonts, gzipped: the page itself, and all that it loads."""
    page = browser.new_page()
    loaded: set[str] = set()
    page.on("request", lambda request: loaded.add(request.url.partition("?")[0]))
    page.goto(address, wait_until="networkidle")
    page.close()
    base = address[: address.index("/", 8) + 1]
    sizes = {url: _gzipped(site / url.removeprefix(base)) for url in sorted(loaded)}
    return sizes[address], sum(sizes.values())


def _gzipped(path: Path) -> int:
    file = path / "index.html" if path.is_dir() else path
    if file.suffix in (".woff2", ".woff") or not file.is_file():
        return 0
    return len(gzip.compress(file.read_bytes(), 9, mtime=0))


def loading(browser: Any, address: str, slower: int = 4) -> tuple[float, float, float]:
    """Median time until the page is loaded [ms], largest shift [1] and longest task [ms]."""
    times, shifts, longest = [], [], []
    for _ in range(RUNS):
        page = browser.new_page(viewport={"width": 360, "height": 800})
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.add_init_script(_WATCH)
        page.goto(address, wait_until="load")
        times.append(
            page.evaluate("performance.timing.loadEventStart - performance.timing.navigationStart")
        )
        page.wait_for_timeout(150)
        shifts.append(page.evaluate("seen.shift"))
        longest.append(page.evaluate("seen.longest"))
        page.close()
    return statistics.median(times), max(shifts), statistics.median(longest)


def answering(browser: Any, address: str, ready: str, answer: str) -> float:
    """Median time of an answer, after the page is ready. [ms]"""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(ready, state="attached")
    times = [page.evaluate(answer) for _ in range(RUNS)]
    page.close()
    return float(statistics.median(times))


def browse_ready(browser: Any, address: str) -> float:
    """Median time from the visit to the filters. [ms]"""
    times = []
    for _ in range(RUNS):
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(".at-facets details")
        times.append(page.evaluate("performance.now()"))
        page.close()
    return statistics.median(times)


def run() -> None:
    """Build the site, visit it, and print what was seen."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build(ROOT, site)
        (site / "empty.html").write_text("<!doctype html><title>Empty</title>", encoding="utf-8")
        with _served(site) as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_chromium(), args=[*FLAGS])
            _print_pages(browser, base, site)
            _print_answers(browser, base)
            browser.close()
        index = _gzipped(site / "search" / "search_index.json")
        print(f"search index: {index / 1e3:,.0f} kB gzipped")


def _print_pages(browser: Any, base: str, site: Path) -> None:
    empty, _, _ = loading(browser, base + "empty.html")
    print(
        f"{'page, on a slow phone':40} {'kB':>6} {'all kB':>7} {'ms':>6} {'/empty':>7}  shift  task"
    )
    for path in PAGES:
        own, everything = weights(browser, base + path, site)
        time, shift, task = loading(browser, base + path)
        print(
            f"{'/' + path:40} {own / 1e3:>6.1f} {everything / 1e3:>7.1f} {time:>6.0f}"
            f" {time / empty:>5.1f} x {shift:>6.3f} {task:>5.0f}"
        )


def _print_answers(browser: Any, base: str) -> None:
    ready, results = ".at-facets details", "[data-ex-results][aria-busy=false]"
    print(f"browse, ready to filter: {browse_ready(browser, base + 'papers/'):.0f} ms")
    typed = answering(browser, base + "papers/", ready, _KEYSTROKE)
    print(f"browse, one more letter: {typed:.1f} ms")
    again = answering(browser, base + "explorer/", results, _RECOMPUTE)
    print(f"explorer, another batch, all drawn: {again:.1f} ms (a frame lasts 16.7 ms)")


if __name__ == "__main__":
    run()
