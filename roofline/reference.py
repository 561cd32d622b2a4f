"""The deployments on which every technique's impact is shown.

They span what people run: a small and a large dense model, a mixture of experts and a long
context, on a consumer card and on data-centre parts, at batch 1, in serving and offline.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from roofline.catalog import load_devices, load_models
from roofline.deployment import Deployment, Execution, Numerics, Workload


@dataclass(frozen=True)
class Reference:
    """A named deployment.

    Attributes:
        id: Identifier.
        name: What it is, in a few words.
        deployment: The deployment.
        shown_first: Whether short tables show it.
    """

    id: str
    name: str
    deployment: Deployment
    shown_first: bool = False


_ROWS: tuple[tuple[str, str, str, str, tuple[int, int, int], int, int, bool], ...] = (
    # id, name, model, device, (batch, prompt, output), tensor parallel, weight bits, shown first
    ("chat-consumer", "8B chat on a consumer GPU, batch 1",
     "llama-3-8b", "nvidia-rtx-4090", (1, 1024, 256), 1, 16, True),
    ("chat-a100", "8B chat on an A100, batch 1",
     "llama-3-8b", "nvidia-a100-80gb", (1, 1024, 256), 1, 16, False),
    ("serving-a100", "8B serving on an A100, batch 32",
     "llama-3-8b", "nvidia-a100-80gb", (32, 1024, 256), 1, 16, False),
    ("serving-h100", "70B serving on four H100s, batch 64",
     "llama-3-70b", "nvidia-h100-sxm", (64, 2048, 512), 4, 16, True),
    ("long-h100", "8B over a 128k context on an H100, batch 1",
     "llama-3-1-8b", "nvidia-h100-sxm", (1, 131072, 512), 1, 16, True),
    ("moe-h200", "Mixtral serving on two H200s, batch 32",
     "mixtral-8x7b", "nvidia-h200", (32, 1024, 512), 2, 16, False),
    ("offline-b200", "70B offline on two B200s, batch 256",
     "llama-3-70b", "nvidia-b200", (256, 1024, 1024), 2, 16, False),
)  # fmt: skip


@lru_cache(maxsize=1)
def reference_deployments() -> tuple[Reference, ...]:
    """The reference deployments, in the order tables show them."""
    models, devices = load_models(), load_devices()
    return tuple(
        Reference(
            key,
            name,
            Deployment(
                models[model],
                devices[device],
                Workload(*(float(x) for x in work)),
                Numerics(weight_bits=float(bits)),
                Execution(tensor=float(tensor)),
            ),
            first,
        )
        for key, name, model, device, work, tensor, bits, first in _ROWS
    )
