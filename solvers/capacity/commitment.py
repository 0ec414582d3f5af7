"""How many devices to commit to when demand is uncertain: the newsvendor's trade-off, device by device."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Offer:
    """Prices of a device-hour with and without a commitment."""

    reserved: float
    on_demand: float
    paid: float = 168.0
    """Hours a week that a committed device is paid for."""
    usable: float = 168.0
    """Hours a week that it can be used."""

    def __post_init__(self) -> None:
        if min(self.reserved, self.on_demand) < 0 or min(self.paid, self.usable) <= 0:
            raise ValueError("prices are at least 0, hours above 0")

    @property
    def break_even(self) -> float | None:
        """Share of its usable hours from which a committed device is cheaper; None when on demand is free."""
        cost = self.on_demand * self.usable
        return self.reserved * self.paid / cost if cost else None


@dataclass(frozen=True)
class Commitment:
    """Costs by number of committed devices, over the whole horizon."""

    devices: int
    """With the least expected cost; the fewest among equals."""
    expected: float
    nothing: float
    """Expected cost without a commitment."""
    mean_devices: int
    """What the mean demand asks for, rounded."""
    at_mean: float
    """Expected cost with as many."""
    saving_p10: float
    saving_p90: float
    risk: float
    """Share of runs in which the commitment is dearer than none."""

    @property
    def saving(self) -> float:
        """Expected cost without the commitment, less that with it."""
        return self.nothing - self.expected


def cost(demand: Floats, offer: Offer, devices: int) -> Floats:
    """Cost of each run with so many committed devices.

    Parameters
    ----------
    demand
        (runs, weeks) hours of use.
    devices
        Paid for in every week; what they cannot serve is bought on demand.

    Returns
    -------
    Floats
        (runs,)
    """
    over = np.maximum(0.0, demand - devices * offer.usable).sum(axis=1)
    total: Floats = devices * demand.shape[1] * offer.paid * offer.reserved + offer.on_demand * over
    return total


def use_of_next(demand: Floats, usable: float, devices: int) -> float:
    """Expected hours over the horizon that one more device after so many would serve."""
    return float(np.clip(demand - devices * usable, 0.0, usable).sum(axis=1).mean())


def best_commitment(demand: Floats, offer: Offer) -> Commitment:
    """The number of devices with the least expected cost.

    What one more device serves falls with their number, so that the first device that does not pay for itself ends the
    search: the critical ratio of the newsvendor (Arrow, Harris and Marschak 1951, doi:10.2307/1906813), over all weeks
    and runs together.

    Parameters
    ----------
    demand
        (runs, weeks) hours of use, at least one of each.
    """
    if demand.ndim != 2 or not demand.size:
        raise ValueError("demand needs at least one run and one week")
    price = demand.shape[1] * offer.paid * offer.reserved
    low, high = 0, int(np.ceil(demand.max() / offer.usable))
    while low < high:
        middle = (low + high) // 2
        if offer.on_demand * use_of_next(demand, offer.usable, middle) > price:
            low = middle + 1
        else:
            high = middle
    mean = int(np.rint(demand.mean() / offer.usable))
    without, chosen = cost(demand, offer, 0), cost(demand, offer, low)
    saving = without - chosen
    return Commitment(
        devices=low,
        expected=float(chosen.mean()),
        nothing=float(without.mean()),
        mean_devices=mean,
        at_mean=float(cost(demand, offer, mean).mean()),
        saving_p10=float(np.quantile(saving, 0.1)),
        saving_p90=float(np.quantile(saving, 0.9)),
        risk=float((saving < 0).mean()),
    )
