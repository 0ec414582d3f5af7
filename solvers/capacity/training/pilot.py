"""Training hours from a measured pilot: vision, speech, recommenders, tabular models, or anything with examples."""

from dataclasses import dataclass
from math import exp, log2

from solvers.capacity.training.utilisation import Z10, Quantiles

SPREAD = 0.12
"""Standard deviation of log hours when a pilot on the same hardware is carried over to the whole run."""
SPREAD_PER_DOUBLING = 0.05
"""More of it for each doubling of devices beyond the pilot when the efficiency at that size was not measured."""


@dataclass(frozen=True)
class Pilot:
    """What was measured, and the run that is wanted."""

    examples: float
    """Examples of one epoch."""
    epochs: float
    examples_per_second: float
    """Measured on all pilot devices together, with loading and evaluation of the data as in the run."""
    pilot_devices: int = 1
    devices: int | None = None
    """Devices of the run; None: as in the pilot."""
    scaling_efficiency: float = 1.0
    """Throughput of a device in the run over that in the pilot; 1 is perfect scaling."""


def pilot_hours(pilot: Pilot) -> Quantiles:
    """Accelerator-hours of the run: examples x epochs over the throughput of a device.

    hours = examples x epochs / (rate / pilot devices x efficiency x 3600)
    """
    devices = pilot.devices or pilot.pilot_devices
    rate = pilot.examples_per_second / pilot.pilot_devices * pilot.scaling_efficiency
    middle = pilot.examples * pilot.epochs / rate / 3600.0
    spread = SPREAD + SPREAD_PER_DOUBLING * max(0.0, log2(devices / pilot.pilot_devices))
    return Quantiles(middle * exp(-Z10 * spread), middle, middle * exp(Z10 * spread))
