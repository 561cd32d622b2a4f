"""How many deployments a second the roofline engine estimates, beside a plain Python loop.

Every figure is of one core. The plain loop runs the same formulas on floats without tracing them
first, which is what a straightforward implementation does.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from roofline import Deployment, Range, Workload, estimate, load_devices, load_models, sweep
from roofline.calibrated import load_calibration
from roofline.frameworks import load_frameworks
from roofline.inputs import (
    LAW_NUMBERS,
    NEUTRAL_LAWS,
    input_names,
    input_values,
    numbers,
    structure_of,
)
from roofline.phases import phase_operators
from roofline.program import operator_outputs
from roofline.serving import serve, serve_sweep
from roofline.sweep import CHUNK, sweep_chunks
from roofline.symbols import FLOATS
from roofline.totals import totals

MODELS = ("llama-3-8b", "mixtral-8x7b")
DEVICE = "nvidia-h100-sxm"
SINGLES, SWEPT, PLAIN = 2_000, 200_000, 50
LAWS = tuple(NEUTRAL_LAWS[name] for name in LAW_NUMBERS)


def deployments(model: str, count: int) -> list[Deployment]:
    """Different batches and prompts of one model."""
    shape, device = load_models()[model], load_devices()[DEVICE]
    return [
        Deployment(shape, device, Workload(1 + i % 128, 100 + i, 2 + i % 500)) for i in range(count)
    ]


def plainly(d: Deployment) -> tuple[float, ...]:
    """All numbers of an estimate from the formulas themselves, one Python call per operation."""
    structure = structure_of(d.model)
    values = dict(zip(input_names(len(structure)), input_values(d, LAWS), strict=True))
    n = numbers(structure, values)
    phases = [phase_operators(n, FLOATS, "prefill"), phase_operators(n, FLOATS, "decode")]
    found = [*totals(n, FLOATS, *phases, with_expected=False)]
    for o in (*phases[0], *phases[1]):
        found.extend(operator_outputs(FLOATS, o, expected=False))
    return tuple(found)


def in_full(d: Deployment) -> None:
    """An estimate with every operator as an object."""
    e = estimate(d)
    _ = e.prefill, e.decode


def served(d: Deployment) -> tuple[Range, float | None]:
    """Both times of a serving point."""
    e = serve(d, load_calibration(), load_frameworks(), "vllm")
    return e.tpot, e.ttft


def served_many(d: Deployment, swept: dict[str, np.ndarray]) -> None:
    """Both times of many serving points, in pieces that stay in the processor's cache."""
    kind = "moe" if any(g.ffn.kind == "experts" for g in d.model.groups) else "dense"
    loop = load_frameworks().find("vllm").loops[kind]
    for start in range(0, SWEPT, CHUNK):
        piece = {name: column[start : start + CHUNK] for name, column in swept.items()}
        many = serve_sweep(d, load_calibration(), piece, "vllm")
        many.tpot(loop)
        many.ttft(loop)


def rate(run: Callable[[], object], count: int) -> float:
    """Best of three, by processor time: other programs on the machine do not count. [1/s]"""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return count / best


def columns(count: int) -> dict[str, np.ndarray]:
    """Batches, prompts and bits of a sweep."""
    i = np.arange(count)
    return {
        "batch": 1.0 + i % 256,
        "prompt_tokens": 10.0 + i % 8000,
        "weight_bits": np.where(i % 2, 4.0, 16.0),
        "kv_bits": np.where(i % 3, 8.0, 16.0),
    }


def measure(model: str) -> dict[str, float]:
    """Deployments a second, by way of computing them."""
    some = deployments(model, SINGLES)
    estimate(some[0])
    swept = columns(SWEPT)
    return {
        "plain loop over the formulas": rate(lambda: [plainly(d) for d in some[:PLAIN]], PLAIN),
        "estimate()": rate(lambda: [estimate(d) for d in some], SINGLES),
        "estimate(), every operator as an object": rate(
            lambda: [in_full(d) for d in some], SINGLES
        ),
        "sweep_chunks(), arrays of every operator": rate(
            lambda: [None for _ in sweep_chunks(some[0], swept)], SWEPT
        ),
        "sweep(), the same joined": rate(lambda: sweep(some[0], swept), SWEPT),
        "sweep(), totals only": rate(lambda: sweep(some[0], swept, operators=False), SWEPT),
        "serve(), a closed loop, expected": rate(lambda: [served(d) for d in some], SINGLES),
        "serve_sweep(), many of them": rate(lambda: served_many(some[0], swept), SWEPT),
    }


def main() -> None:
    """Print the rates and their ratio to the plain loop."""
    for model in MODELS:
        rates = measure(model)
        plain = rates["plain loop over the formulas"]
        print(f"roofline engine, {model}: deployments a second on one core")
        for name, value in rates.items():
            each = f"{1e6 / value:10,.2f} us each"
            print(f"  {name:42} {value:12,.0f}   {value / plain:8,.1f} x {each}")


if __name__ == "__main__":
    main()
