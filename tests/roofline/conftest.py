"""Small deployments whose numbers can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from roofline import Deployment, Device, Estimate, Model, OperatorEstimate, Workload
from roofline.catalog import load_devices, load_models
from roofline.model import Attention, FeedForward, LayerGroup

TOY_ATTENTION = Attention(heads=4, kv_heads=2, head_dim=16, value_dim=16)
TOY_FFN = FeedForward(intermediate=128)
TOY_MODEL = Model(
    id="toy",
    name="Toy",
    hidden=64,
    vocab=100,
    groups=(LayerGroup(2, TOY_ATTENTION, TOY_FFN, norm_parameters=128),),
    extra_parameters=64,
)
TOY_EXPERTS = replace(
    TOY_MODEL,
    id="toy-experts",
    groups=(
        LayerGroup(
            2,
            TOY_ATTENTION,
            FeedForward(kind="experts", intermediate=32, experts=8, top_k=2),
            norm_parameters=128,
        ),
    ),
)
TOY_DEVICE = Device(
    id="toy-device",
    name="Toy device",
    peak={"bf16": 1e12, "fp8": 2e12, "int8": 2e12, "fp32": 1e11},
    bandwidth=1e11,
    capacity=1e9,
    link=1e10,
    host_link=1e9,
    tdp=100.0,
    price=3.6,
)

Find = Callable[[Estimate, str, str], OperatorEstimate]


@pytest.fixture
def toy() -> Deployment:
    """A dense toy model, batch 4, prompt 8, output 5."""
    return Deployment(TOY_MODEL, TOY_DEVICE, Workload(4, 8, 5))


@pytest.fixture
def toy_experts() -> Deployment:
    """The same with eight experts, two per token."""
    return Deployment(TOY_EXPERTS, TOY_DEVICE, Workload(4, 8, 5))


@pytest.fixture
def find() -> Find:
    """The operator of a phase by name."""

    def found(estimate: Estimate, phase: str, name: str) -> OperatorEstimate:
        operators = getattr(estimate, phase).operators
        return next(o for o in operators if o.name == name)

    return found


@pytest.fixture(scope="session")
def models() -> Mapping[str, Model]:
    """The models that come with the package."""
    return load_models()


@pytest.fixture(scope="session")
def devices() -> Mapping[str, Device]:
    """The devices that come with the package."""
    return load_devices()
