"""`python -m benchmarks`: every figure of speed, as ratios where there is a yardstick."""

from __future__ import annotations

import argparse

from benchmarks import browser, engine, library

PARTS = {
    "engine": "The engine, one core",
    "library": "Validation, graph and build, processor time",
    "browser": "What a reader waits for, in Chromium",
}


def main(arguments: list[str] | None = None) -> None:
    """Run the chosen benchmarks in turn."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=library.SIZES,
        metavar="N",
        help="numbers of papers (default: %(default)s; the largest takes some minutes)",
    )
    chosen = parser.parse_args(arguments)
    if unknown := [part for part in chosen.parts if part not in PARTS]:
        parser.error(f"unknown part {unknown[0]!r}; choose from {', '.join(PARTS)}")
    runs = {
        "engine": engine.main,
        "library": lambda: library.run(tuple(chosen.sizes)),
        "browser": browser.run,
    }
    for part in chosen.parts or PARTS:
        print(f"\n{PARTS[part]}", flush=True)
        runs[part]()


if __name__ == "__main__":
    main()
