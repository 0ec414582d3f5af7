"""Straight-line depreciation of owned accelerators by their useful life."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from planner.domain.compute import HOURS_PER_WEEK, Pool, Purchase
from planner.domain.currencies import from_units, units_in
from planner.domain.depreciation import Depreciation
from planner.domain.money import exact
from planner.domain.portfolio import Portfolio

DAYS_PER_YEAR = Fraction(1461, 4)


class _Batch(NamedTuple):
    """Devices that were bought on a day, of which so many are still there."""

    bought: dt.date
    devices: int


def depreciation(portfolio: Portfolio) -> tuple[Depreciation, ...]:
    """Charge and book value of every owned pool that says what its devices were bought for.

    Each device loses (1 - residual) x price evenly over the days of its useful life, from the day on which it was
    bought. Devices that a later step of `count` adds are bought on the first day of that step at the same price; those
    that a step takes away are the newest, and leave the books with what they are worth: that is a disposal and no
    depreciation. Charges are rounded so that the sum up to each quarter is within a cent of the exact sum.
    """
    owned = ((pool, pool.purchase) for pool in portfolio.pools if pool.kind == "owned")
    return tuple(
        row for pool, purchase in owned if purchase is not None for row in _pool(portfolio, pool, purchase)
    )


def _pool(portfolio: Portfolio, pool: Pool, purchase: Purchase) -> Iterator[Depreciation]:
    horizon = portfolio.horizon
    devices, prices = pool.devices(horizon), pool.prices(horizon)
    life = exact(purchase.life_years) * DAYS_PER_YEAR
    lost_per_day = exact(purchase.price_per_device) * (1 - exact(purchase.residual)) / life
    batches: list[_Batch] = [_Batch(purchase.bought, devices[0])]
    charged, told = Fraction(), 0
    for span in horizon.quarters:
        for week in range(span.first, span.end):
            monday = horizon.monday(week)
            if week:
                batches = _stepped(batches, devices[week], monday)
            next_monday = monday + dt.timedelta(weeks=1)
            charged += sum(
                (b.devices * lost_per_day * _days(b.bought, life, monday, next_monday) for b in batches),
                Fraction(),
            )
        end = horizon.monday(span.end - 1) + dt.timedelta(weeks=1)
        worth = sum((b.devices * _worth(purchase, b.bought, life, end) for b in batches), Fraction())
        units = round(charged * units_in(portfolio.currency)) - told
        told += units
        cost = sum(
            (devices[t] * HOURS_PER_WEEK * exact(prices[t]) for t in range(span.first, span.end)), Fraction()
        )
        yield Depreciation(
            pool=pool.id,
            quarter=span.label,
            charge=from_units(units, portfolio.currency),
            book_value=_amount(worth, portfolio.currency),
            cost=_amount(cost, portfolio.currency),
        )


def _amount(amount: Fraction, currency: str) -> Decimal:
    return from_units(round(amount * units_in(currency)), currency)


def _stepped(batches: list[_Batch], devices: int, monday: dt.date) -> list[_Batch]:
    """The batches when the pool has so many devices: more are bought, fewer take the newest away."""
    there = sum(batch.devices for batch in batches)
    if devices > there:
        return [*batches, _Batch(monday, devices - there)]
    kept, left = [], devices
    for batch in batches:
        kept.append(batch._replace(devices=min(batch.devices, left)))
        left -= kept[-1].devices
    return [batch for batch in kept if batch.devices]


def _age(bought: dt.date, life: Fraction, day: dt.date) -> Fraction:
    """Days in use before a day, at most those of the useful life."""
    return min(life, Fraction(max(0, (day - bought).days)))


def _days(bought: dt.date, life: Fraction, first: dt.date, end: dt.date) -> Fraction:
    return _age(bought, life, end) - _age(bought, life, first)


def _worth(purchase: Purchase, bought: dt.date, life: Fraction, day: dt.date) -> Fraction:
    """Book value of a device at the beginning of a day."""
    if day < bought:
        return Fraction()
    lost = (1 - exact(purchase.residual)) * _age(bought, life, day) / life
    return exact(purchase.price_per_device) * (1 - lost)
