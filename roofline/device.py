"""What the cost model needs to know of a device: peaks, memory, links, power and price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Device:
    """An accelerator, or a processor.

    Attributes:
        id: Identifier in data.
        name: Name as its vendor writes it.
        peak: Dense peak per number format (fp16, bf16, fp8, int8, fp4, int4, tf32, fp32). [FLOP/s]
        bandwidth: Bandwidth of its memory. [B/s]
        capacity: Size of its memory. [B]
        l2: Size of its last on-chip cache; 0 where no source says. [B]
        host_link: Link to host memory, one direction; 0 where no source says. [B/s]
        link: Link to its neighbours, one direction, all lanes; 0 where it has none. [B/s]
        node_size: Devices that the link joins; 1 where it has none. [1]
        network: Link between nodes per device, one direction; 0 where no source says. [B/s]
        tdp: Thermal design power; 0 where no source says. [W]
        price: Price of an hour's rent; 0 where no dated source says. [USD/h]
        attention_bandwidth: Bandwidth that attention over the cache sees, where memory computes
            (processing in memory); 0 for the same as `bandwidth`. [B/s]
        aliases: Names that data files of others use.
        sources: Field to the source of its value.
        notes: Field to a remark on its value.
        released: Year of release; 0 where no source says.
        vendor: Maker.
    """

    id: str
    name: str
    peak: Mapping[str, float]
    bandwidth: float
    capacity: float
    l2: float = 0.0
    host_link: float = 0.0
    link: float = 0.0
    node_size: int = 1
    network: float = 0.0
    tdp: float = 0.0
    price: float = 0.0
    attention_bandwidth: float = 0.0
    aliases: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    released: int = 0
    vendor: str = ""

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def peak_16(self) -> float:
        """Dense peak of a 16-bit format; the 32-bit one where no 16-bit peak is known. [FLOP/s]"""
        for name in ("bf16", "fp16", "fp32"):
            if name in self.peak:
                return self.peak[name]
        raise ValueError(f"device {self.id} states no 16-bit or 32-bit peak; add peak.bf16")

    def peak_of(self, bits: int, *, floating: bool) -> float:
        """Dense peak for operands of 8 or 4 bits, else the next wider format it has. [FLOP/s]

        Args:
            bits: 8 or 4. [bit]
            floating: Floating-point operands, else integers.
        """
        names = [("fp8" if floating else "int8")]
        if bits <= 4:
            names.insert(0, "fp4" if floating else "int4")
        return max([self.peak_16, *(self.peak[name] for name in names if name in self.peak)])

    @property
    def peak_vector(self) -> float:
        """Rate of arithmetic outside matrix units; the 16-bit peak where none is known. [FLOP/s]"""
        return self.peak.get("fp32", self.peak_16)
