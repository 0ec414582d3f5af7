"""Pools: devices and prices that change with time."""

import datetime as dt
from decimal import Decimal

import pytest
from pydantic import ValidationError

from planner.domain.calendar import Calendar, Horizon
from planner.domain.compute import Pool

YEAR = Horizon(Calendar(start=dt.date(2027, 1, 4), quarters=4))


def pool(**fields: object) -> Pool:
    base = {"id": "p", "accelerator": "H100", "kind": "owned", "count": 8, "price_per_hour": "1.5"}
    return Pool.model_validate(base | fields)


def test_usable_hours_are_devices_times_168_times_availability() -> None:
    assert pool(count=2, availability=0.5).hours(YEAR)[0] == 168


def test_devices_step_up_with_the_first_week_of_a_quarter() -> None:
    """Quarters begin in weeks 0, 12, 25 and 39."""
    devices = pool(count={"2027-Q3": 16, "2027-Q1": 8}).devices(YEAR)
    assert devices == (8,) * 25 + (16,) * 27


def test_devices_step_with_the_first_week_that_starts_on_or_after_a_date() -> None:
    """1 March 2027 is the Monday of week 8; 2 March falls into it, so week 9 is the first after it."""
    assert pool(count={"2027-03-01": 4}).devices(YEAR) == (0,) * 8 + (4,) * 44
    assert pool(count={"2027-03-02": 4}).devices(YEAR) == (0,) * 9 + (4,) * 43


def test_steps_before_the_horizon_are_taken_in_order_of_time_whatever_their_form() -> None:
    assert pool(count={"2026-10-05": 8, "2026-Q3": 16}).devices(YEAR)[0] == 8
    assert pool(count={"2026-Q4": 8, "2026-07-06": 16}).devices(YEAR)[0] == 8


def test_before_their_first_step_devices_are_not_there_and_prices_are() -> None:
    steps = {"2027-Q2": "2.5", "2027-Q4": "2"}
    assert pool(count={"2027-Q2": 8}).devices(YEAR)[:13] == (0,) * 12 + (8,)
    prices = pool(price_per_hour=steps).prices(YEAR)
    assert prices == (Decimal("2.5"),) * 39 + (Decimal(2),) * 13


def test_fiscal_quarters_are_those_of_the_calendar() -> None:
    """The fiscal year 2028 begins in February 2027: its first quarter with the week of Thursday 4 February."""
    fiscal = Horizon(Calendar(start=dt.date(2027, 1, 4), quarters=2, fiscal_year_starts=2))
    assert pool(count={"2028-Q1": 4}).devices(fiscal)[:6] == (0, 0, 0, 0, 4, 4)


@pytest.mark.parametrize("count", [{}, {"2027": 8}, {"2027-Q5": 8}, {"2027-13-01": 8}, {"2027-Q1": -1}, 1.5])
def test_counts_that_cannot_be_are_refused(count: object) -> None:
    with pytest.raises(ValidationError):
        pool(count=count)
