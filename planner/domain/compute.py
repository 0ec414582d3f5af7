"""Accelerator pools: capacity by week and prices."""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, field_validator, model_validator

from planner.domain.base import MAX_DEVICES, Day, Model, Money, Name, Number, Slug, Whole
from planner.domain.calendar import (
    WEEK,
    Calendar,
    Horizon,
    Quarter,
    fiscal_quarter,
    monday_of,
    monday_on_or_after,
)

HOURS_PER_WEEK = 168

PoolKind = Literal["owned", "reserved", "on_demand", "spot"]
Accelerator = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}$")]
Devices = Annotated[Whole, Field(ge=0, le=MAX_DEVICES)]

_STEP = re.compile(r"^(\d{4}-Q[1-4]|\d{4}-\d{2}-\d{2})$")
T = TypeVar("T")

Payment = Literal["monthly", "quarterly", "upfront"]
"""When a commitment is paid: at the start of each month, of each fiscal quarter, or at once with its first week."""


class Purchase(Model):
    """What devices of an owned pool were bought for, to tell their depreciation; it changes no cost of a plan."""

    price_per_device: Money
    bought: Day
    """Of the devices that the pool has at the start of the plan."""
    life_years: Annotated[Number, Field(gt=0, le=50)] = 5.0
    """Useful life, after which a device is worth its residual value."""
    residual: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Share of the price that is left at the end of the useful life."""


class Pool(Model):
    """Accelerators of one type under one price and capacity."""

    id: Slug
    name: Name | None = None
    accelerator: Accelerator
    kind: PoolKind
    count: Devices | dict[str, Devices]
    """Devices; or steps from a quarter or a date on, such as {2027-Q1: 8, 2027-Q3: 16}; none before the first."""
    price_per_hour: Money | dict[str, Money]
    """Price of one accelerator-hour; or steps like those of `count`; the first price also holds before its date."""
    availability: Annotated[Number, Field(gt=0, le=1)] = 0.9
    """Share of the 168 hours of a week that can be used."""
    overhead: Annotated[Number, Field(ge=0, le=10)] = 0.0
    """Hours lost to interruptions, as a share of the useful hours."""
    region: Name | None = None
    barred_projects: tuple[Slug, ...] = ()
    """Projects that may not use the pool."""
    payment: Payment = "monthly"
    """When a commitment is paid; it moves money, not cost."""
    purchase: Purchase | None = None
    """Of owned pools alone."""

    @field_validator("count", "price_per_hour")
    @classmethod
    def _steps(cls, value: object) -> object:
        if isinstance(value, dict):
            if not value:
                raise ValueError("give a number, or at least one step such as {2027-Q1: 8}")
            for key in value:
                if not _STEP.match(key) or ("Q" not in key and not _is_date(key)):
                    raise ValueError(f"'{key}' is neither a quarter like 2027-Q1 nor a date like 2027-01-04")
        return value

    @model_validator(mode="after")
    def _bought(self) -> Self:
        if self.purchase is not None and self.kind != "owned":
            raise ValueError(
                f"purchase: a pool that is {self.kind} is not bought; leave purchase out, or say kind: owned"
            )
        return self

    @property
    def committed(self) -> bool:
        """Whether the pool is paid for in full, used or not."""
        return self.kind in ("owned", "reserved")

    def devices(self, horizon: Horizon) -> tuple[int, ...]:
        """Devices in each week of the horizon."""
        return by_week(self.count, horizon, before=0)

    def prices(self, horizon: Horizon) -> tuple[Decimal, ...]:
        """Price of an accelerator-hour in each week of the horizon."""
        return by_week(self.price_per_hour, horizon, before=None)

    def hours(self, horizon: Horizon) -> tuple[float, ...]:
        """Accelerator-hours that can be used in each week: count x 168 x availability."""
        return tuple(n * HOURS_PER_WEEK * self.availability for n in self.devices(horizon))


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def by_week(value: T | dict[str, T], horizon: Horizon, before: T | None) -> tuple[T, ...]:
    """Spread a constant or stepped value over the weeks.

    A step counts from the first week of its quarter, or from the first week that starts on or after its date; of
    two that count from the same week, the one written later holds. `before` is the value ahead of the first step;
    None takes the first step's value.
    """
    if not isinstance(value, dict):
        return (value,) * horizon.weeks
    steps = steps_in_order(value, horizon.calendar)
    first = steps[0][1] if before is None else before
    return tuple(
        next((step for monday, step in reversed(steps) if monday <= week), first) for week in horizon.mondays
    )


def steps_in_order(value: dict[str, T], calendar: Calendar) -> list[tuple[dt.date, T]]:
    """Steps by the Monday from which they count."""
    return sorted(
        ((_step_monday(key, calendar), step) for key, step in value.items()), key=lambda item: item[0]
    )


def _step_monday(key: str, calendar: Calendar) -> dt.date:
    """The Monday from which a step counts, also outside the horizon."""
    if "Q" not in key:
        return monday_on_or_after(dt.date.fromisoformat(key))
    wanted = Quarter(int(key[:4]), int(key[-1]))
    # Fiscal quarters begin at most a year before the calendar year after which they are named.
    monday = monday_of(dt.date(wanted.year - 1, 1, 1)) - WEEK
    while fiscal_quarter(monday, calendar) < wanted:
        monday += WEEK
    return monday
