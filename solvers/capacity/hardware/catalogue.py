"""Accelerators and their figures, each with its source, from a data file of one row a figure."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Precision = Literal["bf16", "fp16", "fp8", "fp4", "int8", "int4"]
PRECISIONS: tuple[Precision, ...] = ("bf16", "fp16", "fp8", "fp4", "int8", "int4")
BYTES: Mapping[str, float] = {"bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "int8": 1.0, "fp4": 0.5, "int4": 0.5}
"""Bytes of one stored value; block scales of 4-bit formats add about 1/16 byte and are left out."""
CEILING = 0.80
"""Achievable share of the peak where none has been measured."""
REQUIRED = ("vendor", "generation", "tensor16_tflops", "memory_gb", "bandwidth_gbs")
NUMBERS = (
    "tensor16_tflops",
    "fp32_tflops",
    "fp8_tflops",
    "fp4_tflops",
    "int8_tops",
    "memory_gb",
    "bandwidth_gbs",
    "interconnect_gbs",
    "node_devices",
    "tdp_w",
    "achievable",
)


@dataclass(frozen=True)
class Accelerator:
    """One hardware type; peaks are dense, without sparsity. None: not published, never a guess."""

    name: str
    vendor: str
    generation: str
    tensor16_tflops: float
    """bf16 peak in TFLOP/s; that of FP16 where there is no bf16 (pascal, volta, turing, ascend)."""
    memory_gb: float
    """GB of 10^9 bytes."""
    bandwidth_gbs: float
    """Memory bandwidth, GB/s."""
    sources: Mapping[str, str]
    """Source of each figure by its name."""
    fp32_tflops: float | None = None
    """Peak for 32-bit operands: that of TF32 where the matrix units have it."""
    fp8_tflops: float | None = None
    fp4_tflops: float | None = None
    int8_tops: float | None = None
    interconnect_gbs: float | None = None
    """All links of a device within the node or pod, both directions, GB/s."""
    node_devices: float | None = None
    """Devices in one node."""
    tdp_w: float | None = None
    """Watts of the data sheet; draw in use is less."""
    achievable: float | None = None
    """Best measured matrix product in 16 bit, as a share of the peak."""

    def __post_init__(self) -> None:
        for figure in NUMBERS:
            value = getattr(self, figure)
            if value is not None and not value > 0:
                raise ValueError(f"{self.name}: {figure} must be above 0, got {value:g}")

    @property
    def native_bf16(self) -> bool:
        """Whether bf16 is computed by the matrix units."""
        return self.generation not in ("pascal", "volta", "turing", "ascend")

    @property
    def node(self) -> int:
        """Devices in one node; 8 when it is not known."""
        return int(self.node_devices or 8)

    def peak(self, precision: str) -> float:
        """Dense peak in FLOP/s for operands of a precision; formats without units of their own run in the next wider.

        Weight-only int4 is unpacked to 16 bit before it is multiplied.
        """
        fp8 = self.fp8_tflops or self.tensor16_tflops
        tflops = {
            "fp8": fp8,
            "fp4": self.fp4_tflops or fp8,
            "int8": self.int8_tops or self.tensor16_tflops,
        }.get(precision, self.tensor16_tflops)
        return tflops * 1e12


def read_catalogue(text: str) -> dict[str, Accelerator]:
    """Accelerators of a CSV text with the columns accelerator, figure, value, source.

    Raises
    ------
    ValueError
        Naming the accelerator and figure that is unknown, missing, not a number or without a source.
    """
    figures: dict[str, dict[str, str | float]] = {}
    sources: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        name, figure, value, source = (
            (row.get(key) or "").strip() for key in ("accelerator", "figure", "value", "source")
        )
        if figure not in REQUIRED and figure not in NUMBERS:
            raise ValueError(
                f"{name}: unknown figure '{figure}'; use one of {', '.join(REQUIRED + NUMBERS[1:])}"
            )
        if not source:
            raise ValueError(f"{name}: {figure} has no source; say where it is printed")
        if figure in figures.setdefault(name, {}):
            raise ValueError(f"{name}: {figure} appears twice; keep one")
        try:
            figures[name][figure] = float(value) if figure in NUMBERS else value
        except ValueError:
            raise ValueError(f"{name}: {figure} must be a number, got '{value}'") from None
        sources.setdefault(name, {})[figure] = source
    found = {}
    for name, known in figures.items():
        missing = [figure for figure in REQUIRED if figure not in known]
        if missing:
            raise ValueError(f"{name}: {missing[0]} is missing; add its row")
        found[name] = Accelerator(name=name, sources=sources[name], **known)  # type: ignore[arg-type]
    return found


@cache
def catalogue() -> Mapping[str, Accelerator]:
    """The accelerators that ship with the product, by name."""
    return read_catalogue((files(__package__) / "accelerators.csv").read_text("utf-8"))
