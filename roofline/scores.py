"""How far predictions lie from measurements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Band = tuple[Array, Array]


@dataclass(frozen=True)
class Score:
    """How far a prediction lies from measurements.

    Attributes:
        rows: Rows scored. [1]
        median: Median of |predicted / measured - 1|. [1]
        mean: Its mean. [1]
        p90: Its 90 % quantile. [1]
        bias: Median of predicted / measured, less 1. [1]
        spearman: Rank correlation of predicted and measured; nan where one of them is constant. [1]
        coverage: Share of measurements inside the band; nan without one. [1]
    """

    rows: int
    median: float
    mean: float
    p90: float
    bias: float
    spearman: float
    coverage: float = float("nan")


def ranks(values: Array) -> Array:
    """Place of each value in the order of all, equal ones sharing their mean place. [1]"""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place])


def spearman(prediction: Array, measured: Array) -> float:
    """Rank correlation; nan where there is nothing to rank. [1]"""
    if len(measured) < 2 or np.ptp(prediction) == 0 or np.ptp(measured) == 0:
        return float("nan")
    return float(np.corrcoef(ranks(prediction), ranks(measured))[0, 1])


def score(prediction: Array, measured: Array, band: Band | None = None) -> Score:
    """Compare a prediction with measurements.

    Args:
        prediction: Predicted values, in the unit of the measured ones.
        measured: Measured values, above zero.
        band: Lower and upper end of the band of each prediction.

    Raises:
        ValueError: There are no rows.
    """
    if len(measured) == 0:
        raise ValueError("no rows to score")
    ratio = np.asarray(prediction / measured)
    error = np.abs(ratio - 1)
    inside = float("nan")
    if band is not None:
        inside = float(np.mean((measured >= band[0]) & (measured <= band[1])))
    return Score(
        rows=len(measured),
        median=float(np.median(error)),
        mean=float(np.mean(error)),
        p90=float(np.quantile(error, 0.9)),
        bias=float(np.median(ratio) - 1),
        spearman=spearman(np.asarray(prediction), measured),
        coverage=inside,
    )
