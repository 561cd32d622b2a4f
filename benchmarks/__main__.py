"""`python -m benchmarks`: every figure of speed, as ratios where there is a yardstick."""

from __future__ import annotations

from benchmarks import engine, library


def main() -> None:
    """Run all benchmarks in turn."""
    print("The engine, one core")
    engine.main()
    print("\nValidation and build, processor time")
    library.run()


if __name__ == "__main__":
    main()
