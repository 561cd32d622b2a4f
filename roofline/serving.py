"""A serving system under constant concurrency: each client sends its next request when one ends.

An estimate of a pass says what a device needs for one step. A server runs steps under traffic: the
memory decides how many requests run at once, prompts of new requests lengthen the steps of those
that are being answered, and a request waits before its own prompt is read.

The time per output token needs no fit. A named framework has constants fitted to measured serving
points (`roofline/calibration/serving.yaml`); only with one is there a time to first token, which
is a number of its queue more than of its kernels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from roofline.calibrated import Calibration
from roofline.deployment import Deployment
from roofline.estimate import Range
from roofline.frameworks import Band, Framework, Loop, ServingCalibration
from roofline.inputs import SETTINGS, input_values, structure_of
from roofline.serving_steps import (
    Steps,
    neutral_mask,
    neutral_serving_program,
    serving_program,
)

Array = npt.NDArray[np.float64]

MEMORY_SHARE = 0.9
"""Share of a device's memory that frameworks use unless told otherwise. [1]"""

_AT = {name: place for place, name in enumerate(SETTINGS)}


def model_kind(deployment: Deployment) -> str:
    """Class of a deployment's model: `moe` where it routes to experts, else `dense`."""
    routed = any(g.ffn.kind == "experts" for g in deployment.model.groups)
    return "moe" if routed else "dense"


def as_served(deployment: Deployment) -> Deployment:
    """The deployment with the share of memory that a server uses, where none is given."""
    given = deployment.execution.capacity_factor
    return deployment.with_execution(capacity_factor=MEMORY_SHARE if given == 1 else given)


def loop_tpot(loop: Loop, steps: Steps, output: Any) -> Any:
    """Time per output token in a closed loop. [s]

    Args:
        loop: Constants of the framework. [s, 1]
        steps: What the loop is made of. [s]
        output: Tokens generated per request. [token]

    Returns:
        a T + b (R - 1) P / o + c: a decode step, and the prompts that R - 1 other requests bring
        while one gets its o tokens.
    """
    entering = (steps.running - 1) * steps.prompt / output
    return loop.step * steps.step + loop.prompts * entering + loop.fixed


def loop_ttft(loop: Loop, steps: Steps, output: Any, waiting: Any) -> Any:
    """Time to first token in a closed loop. [s]

    Args:
        loop: Constants of the framework. [s, 1]
        steps: What the loop is made of. [s]
        output: Tokens generated per request. [token]
        waiting: Requests per replica that the memory leaves waiting. [1]

    Returns:
        c0 + T (R - 1) / R + T_p (d + k (R - 1)): the steps of the others that a prompt waits for
        and is read beside, the reading itself, and the queue before it; where w requests wait for a
        place, also w / R of the time that a request holds one.
    """
    others = steps.running - 1
    beside = steps.step * others / steps.running
    read = loop.first + beside + steps.prefill * (loop.prefill + loop.queue * others)
    held = loop_tpot(loop, steps, output) * output
    return read + waiting / steps.running * held


@dataclass(frozen=True)
class ServingEstimate:
    """What a closed loop would do; made by `serve`.

    Attributes:
        deployment: What was estimated; its batch is the number of clients.
        steps: What the loop is made of. [s]
        calibration: Constants of the kernels.
        frameworks: Constants of the frameworks.
        framework: The framework named, if any.
    """

    deployment: Deployment
    steps: Steps
    calibration: Calibration
    frameworks: ServingCalibration
    framework: Framework | None

    @property
    def kind(self) -> str:
        """Class of the model: `dense` or `moe`."""
        return model_kind(self.deployment)

    @property
    def loop(self) -> Loop:
        """Constants in force."""
        if self.framework is None:
            return Loop()
        return self.framework.loops[self.kind]

    @property
    def _output(self) -> float:
        return self.deployment.workload.output_tokens

    @property
    def clients(self) -> float:
        """Clients per replica. [1]"""
        return self.deployment.workload.batch / self.deployment.execution.data

    @property
    def running(self) -> float:
        """Requests that run at once on a replica. [1]"""
        return float(self.steps.running)

    @property
    def waiting(self) -> float:
        """Requests per replica that the memory leaves waiting. [1]"""
        return max(self.clients - self.running, 0.0)

    @property
    def tpot(self) -> Range:
        """Time per output token: the bound of a decode step, and what to expect. [s]"""
        expected = loop_tpot(self.loop, self.steps, self._output)
        return Range(float(self.steps.step_ideal), float(expected))

    @property
    def tpot_band(self) -> Band:
        """Where 80 % of measurements of such estimates lie. [s]"""
        bands = self.framework.tpot_bands if self.framework else self.frameworks.tpot_bands
        return _around(self.tpot.expected or 0.0, bands[self.kind])

    @property
    def ttft(self) -> float | None:
        """Time to first token, a serving estimate; None where no framework is named. [s]"""
        if self.framework is None:
            return None
        return float(loop_ttft(self.loop, self.steps, self._output, self.waiting))

    @property
    def ttft_band(self) -> Band | None:
        """Where 80 % of measurements of such estimates lie. [s]"""
        if self.framework is None or self.ttft is None:
            return None
        return _around(self.ttft, self.framework.ttft_bands[self.kind])

    @property
    def throughput(self) -> float:
        """Tokens generated per second by all requests that run. [token/s]"""
        together = self.running * self.deployment.execution.data
        return together / (self.tpot.expected or float("inf"))

    @cached_property
    def tpot_by_routing(self) -> Band | None:
        """Time per output token if all tokens chose the same experts, and if every expert were
        hit; None without experts. [s]
        """  # noqa: D205
        if self.kind == "dense":
            return None
        ends = []
        for spread in (0.0, 1e6):
            other = self.deployment.with_execution(routing_spread=spread)
            named = self.framework.id if self.framework else ""
            steps = serving_parts(other, self.calibration, named)
            ends.append(float(loop_tpot(self.loop, steps, self._output)))
        return ends[0], ends[1]


def _around(value: float, band: Band) -> Band:
    return value * band[0], value * band[1]


def serving_parts(deployment: Deployment, calibration: Calibration, framework: str = "") -> Steps:
    """What a closed loop on a deployment is made of, as it stands. [s]

    Args:
        deployment: What to serve; its batch is the number of clients.
        calibration: Constants of the kernels.
        framework: Software that runs the kernels; empty for none in particular.
    """
    values = input_values(deployment, calibration.laws(deployment.device, framework))
    program = neutral_serving_program(structure_of(deployment.model), neutral_mask(values))
    return Steps(*program.scalar(values))


def serve(
    deployment: Deployment,
    calibration: Calibration,
    frameworks: ServingCalibration,
    framework: str | None = None,
) -> ServingEstimate:
    """A closed loop of clients on a deployment.

    Args:
        deployment: What to serve; its batch is the number of clients over all replicas.
        calibration: Constants of the kernels.
        frameworks: Constants of the frameworks.
        framework: Framework to take constants of; None for none.

    Raises:
        ValueError: The framework is unknown.
    """
    found = frameworks.find(framework) if framework else None
    served = as_served(deployment)
    steps = serving_parts(served, calibration, framework or "")
    return ServingEstimate(served, steps, calibration, frameworks, found)


@dataclass(frozen=True)
class ServedMany:
    """Closed loops of many deployments, column by column.

    Attributes:
        steps: What the loops are made of. [s]
        clients: Clients per replica. [1]
        output: Tokens generated per request. [token]
    """

    steps: Steps
    clients: Array
    output: Array

    def tpot(self, loop: Loop) -> Array:
        """Time per output token. [s]

        Args:
            loop: Constants of a framework; `Loop()` for none. [s, 1]
        """
        return np.asarray(loop_tpot(loop, self.steps, self.output))

    def ttft(self, loop: Loop) -> Array:
        """Time to first token. [s]

        Args:
            loop: Constants of a framework. [s, 1]
        """
        waiting = np.maximum(self.clients - self.steps.running, 0.0)
        return np.asarray(loop_ttft(loop, self.steps, self.output, waiting))

    @property
    def tpot_ideal(self) -> Array:
        """Bound of a decode step. [s]"""
        return np.asarray(self.steps.step_ideal)


def serve_rows(
    deployments: Sequence[Deployment], calibration: Calibration, framework: str = ""
) -> ServedMany:
    """Closed loops on deployments of one structure.

    Args:
        deployments: What to serve; models of one structure.
        calibration: Constants of the kernels.
        framework: Software that runs the kernels; empty for none in particular.

    Raises:
        ValueError: Their models have different operators.
    """
    structures = {structure_of(d.model) for d in deployments}
    if len(structures) != 1:
        raise ValueError(f"models of {len(structures)} structures; serve one structure at a time")
    served = [as_served(d) for d in deployments]
    rows = [input_values(d, calibration.laws(d.device, framework)) for d in served]
    return _many(serving_program(structures.pop()).arrays(list(np.array(rows).T)), rows)


def serve_sweep(
    deployment: Deployment,
    calibration: Calibration,
    columns: Mapping[str, npt.ArrayLike],
    framework: str = "",
) -> ServedMany:
    """Closed loops on one deployment with settings varied.

    Args:
        deployment: What to serve.
        calibration: Constants of the kernels.
        columns: Setting to its values, all of one length.
        framework: Software that runs the kernels; empty for none in particular.
    """
    served = as_served(deployment)
    laws = calibration.laws(served.device, framework)
    values: list[Any] = list(input_values(served, laws))
    for name, column in columns.items():
        values[_AT[name]] = np.asarray(column, dtype=np.float64)
    program = neutral_serving_program(structure_of(served.model), _varied(values))
    return _many(program.arrays(values), [values])


def _varied(values: Iterable[Any]) -> tuple[bool, ...]:
    plain = [float("nan") if isinstance(v, np.ndarray) else v for v in values]
    return neutral_mask(plain)


def _many(columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> ServedMany:
    def column(name: str) -> Any:
        return np.array([row[_AT[name]] for row in rows]) if len(rows) > 1 else rows[0][_AT[name]]

    clients = np.asarray(column("batch") / column("data"), dtype=np.float64)
    output = np.asarray(column("output_tokens"), dtype=np.float64)
    size = np.broadcast_shapes(*(np.shape(c) for c in (*columns, clients, output))) or (1,)
    wide = [np.broadcast_to(np.asarray(c, dtype=np.float64), size) for c in columns]
    return ServedMany(Steps(*wide), np.broadcast_to(clients, size), np.broadcast_to(output, size))
