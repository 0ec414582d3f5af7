"""Straight-line depreciation, on paper: the horizon of the example is 25 weeks from 4 January 2027."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import ValidationError

from planner.domain.portfolio import Portfolio
from planner.services.depreciation import depreciation
from tests.planner.verify.example import Case


def owned(**pool: object) -> Portfolio:
    made = Case()
    made.portfolio["pools"][1] |= pool
    return made.read()[0]


def purchase(**more: object) -> dict[str, object]:
    return {"price_per_device": "29220", "bought": "2026-01-05", "life_years": 4} | more


def test_a_device_loses_the_same_every_day_of_its_life() -> None:
    # 4 years are 1,461 days: 20 a day for each device. Q1 has 12 weeks (84 days), Q2 13 (91 days); 364 days are gone.
    first, second = depreciation(owned(count=2, purchase=purchase()))
    assert (first.pool, first.quarter, first.charge) == ("shelf", "2027-Q1", Decimal(2 * 84 * 20))
    assert first.book_value == Decimal(2 * (29220 - (364 + 84) * 20))
    assert (second.charge, second.book_value) == (2 * 91 * 20, 2 * (29220 - (364 + 84 + 91) * 20))
    assert first.cost == 2 * 168 * 12


def test_what_is_left_at_the_end_is_not_depreciated() -> None:
    first, _ = depreciation(owned(purchase=purchase(residual=0.25)))
    assert first.charge == Decimal(84 * 15)


def test_after_its_life_a_device_is_worth_its_residual_value() -> None:
    old = purchase(
        bought="2023-01-20", residual=0.1
    )  # 1,461 days end on 20 January 2027, 16 days into the plan
    first, second = depreciation(owned(purchase=old))
    assert first.charge == Decimal(16 * 18)
    assert (second.charge, first.book_value, second.book_value) == (0, Decimal(2922), Decimal(2922))


def test_devices_of_a_later_step_are_bought_then_and_the_newest_go_first() -> None:
    # One device from the start, a second from 1 February (week 4) on, which goes on 29 March (week 12, the start of Q2).
    steps = {"2027-01-04": 1, "2027-02-01": 2, "2027-03-29": 1}
    first, second = depreciation(owned(count=steps, purchase=purchase()))
    assert first.charge == Decimal(84 * 20 + 8 * 7 * 20)
    assert first.book_value == Decimal(29220 - (364 + 84) * 20 + 29220 - 56 * 20)
    assert second.charge == Decimal(91 * 20)
    assert second.book_value == Decimal(29220 - (364 + 84 + 91) * 20)


def test_charges_add_up_to_what_the_pool_has_lost_within_a_cent() -> None:
    odd = purchase(price_per_device="31999.99", life_years=3.7, bought="2026-11-13")
    portfolio = owned(count=7, purchase=odd)
    rows = depreciation(portfolio)
    days = (portfolio.horizon.monday(24) + dt.timedelta(weeks=1) - portfolio.calendar.start).days
    exact = 7 * Fraction("31999.99") * days / (Fraction("3.7") * Fraction(1461, 4))
    assert abs(sum(Fraction(row.charge) for row in rows) - exact) <= Fraction(1, 100)


def test_pools_without_a_purchase_have_no_books_and_rented_ones_cannot_be_bought() -> None:
    assert depreciation(Case().read()[0]) == ()
    made = Case()
    made.portfolio["pools"][0]["purchase"] = purchase()
    with pytest.raises(ValidationError, match="a pool that is on_demand is not bought"):
        Portfolio.model_validate(made.portfolio)
