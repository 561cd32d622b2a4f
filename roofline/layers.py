"""The operators of a decoder, phase by phase, from the numbers of a deployment.

`phase_operators` is run once per architecture on symbols (`roofline.program`). Attribute names on
`n` are those of `roofline.inputs`; `n.groups[i]` are the numbers of a layer group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from roofline import operators as op
from roofline.inputs import LAW_FIELDS
from roofline.operators import Cost
from roofline.symbols import Namespace, Value
from roofline.timing import (
    Law,
    Overlap,
    Roof,
    Times,
    filling_work,
    kernel_times,
    link_time,
    query_blocks,
    split_steps,
)

PhaseName = Literal["prefill", "decode"]
Numbers = Any


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator of a phase: `count` equal launches on each device.

    Attributes:
        name: What it is called in the breakdown.
        kind: Class of the operator.
        group: Index of its layer group; -1 outside layers.
        count: Launches per pass. [1]
        cost: Work and traffic of one launch. [FLOP, B]
        times: Times of one launch. [s]
    """

    name: str
    kind: str
    group: int
    count: Value
    cost: Cost
    times: Times


@dataclass(frozen=True, slots=True)
class Pass:
    """Numbers that all operators of one pass share; see `prefill_pass` and `decode_pass`.

    Attributes:
        phase: Which phase.
        requests: Requests per device group and micro-batch. [1]
        new: Tokens per request. [token]
        past: Tokens cached before them, per request. [token]
        tokens: Rows of each matrix product. [token]
        weight_reads: Times that weights are read. [1]
        chunks: Pieces that a prompt enters in. [1]
    """

    phase: PhaseName
    requests: Value
    new: Value
    past: Value
    tokens: Value
    weight_reads: Value
    chunks: Value = 1.0


def prompt_length(n: Numbers) -> Value:
    """Prompt after compression, with the tokens that every prompt begins with. [token]"""
    return n.prompt_tokens / n.prompt_ratio + n.prefix_tokens


def output_length(n: Numbers) -> Value:
    """Output after shortening. [token]"""
    return n.output_tokens / n.output_ratio


def parts_at_once(n: Numbers) -> Value:
    """Parts of an answer written per step, averaged over a serial outline and its parts. [1]

    Returns:
        n / (s + n / p) for n tokens in p parts after an outline of s tokens.

    Sources:
        ning2023skeleton, section 2: the skeleton first, then all its points side by side.
    """
    tokens = output_length(n)
    return tokens / (n.serial_tokens + tokens / n.output_parts)


def requests_per_replica(n: Numbers, xp: Namespace) -> Value:
    """Requests in one micro-batch of one replica: the batch over replicas and stages. [1]"""
    return xp.maximum(n.batch * n.occupancy / (n.data * n.pipeline), 1.0)


def prefill_pass(n: Numbers, xp: Namespace) -> Pass:
    """The pass over the prompts of a micro-batch; cached prefixes are not computed again."""
    prompt = prompt_length(n)
    past = prompt * n.prefix_hit
    new = prompt - past
    requests = requests_per_replica(n, xp)
    tokens = requests * new / n.sequence
    return Pass(
        "prefill",
        requests,
        new,
        past,
        tokens,
        pieces(n, xp, tokens),
        pieces(n, xp, new / n.sequence),
    )


def pieces(n: Numbers, xp: Namespace, tokens: Value) -> Value:
    """Chunks that so many prompt tokens enter in; 1 where prompts are not chunked. [1]"""
    chunks = xp.maximum(tokens / xp.maximum(n.chunk_tokens, 1.0), 1.0)
    return xp.where_greater(n.chunk_tokens, 0.5, chunks, 1.0)


def decode_pass(n: Numbers, xp: Namespace) -> Pass:
    """One decode step of a micro-batch, at the mean context of the output."""
    parts = parts_at_once(n)
    requests = requests_per_replica(n, xp) * parts
    past = prompt_length(n) + output_length(n) / (2 * parts)
    return Pass("decode", requests, n.verified_tokens, past, requests * n.verified_tokens, 1.0)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Storage of one value of each sort. All in [B]."""

    weight: Value
    expert: Value
    activation: Value
    expert_activation: Value
    stream: Value
    kv: Value
    embedding: Value
    communicated: Value


def expert_activation_bits(n: Numbers, xp: Namespace) -> Value:
    """Bits of an activation that enters a routed expert. [bit]"""
    own = n.expert_activation_bits
    return xp.where_greater(own, 0.0, own, n.activation_bits)


def sizes(n: Numbers, xp: Namespace) -> Sizes:
    """Storage of one value of each sort, scales and zero points included. [B]

    Args:
        n: Numbers of the deployment.
        xp: Namespace to compute in.

    Sources:
        frantar2022gptq, section 4: a group of weights carries its own scale and zero point.
    """
    bits = (n.weight_bits + n.weight_overhead_bits) * (1 - n.outlier_share) + 16 * n.outlier_share
    weight = n.weights_kept * (bits + n.index_bits) / 8
    own = n.weights_kept * (n.expert_bits + n.index_bits) / 8
    return Sizes(
        weight=weight,
        expert=xp.where_greater(n.expert_bits, 0.0, own, weight),
        activation=n.activation_bits / 8,
        expert_activation=expert_activation_bits(n, xp) / 8,
        stream=n.stream_bits / 8,
        kv=(n.kv_bits + n.kv_overhead_bits) / 8,
        embedding=n.embedding_bits / 8,
        communicated=n.comm_bits / 8,
    )


class PhaseBuilder:
    """Collects the operators of one phase."""

    def __init__(self, n: Numbers, xp: Namespace, step: Pass) -> None:
        self.n, self.xp, self.step = n, xp, step
        self.size = sizes(n, xp)
        self.operators: list[Operator] = []
        self.group = -1
        self.count: Value = 1.0
        self.bandwidth = n.bandwidth * n.bandwidth_factor

    # -- roofs ------------------------------------------------------------------------------

    def peak(self, bits: Value) -> Value:
        """Peak for operands of so many bits. [FLOP/s]"""
        where = self.xp.where_greater
        narrow = where(bits, 4.0, self.n.peak8, self.n.peak4)
        return where(bits, 8.0, self.n.peak16, narrow) * self.n.compute_factor

    def law(self, bits: Value) -> Law:
        """Constants of matrix products of so many bits."""
        where = self.xp.where_greater
        c = self.n.laws

        def pick(name: str) -> Value:
            narrow = where(bits, 4.0, c[f"gemm8_{name}"], c[f"gemm4_{name}"])
            return where(bits, 8.0, c[f"gemm16_{name}"], narrow)

        return Law(*(pick(name) for name in LAW_FIELDS))

    def named_law(self, kind: str) -> Law:
        """Constants of another class."""
        c = self.n.laws
        return Law(*(c[f"{kind}_{name}"] for name in LAW_FIELDS))

    # -- adding -----------------------------------------------------------------------------

    def add(self, name: str, kind: str, cost: Cost, times: Times, count: Value = None) -> None:
        """Append an operator of the present layer group."""
        launches = self.count if count is None else count
        self.operators.append(Operator(name, kind, self.group, launches, cost, times))

    def gemm(
        self,
        name: str,
        tokens: Value,
        d_in: Value,
        d_out: Value,
        *,
        share: Value = 1.0,
        read: Value = 1.0,
    ) -> None:
        """A matrix product; a token uses `share` of its weights, all tokens together `read`."""
        n = self.n
        reads = read * self.step.weight_reads
        cost = op.linear(
            tokens,
            d_in,
            d_out,
            weight_bytes=self.size.weight * reads,
            activation_bytes=self.size.activation,
            output_bytes=self.size.stream,
        )
        cost = cost._replace(flops=cost.flops * n.weights_computed * share)
        self.product(name, cost, tokens, d_in)

    def product(
        self,
        name: str,
        cost: Cost,
        rows: Value,
        inner: Value,
        *,
        weight_bits: Value | None = None,
    ) -> None:
        """Append a matrix product whose cost is known; it runs at its wider operand's format."""
        n = self.n
        weights = n.weight_bits if weight_bits is None else weight_bits
        wide = self.xp.maximum(weights, n.activation_bits)
        roof = Roof(self.peak(wide), self.bandwidth, n.link, n.gemm_speedup)
        values = cost.read / self.size.activation
        serial = split_steps(self.xp, inner)
        law = self.law(wide)
        filling = filling_work(cost.flops, inner)
        times = kernel_times(self.xp, cost, roof, law, serial, values, rows, filling)
        self.add(name, "gemm", cost, times)

    def routed(self, name: str, cost: Cost, values: Value) -> None:
        """Append routed experts whose cost is known, with their own formats.

        `values` are the residual-stream values that go in, one row for each token and expert.

        Scales are part of `expert_bits`: 4.25 bits per weight are computed as 4.
        """
        n, xp = self.n, self.xp
        own = xp.where_greater(n.expert_bits, 0.0, xp.floor(n.expert_bits), n.weight_bits)
        wide = xp.maximum(own, expert_activation_bits(n, xp))
        roof = Roof(self.peak(wide), self.bandwidth, n.link, n.expert_speedup)
        times = kernel_times(xp, cost, roof, self.named_law("moe"), 0.0, values)
        self.add(name, "moe", cost, times)

    def wise(
        self,
        name: str,
        values: Value,
        flops: Value,
        reads: Value,
        writes: Value,
        *,
        weights: Value = 0.0,
    ) -> None:
        """An element-wise operator; fused ones move no activations and cost no work of their own.

        `weights` are read whether it is fused or not; they stay in the stream's format.
        """
        n = self.n
        left = 1 - n.fused_elementwise
        cost = op.elementwise(
            values * left,
            flops_per_value=flops,
            reads=reads,
            writes=writes,
            activation_bytes=self.size.stream,
        )
        cost = cost._replace(weights=weights * self.size.stream)
        law = self.named_law("elementwise")
        law = law._replace(start=law.start * left)
        roof = Roof(n.peak_vector * n.compute_factor, self.bandwidth, n.link, n.elementwise_speedup)
        self.add(name, "elementwise", cost, kernel_times(self.xp, cost, roof, law, 0.0))

    def attend(self, name: str, cost: Cost, serial: Value, heads: Value) -> None:
        """An attention kernel of so many query heads over the cache."""
        n, step = self.n, self.step
        kind, bits, blocks = "generation", n.kv_bits, 0.0
        if step.phase == "prefill":
            kind, bits = "context", n.attention_bits
            blocks = query_blocks(self.xp, step.requests * heads, step.new)
        overlap: Overlap = "nothing" if step.phase == "prefill" else "steps"
        first, second = self.named_law(f"{kind}16"), self.named_law(f"{kind}8")
        wide = self.xp.where_greater
        law = Law(*(wide(bits, 8.0, a, b) for a, b in zip(first, second, strict=True)))
        bandwidth = n.attention_bandwidth * n.attention_bandwidth_factor * n.bandwidth_factor
        roof = Roof(self.peak(n.attention_bits), bandwidth, n.link, n.attention_speedup)
        times = kernel_times(self.xp, cost, roof, law, serial, 0.0, blocks, overlap=overlap)
        self.add(name, f"{kind}-attention", cost, times)

    def link_over(self, span: Value) -> Value:
        """Link that joins so many devices: their own within a node, the network beyond. [B/s]"""
        n = self.n
        return self.xp.where_greater(span, n.node_size, n.network, n.link)

    def collective(
        self,
        name: str,
        kind: str,
        sent: Value,
        devices: Value,
        steps: Value,
        *,
        span: Value | None = None,
    ) -> None:
        """A collective over `devices` that lie within `span` neighbours; free for one device."""
        n, xp = self.n, self.xp
        share = 1 - n.comm_hidden
        link = self.link_over(devices if span is None else span)
        many = xp.where_greater(devices, 1.5, 1.0, 0.0)
        expected = link_time(xp, sent, link, devices, steps, n.laws) * many * share
        times = Times(0.0, 0.0, sent / link * share, expected)
        self.add(name, kind, Cost(communicated=sent), times)
