"""The input vector of the traced cost model: names, and their values for a deployment."""

from __future__ import annotations

import math
from dataclasses import fields
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from roofline.deployment import UNLIMITED, Deployment, Execution, Numerics, Workload
from roofline.device import Device
from roofline.model import Attention, FeedForward, LayerGroup, Model, q_out
from roofline.symbols import Value

SETTINGS = tuple(f.name for cls in (Workload, Numerics, Execution) for f in fields(cls))
"""Fields of workload, numerics and execution, in the order of the input vector."""

NEUTRAL_SETTINGS = tuple(
    math.nan if cls is Workload else float(f.default)  # type: ignore[arg-type]
    for cls in (Workload, Numerics, Execution)
    for f in fields(cls)
)
"""Values at which settings change nothing, in the order of `SETTINGS`; the workload has none."""

DEVICE_NUMBERS = (
    "peak16",
    "peak8",
    "peak4",
    "peak_vector",
    "bandwidth",
    "attention_bandwidth",
    "capacity",
    "link",
    "node_size",
    "network",
    "host_link",
    "tdp",
    "price",
)
MODEL_NUMBERS = (
    "hidden",
    "vocab",
    "prefix_tokens",
    "num_layers",
    "linear_parameters",
    "embedding_parameters",
    "cached_values",
    "extra_parameters",
    "embedding_width",
)
GROUP_NUMBERS = (
    "count",
    "heads",
    "kv_heads",
    "head_dim",
    "value_dim",
    "window",
    "layers_per_cache",
    "query_rank",
    "latent_dim",
    "rope_dim",
    "state_size",
    "state_parameters",
    "intermediate",
    "matrices",
    "experts",
    "top_k",
    "shared_intermediate",
    "parameters",
    "expert_parameters",
    "norm_parameters",
    "mixer_extras",
    "ffn_extras",
    "query_gate",
    "key_is_value",
    "index_dim",
    "index_heads",
    "index_tokens",
    "expert_width",
)
LAW_KINDS = (
    "gemm16",
    "gemm8",
    "gemm4",
    "context16",
    "context8",
    "generation16",
    "generation8",
    "moe",
    "elementwise",
)
LAW_FIELDS = ("start", "compute", "memory", "serial", "quantise", "block")
LINK_FIELDS = ("link_one_shot", "link_one_shot_share", "link_start", "link_step", "link_share")
LAW_NUMBERS = (*(f"{kind}_{name}" for kind in LAW_KINDS for name in LAW_FIELDS), *LINK_FIELDS)

NEUTRAL_LAWS: dict[str, float] = {
    name: 1.0 if name.endswith(("compute", "memory", "share")) else 0.0 for name in LAW_NUMBERS
}
"""Constants under which the calibrated law is a smooth roofline without start-up times."""


class GroupShape(NamedTuple):
    """What of a layer group decides which operators exist."""

    attention: str
    ffn: str
    has_shared: bool
    has_latent: bool
    has_index: bool


Structure = tuple[GroupShape, ...]
"""What of a model decides which operators exist: one shape per layer group."""


def structure_of(model: Model) -> Structure:
    """The structure of a model."""
    return tuple(
        GroupShape(
            g.attention.kind if g.attention else "none",
            g.ffn.kind,
            g.ffn.shared_intermediate > 0,
            g.ffn.latent > 0,
            bool(g.attention and g.attention.index_heads),
        )
        for g in model.groups
    )


def input_names(groups: int) -> tuple[str, ...]:
    """Names of the input vector for a structure of so many groups."""
    return (
        *SETTINGS,
        *DEVICE_NUMBERS,
        *LAW_NUMBERS,
        *MODEL_NUMBERS,
        *(f"g{i}_{name}" for i in range(groups) for name in GROUP_NUMBERS),
    )


def mixer_values(a: Attention | None, hidden: int) -> dict[str, float]:
    """Numbers of a token mixer, by the names of `GROUP_NUMBERS`."""
    if a is None:
        a = Attention()
    projections = 0 if a.kind == "state" else _projections(a, hidden)
    return {
        "heads": a.heads,
        "kv_heads": a.kv_heads,
        "head_dim": a.head_dim,
        "value_dim": a.value_dim,
        "window": a.window or UNLIMITED,
        "layers_per_cache": a.layers_per_cache,
        "query_rank": a.query_rank,
        "latent_dim": a.latent_dim,
        "rope_dim": a.rope_dim,
        "state_size": a.state_size,
        "state_parameters": a.state_parameters,
        "mixer_extras": 0 if a.kind == "state" else max(a.parameters(hidden) - projections, 0),
        "query_gate": float(a.gated),
        "key_is_value": float(a.key_is_value),
        "index_dim": a.index_dim,
        "index_heads": a.index_heads,
        "index_tokens": a.index_tokens or UNLIMITED,
    }


def _projections(a: Attention, hidden: int) -> float:
    """Weights of the matrix products of a mixer that caches. [1]"""
    if a.kind == "latent":
        heads_in = a.heads * (a.head_dim + a.rope_dim)
        query = (hidden + heads_in) * a.query_rank if a.query_rank else hidden * heads_in
        up = a.latent_dim * a.heads * (a.head_dim + a.value_dim)
        own = query + hidden * (a.latent_dim + a.rope_dim) + up + q_out(a) * hidden
        return own + index_projections(a, hidden)
    q, k, v = a.widths
    cached = (k if a.key_is_value else k + v) / a.layers_per_cache
    return hidden * (q * (1 + a.gated) + cached + q_out(a)) + index_projections(a, hidden)


def index_projections(a: Attention, hidden: int) -> float:
    """Weights of the matrix products of an indexer. [1]"""
    inner = a.query_rank or hidden
    return inner * a.index_heads * a.index_dim + hidden * (
        (a.index_dim + a.index_heads) if a.index_heads else 0
    )


def feed_values(f: FeedForward, hidden: int) -> dict[str, float]:
    """Numbers of a feed-forward part, by the names of `GROUP_NUMBERS`."""
    outer = f.latent or hidden
    one = f.matrices * outer * f.intermediate
    routed = f.kind == "experts"
    experts = one * f.experts if routed else 0
    shared = f.matrices * hidden * f.shared_intermediate if routed else 0
    router = hidden * (f.experts + 2 * f.latent) if routed else 0
    products = experts + shared + router + (one if f.kind == "dense" else 0)
    return {
        "intermediate": f.intermediate,
        "matrices": f.matrices,
        "experts": f.experts,
        "top_k": f.top_k,
        "shared_intermediate": f.shared_intermediate,
        "expert_parameters": experts,
        "ffn_extras": f.parameters(hidden) - products,
        "expert_width": outer,
    }


def group_values(group: LayerGroup, hidden: int) -> tuple[float, ...]:
    """Numbers of a layer group, in the order of `GROUP_NUMBERS`."""
    feed = feed_values(group.ffn, hidden)
    values = {
        **mixer_values(group.attention, hidden),
        **feed,
        "count": group.count,
        "parameters": group.parameters(hidden) - feed["expert_parameters"],
        "norm_parameters": group.norm_parameters,
    }
    return tuple(float(values[name]) for name in GROUP_NUMBERS)


@lru_cache(maxsize=512)
def model_values(model: Model) -> tuple[float, ...]:
    """Numbers of a model and its groups, in the order of the input vector."""
    linear = model.parameters - model.embedding_parameters - model.extra_parameters
    cached = model.kv_bytes_per_token(8)
    own = (
        model.hidden,
        model.vocab,
        model.prefix_tokens,
        model.num_layers,
        linear,
        model.embedding_parameters,
        cached,
        model.extra_parameters,
        model.embedding_dim or model.hidden,
    )
    groups = (v for g in model.groups for v in group_values(g, model.hidden))
    return (*(float(v) for v in own), *groups)


@lru_cache(maxsize=512)
def device_values(device: Device, floating: bool, host_link: float) -> tuple[float, ...]:
    """Numbers of a device, in the order of `DEVICE_NUMBERS`.

    Links that no source states are taken as unlimited: such a deployment is bounded by the rest.
    """
    return (
        device.peak_16,
        device.peak_of(8, floating=floating),
        device.peak_of(4, floating=floating),
        device.peak_vector,
        device.bandwidth,
        device.attention_bandwidth or device.bandwidth,
        device.capacity,
        device.link or device.host_link or UNLIMITED,
        float(max(device.node_size, 1)),
        device.network or device.link or device.host_link or UNLIMITED,
        host_link or device.host_link or UNLIMITED,
        device.tdp,
        device.price,
    )


def _settings(part: Workload | Numerics | Execution) -> tuple[float, ...]:
    return tuple([float(getattr(part, name)) for name in part.__slots__])


_default_execution = Execution()
_default_numerics = Numerics()
_settings_of_execution = lru_cache(maxsize=4096)(_settings)
_settings_of_numerics = lru_cache(maxsize=4096)(_settings)


def input_values(d: Deployment, laws: tuple[float, ...]) -> tuple[float, ...]:
    """The input vector of a deployment.

    Args:
        d: The deployment.
        laws: Constants of the calibrated law, in the order of `LAW_NUMBERS`.
    """
    w = d.workload
    return (
        float(w.batch),
        float(w.prompt_tokens),
        float(w.output_tokens),
        *_settings_of_numerics(d.numerics),
        *_settings_of_execution(d.execution),
        *device_values(d.device, d.numerics.floating > 0, d.execution.host_bandwidth),
        *laws,
        *model_values(d.model),
    )


def numbers(structure: Structure, values: dict[str, Value]) -> SimpleNamespace:
    """The view of named values that `roofline.phases` reads."""
    flat = {name: values[name] for name in (*SETTINGS, *DEVICE_NUMBERS, *MODEL_NUMBERS)}
    groups = []
    for i, shape in enumerate(structure):
        own = {name: values[f"g{i}_{name}"] for name in GROUP_NUMBERS}
        groups.append(SimpleNamespace(**own, **shape._asdict()))
    laws = {name: values[name] for name in LAW_NUMBERS}
    return SimpleNamespace(**flat, groups=groups, laws=laws)
