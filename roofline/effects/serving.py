"""Effects on where and when work runs: kernels, batching, placement, devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from pydantic import Field, field_validator

from roofline.catalog import load_devices
from roofline.deployment import Deployment
from roofline.effects.base import Change, Effect, EffectConflict, chosen
from roofline.effects.compression import Share
from roofline.model import Model
from roofline.offload import FLEXGEN_HOST, Host, plan


class PageKv(Effect):
    """The cache grows block by block, so that almost none of it lies idle."""

    type: Literal["page-kv"]
    block_size: int = Field(16, ge=1, description="Tokens per block.")
    waste_before: float | None = Field(
        None, ge=0, lt=1, description="Share of reserved cache unused before."
    )

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return ()

    def before(self) -> tuple[Change, ...]:
        """What the deployment without paging looks like: a share of the cache lies idle."""
        return chosen(paging_waste=self.waste_before)


class ContinuousBatching(Effect):
    """A finished request's place is filled at the next step."""

    type: Literal["continuous-batching"]
    occupancy_before: Share | None = Field(
        None, description="Mean share of the batch at work under static batching."
    )

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return ()

    def before(self) -> tuple[Change, ...]:
        """What static batching looks like: part of the batch waits for the longest request."""
        return chosen(occupancy=self.occupancy_before)


class ChunkedPrefill(Effect):
    """Prompts enter in pieces, beside the decoding of others."""

    type: Literal["chunked-prefill"]
    chunk_tokens: int = Field(512, ge=1)

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return chosen(chunk_tokens=float(self.chunk_tokens))


class Disaggregate(Effect):
    """Prefill and decode run on devices of their own."""

    type: Literal["disaggregate"]
    prefill_devices: int = Field(1, ge=1)
    decode_devices: int = Field(1, ge=1)

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return chosen(disaggregated=1.0, prefill_devices=self.prefill_devices / self.decode_devices)


def effective_link(host: Host, shares: Mapping[tuple[str, str], float]) -> float:
    """Bandwidth at which weights arrive from host memory and disk together. [B/s]

    Args:
        host: The machine around the device. [B/s]
        shares: Share of each tensor in each place, by (tensor, place). [1]

    Notes:
        Everything crosses the link; what lies on disk is read first, beside the crossing.
    """
    disk = shares["weights", "disk"]
    moved = shares["weights", "host"] + disk
    return min(host.link, host.disk_read * moved / disk) if disk else host.link


def expert_share(model: Model) -> float:
    """Routed experts' weights over those of all layers. [1]

    Args:
        model: The model. [1]

    Raises:
        EffectConflict: The model has no experts.
    """
    parts = model.parameters_by_part()
    if "routed-experts" not in parts:
        raise EffectConflict(f"offload places experts on the host, but {model.id} has none")
    layers = model.parameters - model.embedding_parameters - model.extra_parameters
    return parts["routed-experts"] / layers


class Offload(Effect):
    """Weights, cache or activations live in host memory or on disk."""

    type: Literal["offload"]
    policy: Literal["linear-program", "weights-on-host", "kv-on-host", "experts-on-host"] = (
        "linear-program"
    )
    weights_on_device: Share | None = None
    kv_on_device: float | None = Field(None, ge=0, le=1)
    host_bandwidth: float | None = Field(None, gt=0, description="Link to host memory. [B/s]")
    disk_bandwidth: float | None = Field(None, gt=0, description="Disk. [B/s]")
    block_batches: int | None = Field(None, ge=1, description="Batches that share a weight load.")
    cpu_attention: bool = Field(False, description="Attention runs beside the cache on the host.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        share = {"weights-on-host": 0.0, "experts-on-host": 0.0}.get(self.policy)
        weights = share if self.weights_on_device is None else self.weights_on_device
        cache = 0.0 if self.policy == "kv-on-host" else None
        return chosen(
            weights_on_device=weights,
            kv_on_device=cache if self.kv_on_device is None else self.kv_on_device,
            host_bandwidth=self.host_bandwidth,
            block_batches=self.block_batches,
            host_attention=1.0 if self.cpu_attention else None,
        )

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment with part of its weights or cache behind the link to the host.

        Raises:
            EffectConflict: There are no experts to move, or the model fits nowhere.
        """
        changed = super().apply(deployment)
        stated = self.weights_on_device is not None or self.kv_on_device is not None
        if self.policy == "linear-program" and not stated:
            return self._placed(changed)
        if self.policy != "experts-on-host":
            return changed
        moved = expert_share(deployment.model) * (1 - (self.weights_on_device or 0.0))
        return changed.with_execution(weights_on_device=1 - moved)

    def _placed(self, deployment: Deployment) -> Deployment:
        """The deployment as the linear program places it, at the block size it chooses."""
        host = replace(
            FLEXGEN_HOST,
            link=self.host_bandwidth or deployment.device.host_link or FLEXGEN_HOST.link,
            disk_read=self.disk_bandwidth or FLEXGEN_HOST.disk_read,
        )
        found = plan(deployment, host)
        if found is None:
            raise EffectConflict(f"offload finds no place for {deployment.model.id} on this host")
        return deployment.with_workload(batch=float(found.block)).with_execution(
            weights_on_device=found.shares["weights", "device"],
            kv_on_device=found.shares["kv_cache", "device"],
            host_bandwidth=effective_link(host, found.shares),
            host_attention=float(found.host_attention),
        )


class Parallelize(Effect):
    """The model is cut over several devices."""

    type: Literal["parallelize"]
    tensor: int = Field(1, ge=1)
    pipeline: int = Field(1, ge=1)
    expert: int = Field(1, ge=1)
    sequence: int = Field(1, ge=1)
    data: int = Field(1, ge=1)

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return tuple(
            Change(name, "times", float(degree))
            for name in ("tensor", "pipeline", "expert", "sequence", "data")
            if (degree := getattr(self, name)) > 1
        )

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment over several devices.

        Raises:
            EffectConflict: There are no experts to spread, or fewer devices than they would need.
        """
        changed = super().apply(deployment)
        e = changed.execution
        if self.expert > 1 and not changed.model.is_mixture:
            raise EffectConflict(f"parallelize spreads experts, but {changed.model.id} has none")
        if e.expert > e.tensor * e.data:
            raise EffectConflict(
                f"parallelize spreads experts over {e.expert:g} devices, but tensor x data is "
                f"{e.tensor * e.data:g}"
            )
        return changed


class OverlapCommunication(Effect):
    """Collectives run beside the arithmetic they do not depend on, or carry fewer bits."""

    type: Literal["overlap-communication"]
    hidden_share: Share = Field(1, description="Share of communication time hidden.")
    bits: float | None = Field(None, gt=0, description="Bits per value sent.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return chosen(comm_hidden=self.hidden_share, comm_bits=self.bits)


SPEEDUPS = {
    "gemm": "gemm_speedup",
    "attention": "attention_speedup",
    "context-attention": "attention_speedup",
    "generation-attention": "attention_speedup",
    "elementwise": "elementwise_speedup",
    "moe": "expert_speedup",
}
"""Kinds of operators to the knob of their kernels."""


class KernelEfficiency(Effect):
    """A better kernel: closer to the roof, not a different roof."""

    type: Literal["kernel-efficiency"]
    operators: tuple[str, ...] = Field(
        (), strict=False, description="Operator kinds concerned; all where empty."
    )
    speedup: float = Field(gt=1, description="Kernel time before over after.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        knobs = sorted({SPEEDUPS[kind] for kind in self.operators or SPEEDUPS})
        return tuple(Change(knob, "times", self.speedup) for knob in knobs)

    @field_validator("operators")
    @classmethod
    def known_kinds(cls, operators: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse kinds that have no kernel of their own."""
        unknown = sorted(set(operators) - set(SPEEDUPS))
        if unknown:
            raise ValueError(f"unknown kind {', '.join(unknown)}; known are {', '.join(SPEEDUPS)}")
        return operators


class ChangeDevice(Effect):
    """Another device, or this one with more of something."""

    type: Literal["change-device"]
    device: str | None = Field(None, description="Device id of roofline/devices.")
    bandwidth_factor: float = Field(1, gt=0)
    attention_bandwidth_factor: float = Field(
        1, gt=0, description="For the cache only, as in processing in memory."
    )
    compute_factor: float = Field(1, gt=0)
    capacity_factor: float = Field(1, gt=0)

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return (
            Change("bandwidth_factor", "times", self.bandwidth_factor),
            Change("attention_bandwidth_factor", "times", self.attention_bandwidth_factor),
            Change("compute_factor", "times", self.compute_factor),
            Change("capacity_factor", "times", self.capacity_factor),
        )

    def apply(self, deployment: Deployment) -> Deployment:
        """The deployment on the other device, or on this one with more of something.

        Raises:
            EffectConflict: The device is unknown.
        """
        changed = super().apply(deployment)
        if self.device is None:
            return changed
        device = load_devices().get(self.device)
        if device is None:
            raise EffectConflict(f"change-device names {self.device!r}, which is unknown")
        return replace(changed, device=device)


class BatchGain(Effect):
    """More requests at once share each pass over the weights."""

    type: Literal["batch-gain"]
    factor: float = Field(gt=1, description="Requests per batch, after over before.")

    def changes(self) -> tuple[Change, ...]:
        """The knobs it turns."""
        return (Change("batch", "times", self.factor),)
