"""Time lost to failures: checkpoints, work done again and restarts (Young 1974, doi:10.1145/361147.361115;
Daly 2006, doi:10.1016/j.future.2004.11.016)."""

from dataclasses import dataclass
from math import sqrt

DEVICE_MTBF_HOURS = 50_677.0
"""Hours between unexpected failures of a device: 419 in 54 days on 16,384 H100 (Llama 3, arXiv:2407.21783)."""
TYPICAL_DEVICES = 512
"""Devices of a middling published run: the failures of such a run are in the learnt utilisation."""


@dataclass(frozen=True)
class Failures:
    """How a job meets failures; with these times 16,384 devices progress for over 90 % of the time, as published."""

    checkpoint_minutes: float = 0.25
    """Time for which training stands still while a checkpoint is written."""
    restart_minutes: float = 5.0
    """From a failure to the first new step."""
    device_mtbf_hours: float = DEVICE_MTBF_HOURS


@dataclass(frozen=True)
class Goodput:
    """Parts of the time, with the best interval between checkpoints."""

    job_mtbf_hours: float
    interval_minutes: float
    checkpoints: float
    redone: float
    restarts: float

    @property
    def share(self) -> float:
        """Share of the time that makes progress; at least 1 %."""
        return max(1.0 - self.checkpoints - self.redone - self.restarts, 0.01)


def goodput(devices: float, failures: Failures) -> Goodput:
    """Best interval sqrt(2 x checkpoint x MTBF) and what is lost with it on so many devices."""
    mtbf = failures.device_mtbf_hours / devices
    pause, restart = failures.checkpoint_minutes / 60.0, failures.restart_minutes / 60.0
    interval = sqrt(2.0 * pause * mtbf)
    return Goodput(
        mtbf, 60.0 * interval, pause / interval if interval else 0.0, interval / (2.0 * mtbf), restart / mtbf
    )
