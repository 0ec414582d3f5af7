"""Cost of devices that serve: by the month, the week and the thousand requests."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from planner.domain.currencies import step
from solvers.capacity.hardware.catalogue import Accelerator
from solvers.capacity.hardware.prices import list_price

HOURS_PER_MONTH = Decimal(730)
HOURS_PER_WEEK = Decimal(168)
FINE = Decimal("0.01")
"""Of the smallest unit: what a thousand requests cost is often less than one."""
LISTED = "USD"
"""Currency of the list prices that ship."""
RAREST = 1e-6
"""Requests a second; a price for one in two weeks says nothing."""


@dataclass(frozen=True)
class Price:
    """Price of a device-hour; None when nobody said one."""

    hour: Decimal | None
    currency: str
    note: str = ""
    """Where it is from, when it was not given."""

    def month(self, devices: Decimal) -> Decimal | None:
        """730 hours of so many devices, to the smallest unit."""
        return self._amount(devices * HOURS_PER_MONTH)

    def week(self, devices: Decimal) -> Decimal | None:
        """168 hours of so many devices, to the smallest unit."""
        return self._amount(devices * HOURS_PER_WEEK)

    def thousand(self, devices: Decimal, rate: float) -> Decimal | None:
        """A thousand requests at a mean rate per second, to a hundredth of the smallest unit; None when hardly any."""
        if self.hour is None or rate < RAREST:
            return None
        with localcontext(prec=60):
            return (devices * self.hour / (Decimal(rate) * Decimal("3.6"))).quantize(
                step(self.currency) * FINE
            )

    def _amount(self, hours: Decimal) -> Decimal | None:
        if self.hour is None:
            return None
        with localcontext(prec=60):
            return (hours * self.hour).quantize(step(self.currency))


def price_of(given: Decimal | None, currency: str, accelerator: Accelerator | None) -> Price:
    """The price that was given, else a dated list price of the accelerator, and then a note that says so."""
    if given is not None:
        return Price(given, currency)
    found = list_price(accelerator.name) if accelerator and currency == LISTED else None
    if found is None:
        where = "" if currency == LISTED else f" in {currency}"
        return Price(None, currency, f"no price{where}: give price_per_hour for costs")
    return Price(
        Decimal(found.usd_per_hour),
        LISTED,
        f"{found.usd_per_hour} USD an hour is a list price of {found.as_of} ({found.source}); give your own",
    )
