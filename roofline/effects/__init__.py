"""Effects: what a technique does to a deployment, typed, parametrised and sourced."""

from typing import Annotated

from pydantic import Field

from roofline.effects.attention import (
    CompressPrompt,
    EvictKv,
    FuseAttention,
    FuseOperators,
    LatentKv,
    LinearAttention,
    ReusePrefix,
    ShareKvHeads,
    ShareKvLayers,
    SparseAttention,
    Window,
)
from roofline.effects.base import Effect
from roofline.effects.compression import (
    ContextualSparsity,
    Distil,
    EarlyExit,
    Factorize,
    Prune,
    Quantize,
)
from roofline.effects.decoding import (
    Cascade,
    MixtureOfExperts,
    ParallelHeads,
    ParallelOutput,
    ShortenOutput,
    Speculate,
)
from roofline.effects.serving import (
    BatchGain,
    ChangeDevice,
    ChunkedPrefill,
    ContinuousBatching,
    Disaggregate,
    KernelEfficiency,
    Offload,
    OverlapCommunication,
    PageKv,
    Parallelize,
)

AnyEffect = Annotated[
    BatchGain
    | Cascade
    | ChangeDevice
    | ChunkedPrefill
    | CompressPrompt
    | ContextualSparsity
    | ContinuousBatching
    | Disaggregate
    | Distil
    | EarlyExit
    | EvictKv
    | Factorize
    | FuseAttention
    | FuseOperators
    | KernelEfficiency
    | LatentKv
    | LinearAttention
    | MixtureOfExperts
    | Offload
    | OverlapCommunication
    | PageKv
    | ParallelHeads
    | ParallelOutput
    | Parallelize
    | Prune
    | Quantize
    | ReusePrefix
    | ShareKvHeads
    | ShareKvLayers
    | ShortenOutput
    | SparseAttention
    | Speculate
    | Window,
    Field(discriminator="type"),
]
"""Any effect, told apart by its `type`."""

__all__ = ["AnyEffect", "Effect"]
