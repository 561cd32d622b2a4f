"""How far estimates lie from measurements: `python benchmarks/accuracy.py`, `make accuracy`.

Scores any file in the form of `benchmarks/data/README.md`. Nothing is looked up in the rows when
a time is predicted: they are turned into shapes, and the cost model does the rest.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __package__ in (None, ""):  # run as a script, Python looks for modules beside this file only
    sys.path.insert(0, str(ROOT))

from benchmarks import (  # noqa: E402
    accuracy_kernels,
    accuracy_named,
    accuracy_published,
    accuracy_serving,
)
from benchmarks.scores import Report, as_data, as_text  # noqa: E402

DATA = ROOT / "benchmarks" / "data"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Options of the command line."""
    parser = argparse.ArgumentParser(description="Score estimates against measurements.")
    parser.add_argument(
        "--kernels",
        type=Path,
        default=None,
        help="measured kernels; the development rows if neither file is named",
    )
    parser.add_argument("--serving", type=Path, default=None, help="measured serving points")
    parser.add_argument("--json", action="store_true", help="print data in place of tables")
    return parser.parse_args(given)


def reports(kernels: Path | None, serving: Path | None) -> dict[str, Report]:
    """What is found on the files named; on the development rows and papers where none is."""
    with_published = kernels is None and serving is None
    if with_published:
        kernels, serving = DATA / "kernels_dev.csv.gz", DATA / "e2e_dev.csv.gz"
    found = {}
    if kernels is not None:
        found["kernels"] = accuracy_kernels.report(kernels)
    if serving is not None:
        found["serving"] = accuracy_serving.report(serving)
    if with_published:
        found["named"] = accuracy_named.report()
        found["published"] = accuracy_published.report()
    return found


def main(given: Sequence[str] | None = None) -> int:
    """Print the scores; 2 where a file cannot be read."""
    chosen = arguments(given)
    try:
        found = reports(chosen.kernels, chosen.serving)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if chosen.json:
        print(json.dumps({name: as_data(report) for name, report in found.items()}, indent=2))
    else:
        print("\n\n".join(as_text(report) for report in found.values()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
