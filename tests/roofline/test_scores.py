"""Scores of predictions, on numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from roofline.scores import ranks, score, spearman


def values(*numbers: float) -> np.ndarray:
    return np.array(numbers)


def test_errors_of_three_rows():
    # predicted / measured is 0.5, 1 and 2: errors 0.5, 0 and 1
    found = score(values(1, 4, 10), values(2, 4, 5))
    assert (found.rows, found.median, found.mean, found.bias) == (3, 0.5, 0.5, 0.0)
    assert found.p90 == pytest.approx(0.9)


def test_coverage_counts_both_ends_of_the_band():
    measured = values(1, 2, 3, 4)
    found = score(measured, measured, (values(1, 3, 1, 1), values(1, 4, 3, 3)))
    assert found.coverage == 0.5


def test_without_a_band_there_is_no_coverage():
    assert math.isnan(score(values(1), values(1)).coverage)


def test_equal_values_share_their_mean_rank():
    assert list(ranks(values(5, 1, 5, 7))) == [2.5, 1, 2.5, 4]


def test_rank_correlation_ignores_the_scale():
    assert spearman(values(1, 2, 3), values(10, 100, 1000)) == pytest.approx(1)
    assert spearman(values(3, 2, 1), values(10, 100, 1000)) == pytest.approx(-1)


def test_nothing_to_rank():
    assert math.isnan(spearman(values(1, 1), values(1, 2)))


def test_no_rows_is_an_error():
    with pytest.raises(ValueError, match="no rows to score"):
        score(values(), values())
