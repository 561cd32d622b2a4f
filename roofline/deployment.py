"""What is run where: a model on a device under a workload, with its numerics and execution.

Every knob that an effect may turn is a field here, with a neutral default. Fields are numbers, so
that a deployment flattens into the input vector of the traced cost model (`roofline.program`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from roofline.device import Device
from roofline.model import Model
from roofline.ranges import refuse_outside

UNLIMITED = 1e15
"""A token count that no workload reaches. [token]"""


@dataclass(frozen=True, slots=True)
class Workload:
    """The traffic: equal requests, processed together.

    Attributes:
        batch: Requests processed together over all devices. [1]
        prompt_tokens: Prompt length. [token]
        output_tokens: Generated length. [token]
    """

    batch: float = 1
    prompt_tokens: float = 1024
    output_tokens: float = 256

    def __post_init__(self) -> None:
        refuse_outside(self, self.__slots__)


@dataclass(frozen=True, slots=True)
class Numerics:
    """Bits of what is stored and computed.

    Attributes:
        weight_bits: Bits per weight of linear layers. [bit]
        weight_overhead_bits: Scales and zero points per weight. [bit]
        activation_bits: Bits per activation entering a matrix product. [bit]
        kv_bits: Bits per cached value. [bit]
        kv_overhead_bits: Scales and zero points per cached value. [bit]
        outlier_share: Weights kept in 16 bits beside the others. [1]
        embedding_bits: Bits per weight of embedding and output head. [bit]
        stream_bits: Bits per value of the residual stream. [bit]
        attention_bits: Bits of attention's operands in arithmetic. [bit]
        floating: 1 where operands of 8 and 4 bits are floating-point, 0 for integers. [1]
        expert_bits: Bits per weight of routed experts, scales included; 0 for those of all other
            weights. [bit]
        expert_activation_bits: Bits per activation entering routed experts; 0 for those of all
            other products. [bit]
    """

    weight_bits: float = 16
    weight_overhead_bits: float = 0
    activation_bits: float = 16
    kv_bits: float = 16
    kv_overhead_bits: float = 0
    outlier_share: float = 0
    embedding_bits: float = 16
    stream_bits: float = 16
    attention_bits: float = 16
    floating: float = 0
    expert_bits: float = 0
    expert_activation_bits: float = 0

    def __post_init__(self) -> None:
        refuse_outside(self, self.__slots__)


@dataclass(frozen=True, slots=True)
class Execution:
    """How the model is run: everything between the mathematics and the device.

    Attributes:
        fused_attention: 1 where scores stay on chip, 0 where they go to memory. [1]
        fused_elementwise: 1 where element-wise operators run inside their neighbours. [1]
        weights_kept: Linear weights stored over those of the dense model. [1]
        weights_computed: Their arithmetic over that of the dense model. [1]
        index_bits: Index stored per kept weight. [bit]
        layers_kept: Layers left over the model's layers. [1]
        layers_run: Mean share of layers that decode runs per token. [1]
        exit_share: Exit classifiers' weights over one layer's, per layer run. [1]
        ffn_density: Share of feed-forward neurons that decode uses per token. [1]
        attention_density: Share of attention heads that decode uses per token. [1]
        predictor_share: Weights read to predict them, over the model's. [1]
        kv_share_kept: Share of cached tokens kept. [1]
        kv_tokens_kept: Most cached tokens kept. [token]
        kv_share_read: Share of kept tokens that decode reads. [1]
        kv_tokens_read: Most kept tokens that decode reads. [token]
        sparse_layers: Share of layers that read sparsely. [1]
        index_bytes: Index read per kept token and key-value head. [B]
        prefill_share_read: Share of causal pairs that prefill computes. [1]
        prefill_tokens_read: Most recent or chosen tokens that a query sees in prefill. [token]
        prompt_ratio: Prompt tokens before compression over after. [1]
        compressor_cost: Time of compressing the prompt over the time of its prefill. [1]
        prefix_hit: Share of prompt tokens whose cache is there already. [1]
        prefix_shared_read: 1 where decode reads a shared prefix once per batch. [1]
        output_ratio: Output tokens before over after. [1]
        output_parts: Parts of one answer written side by side. [1]
        serial_tokens: Tokens of the answer written before its parts. [token]
        verified_tokens: Tokens per request and decode pass. [token]
        accepted_tokens: Tokens gained per decode pass. [token]
        draft_steps: Draft steps per pass. [1]
        draft_memory: Weights of a draft model beside this one. [B]
        draft_cost: Time of a draft step over that of a target pass. [1]
        extra_head_share: Extra decoding heads' weights over the model's. [1]
        cascade_share: Share of requests that a small model settles. [1]
        cascade_cost: Its time over this model's. [1]
        chunk_tokens: Prompt tokens per step under chunked prefill; 0 for whole prompts. [token]
        disaggregated: 1 where prefill and decode have devices of their own. [1]
        prefill_devices: Prefill instances per decode instance, where disaggregated. [1]
        occupancy: Mean share of the batch at work. [1]
        paging_waste: Share of reserved cache that holds nothing. [1]
        tensor: Tensor-parallel degree. [1]
        pipeline: Pipeline-parallel degree. [1]
        expert: Expert-parallel degree. [1]
        routing_spread: Share of tokens that choose their experts on their own: 1 for even routing,
            0 where all choose alike, many for every expert hit. [1]
        sequence: Sequence-parallel degree. [1]
        data: Replicas. [1]
        comm_bits: Bits per communicated value. [bit]
        comm_hidden: Share of communication time hidden behind arithmetic. [1]
        weights_on_device: Share of linear weights in device memory. [1]
        kv_on_device: Share of the cache in device memory. [1]
        host_bandwidth: Link to host memory; 0 for the device's own. [B/s]
        block_batches: Batches that share one load of weights. [1]
        host_attention: 1 where attention over the offloaded cache runs on the host. [1]
        gemm_speedup: Time of matrix products before over after, from better kernels. [1]
        attention_speedup: The same for attention. [1]
        elementwise_speedup: The same for element-wise operators. [1]
        expert_speedup: The same for expert layers. [1]
        bandwidth_factor: Memory bandwidth over the device's. [1]
        attention_bandwidth_factor: Bandwidth for the cache over the device's. [1]
        compute_factor: Peaks over the device's. [1]
        capacity_factor: Capacity over the device's. [1]
    """

    fused_attention: float = 1
    fused_elementwise: float = 0
    weights_kept: float = 1
    weights_computed: float = 1
    index_bits: float = 0
    layers_kept: float = 1
    layers_run: float = 1
    exit_share: float = 0
    ffn_density: float = 1
    attention_density: float = 1
    predictor_share: float = 0
    kv_share_kept: float = 1
    kv_tokens_kept: float = UNLIMITED
    kv_share_read: float = 1
    kv_tokens_read: float = UNLIMITED
    sparse_layers: float = 1
    index_bytes: float = 0
    prefill_share_read: float = 1
    prefill_tokens_read: float = UNLIMITED
    prompt_ratio: float = 1
    compressor_cost: float = 0
    prefix_hit: float = 0
    prefix_shared_read: float = 0
    output_ratio: float = 1
    output_parts: float = 1
    serial_tokens: float = 0
    verified_tokens: float = 1
    accepted_tokens: float = 1
    draft_steps: float = 0
    draft_memory: float = 0
    draft_cost: float = 0
    extra_head_share: float = 0
    cascade_share: float = 0
    cascade_cost: float = 0
    chunk_tokens: float = 0
    disaggregated: float = 0
    prefill_devices: float = 1
    occupancy: float = 1
    paging_waste: float = 0
    tensor: float = 1
    pipeline: float = 1
    expert: float = 1
    routing_spread: float = 1
    sequence: float = 1
    data: float = 1
    comm_bits: float = 16
    comm_hidden: float = 0
    weights_on_device: float = 1
    kv_on_device: float = 1
    host_bandwidth: float = 0
    block_batches: float = 1
    host_attention: float = 0
    gemm_speedup: float = 1
    attention_speedup: float = 1
    elementwise_speedup: float = 1
    expert_speedup: float = 1
    bandwidth_factor: float = 1
    attention_bandwidth_factor: float = 1
    compute_factor: float = 1
    capacity_factor: float = 1

    def __post_init__(self) -> None:
        refuse_outside(self, self.__slots__)


@dataclass(frozen=True, slots=True)
class Deployment:
    """A model on a device under a workload, with its numerics and execution."""

    model: Model
    device: Device
    workload: Workload = Workload()
    numerics: Numerics = Numerics()
    execution: Execution = Execution()

    @property
    def num_devices(self) -> float:
        """Devices in all. [1]"""
        e = self.execution
        instances = 1 + e.prefill_devices if e.disaggregated else 1
        return e.tensor * e.pipeline * e.sequence * e.data * instances

    def with_model(self, model: Model) -> Deployment:
        """The same deployment with another model."""
        return replace(self, model=model)

    def with_workload(self, **changes: float) -> Deployment:
        """The same deployment with other workload fields."""
        return replace(self, workload=replace(self.workload, **changes))

    def with_numerics(self, **changes: float) -> Deployment:
        """The same deployment with other numerics fields."""
        return replace(self, numerics=replace(self.numerics, **changes))

    def with_execution(self, **changes: float) -> Deployment:
        """The same deployment with other execution fields."""
        return replace(self, execution=replace(self.execution, **changes))
