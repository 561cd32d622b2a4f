"""What the cost model needs to know of a device: peaks, memory, links, power and price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from roofline.units import FieldError, Quantity, read_names, read_quantity, read_text, show
from roofline.yaml_files import placed, read_mapping

FORMATS = ("fp64", "fp32", "tf32", "bf16", "fp16", "fp8", "fp6", "fp4", "int8", "int4")
"""Number formats that a peak may be stated for; `fp32` is the rate outside matrix units."""

_DIMENSIONS: Mapping[str, Mapping[str, str]] = {
    "peak": dict.fromkeys(FORMATS, "rate"),
    "memory": {"capacity": "bytes", "bandwidth": "bandwidth", "internal_bandwidth": "bandwidth"},
    "cache": {"l2": "bytes", "l3": "bytes"},
    "links": {"host": "bandwidth", "device": "bandwidth", "node_size": "devices",
              "network": "bandwidth"},
    "power": {"tdp": "power"},
    "clock": {"boost": "clock"},
    "price": {"rent": "price", "purchase": "purchase"},
}  # fmt: skip
_TEXTS = ("id", "name", "vendor", "topology", "note")
_KEYS = (*_TEXTS, "released", "aliases", *_DIMENSIONS)


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
        node_size: Devices that the link joins; 1 where no source says. [1]
        network: Link between nodes per device, one direction; 0 where no source says. [B/s]
        tdp: Thermal design power; 0 where no source says. [W]
        clock: Boost clock; 0 where no source says. [Hz]
        price: Price of an hour's rent; 0 where no dated source says. [USD/h]
        purchase_price: Price of the part; 0 where no dated source says. [USD]
        attention_bandwidth: Bandwidth that attention over the cache sees, where memory computes
            (processing in memory); 0 for the same as `bandwidth`. [B/s]
        aliases: Names that data files of others use.
        sources: Field to the source of its value.
        notes: Field to a remark on its value.
        dates: Field to the day on which its value held.
        released: Year of release; 0 where no source says.
        vendor: Maker.
        topology: How the link joins devices.
        note: Remark on the part.
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
    clock: float = 0.0
    price: float = 0.0
    purchase_price: float = 0.0
    attention_bandwidth: float = 0.0
    aliases: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    released: int = 0
    vendor: str = ""
    topology: str = ""
    note: str = ""

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

    @classmethod
    def from_yaml(cls, path: str | PathLike[str]) -> Device:
        """The device that a YAML file describes.

        Args:
            path: The file; see `roofline/devices` for examples.

        Raises:
            ValueError: With one line that names file, place, fault and remedy.
        """
        data = read_mapping(Path(path))
        try:
            return _device(data)
        except FieldError as error:
            raise placed(Path(path), error) from None


def _device(data: Mapping[str, Any]) -> Device:
    for key in data:
        if key not in _KEYS:
            raise FieldError((key,), f"unknown key; known are {', '.join(_KEYS)}")
    texts: dict[str, Any] = {key: read_text(data.get(key, ""), (key,)) for key in _TEXTS}
    for key in ("id", "name"):
        if not texts[key]:
            raise FieldError((key,), "is missing")
    found = _quantities(data)
    for need in ("memory.bandwidth", "memory.capacity"):
        if need not in found:
            raise FieldError((need.split(".")[0],), f"{need} is missing")
    if not any(f"peak.{name}" in found for name in ("bf16", "fp16", "fp32")):
        raise FieldError(("peak",), "states no 16-bit or 32-bit peak; add peak.bf16")
    return Device(
        **texts,
        **_numbers(found),
        peak={name: found[f"peak.{name}"].base for name in FORMATS if f"peak.{name}" in found},
        aliases=read_names(data.get("aliases", []), ("aliases",)),
        sources={name: q.source for name, q in found.items() if q.source},
        notes={name: q.note for name, q in found.items() if q.note},
        dates={name: q.date for name, q in found.items() if q.date},
    )


def _quantities(data: Mapping[str, Any]) -> dict[str, Quantity]:
    found = {}
    for section, dimensions in _DIMENSIONS.items():
        values = data.get(section, {})
        if not isinstance(values, Mapping):
            raise FieldError((section,), f"must be a mapping, got {show(values)}")
        for key, raw in values.items():
            if key not in dimensions:
                problem = f"unknown key; known are {', '.join(dimensions)}"
                raise FieldError((section, str(key)), problem)
            found[f"{section}.{key}"] = read_quantity(raw, dimensions[key], (section, key))
    if "released" in data:
        found["released"] = read_quantity(data["released"], "year", ("released",))
    return found


def _numbers(found: Mapping[str, Quantity]) -> dict[str, Any]:
    def base(name: str) -> float:
        return found[name].base if name in found else 0.0

    return {
        "bandwidth": base("memory.bandwidth"),
        "capacity": base("memory.capacity"),
        "attention_bandwidth": base("memory.internal_bandwidth"),
        "l2": base("cache.l2"),
        "host_link": base("links.host"),
        "link": base("links.device"),
        "node_size": int(base("links.node_size")) or 1,
        "network": base("links.network"),
        "tdp": base("power.tdp"),
        "clock": base("clock.boost"),
        "price": base("price.rent"),
        "purchase_price": base("price.purchase"),
        "released": int(base("released")),
    }
