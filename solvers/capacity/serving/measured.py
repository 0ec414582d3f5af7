"""Published throughput, and the error of the roofline against it."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from solvers.capacity.hardware.catalogue import catalogue
from solvers.capacity.serving.model import known_models
from solvers.capacity.serving.roofline import Load, Replica

SOURCE = "NVIDIA/TensorRT-LLM@03e27c7 docs/source/developer-guide/perf-overview.md"
"""Output tokens a second of a device, offline, without a latency objective; read in 2026. Each row of held_out.csv
names its own."""


@dataclass(frozen=True)
class Measurement:
    """One published cell."""

    replica: Replica
    tokens_per_second_per_device: float
    requests: int | None = None
    """Requests of the whole benchmark, all sent at once; None: so many that their end does not count."""

    @property
    def ratio(self) -> float:
        """Published over modelled, with as many requests as were sent.

        All answers are equally long, so those that run together end together: the last ones run by themselves.
        """
        replica = self.replica
        full, left = divmod(self.requests or replica.sequences, replica.sequences)
        seconds = full * replica.residence_seconds(replica.sequences)
        if left:
            seconds += replica.residence_seconds(left)
        tokens = (self.requests or replica.sequences) * replica.load.output_tokens
        return self.tokens_per_second_per_device / (tokens / seconds / replica.devices)


def measurements() -> tuple[Measurement, ...]:
    """The published cells that the factors and the traffic of experts were fitted to (throughput.csv)."""
    return _cells("throughput.csv")


def held_out() -> tuple[Measurement, ...]:
    """Published cells of other models, hardware and releases, which nothing was fitted to (held_out.csv)."""
    return _cells("held_out.csv")


@cache
def _cells(name: str) -> tuple[Measurement, ...]:
    found = []
    for row in csv.DictReader((files(__package__) / name).read_text("utf-8").splitlines()):
        replica = Replica(
            known_models()[row["model"]],
            catalogue()[row["accelerator"]],
            row["precision"],
            int(row["devices"]),
            Load(float(row["input_tokens"]), float(row["output_tokens"])),
            float(row["cache_bytes"] or (2 if row["precision"] == "bf16" else 1)),
        )
        sent = int(row["requests"]) if row["requests"] else None
        found.append(Measurement(replica, float(row["tokens_per_second_per_device"]), sent))
    return tuple(found)
