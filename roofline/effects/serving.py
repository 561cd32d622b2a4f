"""Effects on where and when work runs: kernels, batching, placement, devices."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from roofline.effects.base import Effect
from roofline.effects.compression import Share


class PageKv(Effect):
    """The cache grows block by block, so that almost none of it lies idle."""

    type: Literal["page-kv"]
    block_size: int = Field(16, ge=1, description="Tokens per block.")
    waste_before: float | None = Field(
        None, ge=0, lt=1, description="Share of reserved cache unused before."
    )


class ContinuousBatching(Effect):
    """A finished request's place is filled at the next step."""

    type: Literal["continuous-batching"]
    occupancy_before: Share | None = Field(
        None, description="Mean share of the batch at work under static batching."
    )


class ChunkedPrefill(Effect):
    """Prompts enter in pieces, beside the decoding of others."""

    type: Literal["chunked-prefill"]
    chunk_tokens: int = Field(512, ge=1)


class Disaggregate(Effect):
    """Prefill and decode run on devices of their own."""

    type: Literal["disaggregate"]
    prefill_devices: int = Field(1, ge=1)
    decode_devices: int = Field(1, ge=1)


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


class Parallelize(Effect):
    """The model is cut over several devices."""

    type: Literal["parallelize"]
    tensor: int = Field(1, ge=1)
    pipeline: int = Field(1, ge=1)
    expert: int = Field(1, ge=1)
    sequence: int = Field(1, ge=1)
    data: int = Field(1, ge=1)


class OverlapCommunication(Effect):
    """Collectives run beside the arithmetic they do not depend on, or carry fewer bits."""

    type: Literal["overlap-communication"]
    hidden_share: Share = Field(1, description="Share of communication time hidden.")
    bits: float | None = Field(None, gt=0, description="Bits per value sent.")


class KernelEfficiency(Effect):
    """A better kernel: closer to the roof, not a different roof."""

    type: Literal["kernel-efficiency"]
    operators: list[str] = Field([], description="Operator kinds concerned; all where empty.")
    speedup: float = Field(gt=1, description="Kernel time before over after.")


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


class BatchGain(Effect):
    """More requests at once share each pass over the weights."""

    type: Literal["batch-gain"]
    factor: float = Field(gt=1, description="Requests per batch, after over before.")
