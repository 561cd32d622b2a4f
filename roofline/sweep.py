"""Many deployments at once: the same program on arrays.

A sweep varies numbers of one deployment; results equal those of single estimates to the last bit,
because both run the same operations in the same order. What changes which operators exist (model)
or is not a number (device) is swept by calling this for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from roofline.calibrated import Calibration
from roofline.deployment import Deployment
from roofline.inputs import (
    LAW_NUMBERS,
    NEUTRAL_LAWS,
    NEUTRAL_SETTINGS,
    SETTINGS,
    input_values,
    structure_of,
)
from roofline.program import OPERATOR_NUMBERS, Label, Program, neutral_program
from roofline.totals import TOTAL_NAMES

Array = npt.NDArray[np.float64]

CHUNK = 8192
"""Deployments computed at once: their intermediate arrays stay in the processor's cache. [1]"""

_NEUTRAL = tuple(NEUTRAL_LAWS[name] for name in LAW_NUMBERS)
_AT = {name: place for place, name in enumerate(SETTINGS)}
_WIDTH = len(OPERATOR_NUMBERS)


@dataclass(frozen=True)
class Sweep:
    """Results of many deployments, column by column.

    Attributes:
        program: The traced cost model that ran.
        columns: Its outputs, each a number where it is the same for all, or an array.
        size: Deployments. [1]
    """

    program: Program
    columns: tuple[Any, ...]
    size: int

    @cached_property
    def totals(self) -> Mapping[str, Array]:
        """Quantities of `roofline.totals.TOTAL_NAMES`, one value per deployment."""
        return {name: self._column(place) for place, name in enumerate(TOTAL_NAMES)}

    @property
    def operators(self) -> tuple[Label, ...]:
        """Operators of both phases, in the order of `operator`."""
        return self.program.labels

    def operator(self, place: int, quantity: str) -> Array:
        """A quantity of an operator, one value per deployment.

        Args:
            place: Which of `operators`.
            quantity: One of `roofline.program.OPERATOR_NUMBERS`.
        """
        column = len(TOTAL_NAMES) + place * _WIDTH + OPERATOR_NUMBERS.index(quantity)
        return self._column(column)

    def _column(self, place: int) -> Array:
        return np.broadcast_to(np.asarray(self.columns[place], dtype=np.float64), (self.size,))


def _checked(columns: Mapping[str, npt.ArrayLike]) -> tuple[dict[str, Array], int]:
    """Columns as arrays of one length.

    Raises:
        ValueError: A name is no setting, a column is not of one dimension, or lengths differ.
    """
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in columns.items()}
    unknown = sorted(set(arrays) - set(_AT))
    if unknown:
        raise ValueError(f"unknown setting {unknown[0]!r}; known are {', '.join(SETTINGS)}")
    lengths = {name: array.shape for name, array in arrays.items()}
    shapes = set(lengths.values())
    if len(shapes) != 1 or len(next(iter(shapes))) != 1 or 0 in next(iter(shapes)):
        raise ValueError(f"columns must be lists of one length above 0, got shapes {lengths}")
    return arrays, next(iter(arrays.values())).shape[0]


def sweep_chunks(
    deployment: Deployment,
    columns: Mapping[str, npt.ArrayLike],
    calibration: Calibration | None = None,
    *,
    operators: bool = True,
) -> Iterator[Sweep]:
    """The same as `sweep`, `CHUNK` deployments at a time, so that memory stays flat.

    Args:
        deployment: What the numbers are varied of.
        columns: Field of `Workload`, `Numerics` or `Execution` to its values, one per deployment.
        calibration: Constants of the calibrated law; without one only bounds are computed.
        operators: Compute each operator's numbers too, not only totals.

    Raises:
        ValueError: A name is no setting, or lengths differ.
    """
    arrays, size = _checked(columns)
    laws = calibration.laws(deployment.device) if calibration else _NEUTRAL
    values: list[Any] = list(input_values(deployment, laws))
    mask = tuple(
        name not in arrays and value == neutral
        for name, value, neutral in zip(SETTINGS, values, NEUTRAL_SETTINGS, strict=False)
    )
    structure = structure_of(deployment.model)
    program = neutral_program(structure, mask, expected=calibration is not None)
    run = program.arrays if operators else program.array_totals
    for start in range(0, size, CHUNK):
        for name, array in arrays.items():
            values[_AT[name]] = array[start : start + CHUNK]
        yield Sweep(program, run(values), min(CHUNK, size - start))


def sweep(
    deployment: Deployment,
    columns: Mapping[str, npt.ArrayLike],
    calibration: Calibration | None = None,
    *,
    operators: bool = True,
) -> Sweep:
    """Estimates of a deployment with some of its numbers varied.

    Args:
        deployment: What the numbers are varied of.
        columns: Field of `Workload`, `Numerics` or `Execution` to its values, one per deployment.
        calibration: Constants of the calibrated law; without one only bounds are computed.
        operators: Compute each operator's numbers too, not only totals.

    Raises:
        ValueError: A name is no setting, or lengths differ.
    """
    pieces = list(sweep_chunks(deployment, columns, calibration, operators=operators))
    columns_of_all = _joined([piece.columns for piece in pieces])
    return Sweep(pieces[0].program, columns_of_all, sum(piece.size for piece in pieces))


def _joined(pieces: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Columns of all chunks, numbers that are the same for all left as they are."""
    if len(pieces) == 1:
        return pieces[0]
    # outputs that are one node of the program are one array: joined once
    known: dict[int, Any] = {}
    joined = []
    for parts in zip(*pieces, strict=True):
        key = id(parts[0])
        if key not in known:
            known[key] = np.concatenate(parts) if np.ndim(parts[0]) else parts[0]
        joined.append(known[key])
    return tuple(joined)
