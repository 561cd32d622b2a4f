"""Search for bytes on which a reader fails: `python -m tests.fuzz loader --seconds 60`.

Guided by coverage where atheris is installed (`pip install -e '.[fuzz]'`), else by chance. A case
that is found is written beside this file, under found/, where the tests run it ever after.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

INSTRUMENTED = ["roofline", "taxonomy", "site_builder", "bibtexparser", "pylatexenc"]


def main() -> None:
    """Run one target for some time."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=["loader", "bibtex", "config"])
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if importlib.util.find_spec("atheris"):
        _guided(asked.target, asked.seconds, asked.seed)
    else:
        print("atheris is not installed; inputs are changed blindly, not guided by coverage")
        _blind(asked.target, asked.seconds, asked.seed)


def _kept(target: str, run: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, which keeps the bytes on which it fails."""
    from tests.fuzz.targets import FOUND

    def one(data: bytes) -> None:
        try:
            run(data)
        except BaseException:
            name = f"{target}-{hashlib.sha256(data).hexdigest()[:12]}"
            FOUND.mkdir(exist_ok=True)
            (FOUND / name).write_bytes(data)
            print(f"kept as {FOUND / name}", file=sys.stderr)
            raise

    return one


def _guided(target: str, seconds: int, seed: int) -> None:
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.fuzz.targets import TARGETS, seeds

    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds(target)):
            (Path(folder) / str(number)).write_bytes(data)
        limits = [f"-max_total_time={seconds}", f"-seed={seed}", "-timeout=20", "-max_len=4096"]
        limits.append(f"-artifact_prefix={folder}/")  # found/ keeps what matters
        atheris.Setup([sys.argv[0], *limits, folder], _kept(target, TARGETS[target]))
        atheris.Fuzz()


def _blind(target: str, seconds: int, seed: int) -> None:
    from tests.fuzz.targets import TARGETS, seeds

    rng, known, run = random.Random(seed), seeds(target), _kept(target, TARGETS[target])
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        run(_changed(rng, rng.choice(known), rng.choice(known)))
        count += 1
    print(f"{count} inputs, nothing found")


def _changed(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """Some bytes replaced, doubled, left out, or taken from another input."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randint(0, len(changed))
        end = min(len(changed), at + rng.randint(0, 40))
        cut = rng.randint(0, len(other))
        changed[at:end] = rng.choice(
            [b"", bytes(changed[at:end]) * 2, rng.randbytes(2), other[cut : cut + 30]]
        )
    return bytes(changed)


if __name__ == "__main__":
    main()
