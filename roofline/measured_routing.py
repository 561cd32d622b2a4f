"""How tokens were routed where layers of experts were measured.

A row names its routing. Even routing deals the tokens out in turn. `power_law_A` draws a load for
each expert from a power law with exponent A and measures the device with the busiest experts, so
that both the rows and the experts of that device differ from those of independent, even choices.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from roofline.operators import distinct_experts
from roofline.symbols import FLOATS

Array = npt.NDArray[np.float64]

BALANCED = "balanced"
POWER_LAW = "power_law_"
SAMPLES = 16
"""Draws of the loads that a mean is taken of, always the same ones. [1]"""

FEWEST_LOAD, MOST_LOAD = 1.0, 0.8
"""Ends of the law: one token, and this share of all tokens. [token, 1]"""

FEWEST_LOAD_OF_FEW, MOST_LOAD_OF_FEW = 0.01, 2.0
"""The same where there are fewer choices than experts. [token]"""


@cache
def routed(
    tokens: int, experts: int, top_k: int, devices: int, routing: str
) -> tuple[float, float]:
    """What the measured device gets.

    Args:
        tokens: Tokens routed together over all devices. [token]
        experts: Routed experts over all devices. [1]
        top_k: Experts per token. [1]
        devices: Devices that share the experts. [1]
        routing: Name of the routing; where a row has none, tokens choose evenly and each on its
            own, as in estimates.

    Returns:
        Rows (choices of its experts), and experts that are chosen at all. [token, 1]

    Raises:
        ValueError: The routing is none that rows are known to have.

    Sources:
        The measuring program of aiconfigurator (collector/helper.py): loads by the inverse of the
        law's distribution, rounded, none above all tokens, and the busiest device first.
    """
    rows = tokens * top_k / devices
    if not routing:
        return rows, distinct_experts(FLOATS, experts, top_k, tokens) / devices
    if routing == BALANCED:
        return rows, min(max(rows, 1.0), experts / devices)
    loads = _loads(tokens, experts, top_k, _exponent(routing))
    loads = loads.reshape(SAMPLES, devices, experts // devices)
    busiest = loads[np.arange(SAMPLES), loads.sum(axis=2).argmax(axis=1)]
    return float(busiest.sum(axis=1).mean()), float((busiest > 0).sum(axis=1).mean())


def _exponent(routing: str) -> float:
    try:
        return float(routing.removeprefix(POWER_LAW))
    except ValueError:
        words = f"routing {routing!r} is unknown; write '{BALANCED}' or '{POWER_LAW}1.2'"
        raise ValueError(words) from None


def _loads(tokens: int, experts: int, top_k: int, exponent: float) -> Array:
    """Rows of each expert in each sample. [token]"""
    drawn = _power_law(tokens, experts, top_k, exponent)
    choices = tokens * top_k
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    loads = np.minimum(np.round(shares * choices), tokens)
    left = (choices - loads.sum(axis=1))[:, None]
    more, fewer = np.maximum(left, 0.0), np.maximum(-left, 0.0)
    loads += more // experts
    rank = loads.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    loads += (rank < more % experts) * 1.0 - (rank >= experts - fewer)
    return np.asarray(np.clip(loads, 0.0, tokens))


def _power_law(tokens: int, experts: int, top_k: int, exponent: float) -> Array:
    low, high = FEWEST_LOAD, MOST_LOAD * tokens
    if tokens * top_k <= experts:
        low, high = FEWEST_LOAD_OF_FEW, MOST_LOAD_OF_FEW
    drawn = np.random.default_rng(0).random((SAMPLES, experts))
    if exponent == 1:
        return np.asarray(low * (high / low) ** drawn)
    power = 1 - exponent
    return np.asarray(((high**power - low**power) * drawn + low**power) ** (1 / power))
