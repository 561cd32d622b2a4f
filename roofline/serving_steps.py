"""What a serving loop is made of: a decode step, a prefill, and a prompt read within a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import compress
from operator import eq
from typing import Any, NamedTuple

from roofline.footprint import memory_totals
from roofline.inputs import (
    NEUTRAL_SETTINGS,
    SETTINGS,
    Structure,
    input_names,
    numbers,
)
from roofline.layers import Numbers, Operator, decode_pass, prefill_pass
from roofline.mixed import ATTENTION, HOST, step_time
from roofline.phases import pass_operators
from roofline.program import Fixed, Program
from roofline.symbols import Graph, Namespace, Value
from roofline.timing import ideal_time


class Steps(NamedTuple):
    """What a serving loop is made of; numbers, or arrays over many deployments.

    Attributes:
        running: Requests that run at once on one replica. [1]
        step_ideal: Bound of a decode step of those requests. [s]
        step: Its calibrated time. [s]
        prefill_ideal: Bound of the prefill of one request by itself. [s]
        prefill: Its calibrated time. [s]
        prompt_ideal: Bound of what one prompt adds to a decode step that it is read in. [s]
        prompt: Its calibrated time. [s]
    """

    running: Any
    step_ideal: Any
    step: Any
    prefill_ideal: Any
    prefill: Any
    prompt_ideal: Any
    prompt: Any


OWN = (*ATTENTION, HOST)
"""Kinds of operators that the rows of a prompt and of decoding requests do not share."""

ENDS = ("final_norm", "lm_head")
"""Operators that run over the last token of a prompt only."""


def joint_operators(n: Numbers, xp: Namespace) -> list[Operator]:
    """Operators of a decode step whose products also run over the rows of one prompt.

    Args:
        n: Numbers of the deployment, its batch the requests that decode.
        xp: Namespace to compute in.

    Sources:
        agrawal2023sarathi, section 4.2: a step that carries a prompt reads the weights once.
    """
    step = decode_pass(n, xp)
    prompt = prefill_pass(n, xp).new / n.sequence
    return pass_operators(n, xp, replace(step, tokens=step.tokens + prompt))


def prompt_time(
    xp: Namespace,
    decode: Sequence[Operator],
    joint: Sequence[Operator],
    prefill: Sequence[Operator],
    *,
    expected: bool,
) -> Value:
    """What one prompt adds to a decode step: its rows in shared products, and its attention. [s]

    Args:
        xp: Namespace to compute in.
        decode: Operators of the decode step.
        joint: The same step over the rows of the prompt as well.
        prefill: Operators of the prompt by itself.
        expected: Calibrated times rather than bounds.
    """

    def time(o: Operator) -> Value:
        return o.count * (o.times.expected if expected else ideal_time(xp, o.times))

    added: Value = 0.0
    for own, both in zip(decode, joint, strict=True):
        if own.kind not in OWN and own.name not in ENDS:
            added = added + (time(both) - time(own))
    for o in prefill:
        if o.kind in ATTENTION or o.name == "index_top_k":
            added = added + time(o)
    return xp.maximum(added, 0.0)


def serving_steps(structure: Structure, values: dict[str, Value], xp: Namespace) -> Steps:
    """The formulas, run in a namespace.

    Args:
        structure: What decides which operators exist.
        values: Every input by name; the batch is the requests offered at once.
        xp: Namespace to compute in.

    Notes:
        Where not even one request fits, all are taken to run: the deployment needs more devices
        than it says.
    """
    offered = numbers(structure, values)
    first = pass_operators(offered, xp, prefill_pass(offered, xp))
    most = memory_totals(offered, xp, first, pass_operators(offered, xp, decode_pass(offered, xp)))
    per_replica = offered.batch / offered.data
    fitting = xp.where_greater(most[-1], 0.5, most[-1] / offered.data, per_replica)
    running = xp.minimum(per_replica, fitting)
    n = numbers(structure, values | {"batch": running * offered.data})
    alone = numbers(structure, values | {"batch": offered.data * offered.pipeline})
    decode = pass_operators(n, xp, decode_pass(n, xp))
    joint = joint_operators(n, xp)
    prefill = pass_operators(alone, xp, prefill_pass(alone, xp))
    times = []
    for expected in (False, True):
        times.append(step_time(decode, xp, expected=expected))
        times.append(step_time(prefill, xp, expected=expected))
        times.append(prompt_time(xp, decode, joint, prefill, expected=expected))
    return Steps(running, times[0], times[3], times[1], times[4], times[2], times[5])


@lru_cache(maxsize=256)
def serving_program(structure: Structure, fixed: Fixed = ()) -> Program:
    """The serving loop's parts of a structure as straight-line code.

    Args:
        structure: What decides which operators exist.
        fixed: Inputs that are constants.
    """
    graph = Graph()
    names = input_names(len(structure))
    values = {name: graph.symbol(name) for name in names} | dict(fixed)
    return Program(names, tuple(serving_steps(structure, values, graph)), ())


@lru_cache(maxsize=1024)
def neutral_serving_program(structure: Structure, mask: tuple[bool, ...]) -> Program:
    """The program in which settings at their neutral value are constants.

    Args:
        structure: What decides which operators exist.
        mask: Whether each setting is neutral, from `neutral_mask`.
    """
    settings = zip(SETTINGS, NEUTRAL_SETTINGS, strict=True)
    return serving_program(structure, tuple(compress(settings, mask)))


def neutral_mask(values: Sequence[float]) -> tuple[bool, ...]:
    """Which settings of an input vector are at their neutral value."""
    return tuple(map(eq, values, NEUTRAL_SETTINGS))
