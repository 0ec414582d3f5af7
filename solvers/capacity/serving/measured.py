"""Published throughput, and the error of the roofline against it."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from solvers.capacity.hardware.catalogue import catalogue
from solvers.capacity.serving.model import known_models
from solvers.capacity.serving.roofline import Load, Replica

SOURCE = "NVIDIA/TensorRT-LLM@03e27c7 docs/source/developer-guide/perf-overview.md"
"""Output tokens a second of a device, offline, without a latency objective; read in 2026."""


@dataclass(frozen=True)
class Measurement:
    """One published cell."""

    replica: Replica
    tokens_per_second_per_device: float

    @property
    def ratio(self) -> float:
        """Published over modelled."""
        modelled = self.replica.tokens_per_second(self.replica.sequences) / self.replica.devices
        return self.tokens_per_second_per_device / modelled


@cache
def measurements() -> tuple[Measurement, ...]:
    """All published cells (throughput.csv)."""
    return tuple(
        Measurement(
            Replica(
                known_models()[row["model"]],
                catalogue()[row["accelerator"]],
                row["precision"],
                int(row["devices"]),
                Load(float(row["input_tokens"]), float(row["output_tokens"])),
            ),
            float(row["tokens_per_second_per_device"]),
        )
        for row in csv.DictReader((files(__package__) / "throughput.csv").read_text("utf-8").splitlines())
    )
