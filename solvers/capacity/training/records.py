"""Published training runs and step measurements, from data files with a source for each row."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from solvers.capacity.hardware.catalogue import Accelerator, catalogue

SPARSE = 1.5
"""A model counts as a mixture of experts when it holds more than so many times its active parameters."""
FUSED_SINCE = 2023
"""Year from which published runs computed attention in one kernel (FlashAttention, arXiv:2205.14135)."""


@dataclass(frozen=True)
class Record:
    """One observed utilisation: of the hours paid for a whole run, or of measured steps."""

    model: str
    family: str
    """Runs of one family share a team, its code and its cluster; judged together in hold-out."""
    active_params_b: float
    total_params_b: float
    accelerator: Accelerator
    fp8: bool
    steps: bool
    """True: steady steps (MFU); False: all hours paid for, with restarts, evaluation and idling."""
    utilisation: float
    """Model FLOP/s over the dense 16-bit peak, so that fp8 can exceed what 16 bit allows; in fp32, over that of 32."""
    source: str
    year: int | None = None
    """Year of publication; None: software of today, as for every plan."""

    @property
    def early(self) -> bool:
        """Whether attention was not yet one kernel: by the year, or as the hardware has no bf16 and no such kernel."""
        return (self.year or FUSED_SINCE) < FUSED_SINCE or not self.accelerator.native_bf16

    @property
    def sparse(self) -> bool:
        """Whether it is a mixture of experts."""
        return self.total_params_b > SPARSE * self.active_params_b


def utilisation_of(active_params_b: float, tokens_b: float, hours: float, tflops: float) -> float:
    """6 x active parameters x tokens over what a peak of so many TFLOP/s does in the accelerator-hours."""
    return 6.0 * active_params_b * tokens_b * 1e18 / (hours * 3600.0 * tflops * 1e12)


@cache
def published_runs() -> tuple[Record, ...]:
    """Whole runs of model cards and papers (runs.csv)."""
    return tuple(
        Record(
            row["model"],
            row["family"],
            float(row["active_params_b"]),
            float(row["total_params_b"]),
            catalogue()[row["accelerator"]],
            row["precision"] == "fp8",
            False,
            utilisation_of(
                float(row["active_params_b"]),
                float(row["tokens_b"]),
                float(row["accelerator_hours"]),
                catalogue()[row["accelerator"]].tensor16_tflops,
            ),
            row["source"],
            int(row["year"]),
        )
        for row in _rows("runs.csv")
    )


@cache
def published_steps() -> tuple[Record, ...]:
    """Measured steps of published utilisation tables (steps.csv)."""
    return tuple(
        Record(
            row["model"],
            row["table"],
            float(row["active_params_b"]),
            float(row["total_params_b"]),
            catalogue()[row["accelerator"]],
            row["precision"] == "fp8",
            True,
            float(row["tflops_per_device"]) / catalogue()[row["accelerator"]].tensor16_tflops,
            row["source"],
            int(row["year"]),
        )
        for row in _rows("steps.csv")
    )


def _rows(name: str) -> Iterable[dict[str, str]]:
    return csv.DictReader((files(__package__) / name).read_text("utf-8").splitlines())
