"""Quotas: how many accelerators a plan gives to each project in each quarter."""

from typing import Literal

from planner.domain.base import Model, Slug
from planner.domain.compute import Accelerator

SPARE = "spare"
"""What stands in the place of a project for devices that the plan gives to nobody."""
QuotaFormat = Literal["kueue", "slurm", "json", "csv"]
KueueVersion = Literal["v1beta2", "v1beta1"]


class Quota(Model):
    """What a project gets of a pool in a quarter."""

    quarter: str
    project: Slug | None
    """None: spare, given to nobody."""
    pool: Slug
    accelerator: Accelerator
    hours: float
    """Planned accelerator-hours; of what is spare, hours that can be used."""
    devices: int
    """Its own devices: the mean over the weeks of the quarter, rounded so that a pool's quotas are its devices."""
    peak: int
    """Devices that it needs in its busiest week, at least its own."""

    @property
    def borrowed(self) -> int:
        """Devices that it needs from others in its busiest week."""
        return self.peak - self.devices
