"""Prices of a sheet for the pools of a portfolio."""

import datetime as dt
from decimal import Decimal

import pytest

from planner.domain.portfolio import Portfolio
from planner.domain.prices import PriceUpdate
from planner.errors import BadInput
from planner.integrations.prices import read_prices
from planner.services.import_prices import price_update, with_prices
from tests.planner.verify.example import Case


def portfolio(**pool: object) -> Portfolio:
    case = Case()
    case.pool("cloud").update(pool)
    return case.read()[0]


def update(sheet: str, effective: dt.date | None = None, **pool: object) -> PriceUpdate:
    return price_update(portfolio(**pool), read_prices(sheet.encode()), effective)


def after(sheet: str, **pool: object) -> list[Decimal]:
    return [change.after for change in update(sheet, **pool).changes]


def test_a_price_holds_from_its_day_on_and_the_old_one_before() -> None:
    there = portfolio()
    rows = read_prices(b"accelerator,price_per_hour,from\nH100,3,2027-02-01\nH100,2.5,2027-03-01\n")
    found = price_update(there, rows)
    prices = with_prices(there, found).pools[0].prices(there.horizon)
    assert [str(price) for price in prices[3:9]] == ["2", "3", "3", "3", "3", "2.5"]
    assert [(change.before, change.after) for change in found.changes] == [(2, 3), (2, Decimal("2.5"))]


def weekly(sheet: str, **pool: object) -> list[str]:
    """Prices of the first weeks (2027-01-04, 01-11, ...), the sheet stored."""
    there = portfolio(**pool)
    stored = with_prices(there, price_update(there, read_prices(sheet.encode())))
    return [str(price) for price in stored.pools[0].prices(there.horizon)]


def test_a_price_that_ends_gives_way_to_the_next_row_or_to_the_price_before() -> None:
    head = "accelerator,price_per_hour,from,until\n"
    # From Monday 8 February to Sunday 21 February: two weeks; then the pool's own 2 again.
    assert weekly(head + "H100,1.5,2027-02-08,2027-02-21\n")[4:9] == ["2", "1.5", "1.5", "2", "2"]
    # Ends on a Wednesday: the week has the price of its Monday.
    assert weekly(head + "H100,1.5,2027-02-08,2027-02-24\n")[4:9] == ["2", "1.5", "1.5", "1.5", "2"]
    # A price without an end comes back.
    both = head + "H100,3,2027-02-01,\nH100,1.5,2027-02-08,2027-02-21\n"
    assert weekly(both)[3:9] == ["2", "3", "1.5", "1.5", "3", "3"]
    follow = head + "H100,1.5,2027-02-08,2027-02-21\nH100,4,2027-02-22,\n"
    assert weekly(follow)[4:9] == ["2", "1.5", "1.5", "4", "4"]
    gap = update(head + "H100,1.5,2027-02-08,2027-02-21\n").changes
    assert [(change.from_, change.before, change.after, change.resumes) for change in gap] == [
        (dt.date(2027, 2, 8), 2, Decimal("1.5"), False),
        (dt.date(2027, 2, 22), Decimal("1.5"), 2, True),
    ]
    assert not any(change.resumes for change in update(follow).changes)


def test_steps_of_the_pool_give_way_until_the_price_of_the_sheet_ends() -> None:
    own = {"2027-01-04": 2, "2027-02-15": 5}
    sheet = "accelerator,price_per_hour,valid_from,Valid to\nH100,2,2027-02-08,2027-02-28\n"
    assert weekly(sheet, price_per_hour=own)[4:10] == ["2", "2", "2", "2", "5", "5"]
    plain = "accelerator,price_per_hour,from\nH100,3,2027-02-08\n"
    assert weekly(plain, price_per_hour=own)[4:9] == ["2", "3", "5", "5", "5"]


def test_prices_that_ended_before_the_plan_change_nothing_and_are_told() -> None:
    found = update("accelerator,price_per_hour,until\nH100,1.5,2026-12-31\n")
    assert (found.changes, found.unmatched) == ((), ("cloud",))
    assert [row.line for row in found.expired] == [2]


def test_a_price_that_goes_back_to_the_pools_own_is_a_change() -> None:
    sheet = "accelerator,price_per_hour,from\nH100,3,2027-02-01\nH100,2,2027-03-01\n"
    assert weekly(sheet)[3:10] == ["2", "3", "3", "3", "3", "2", "2"]


def test_rows_of_no_pool_are_told() -> None:
    # The example has an H100 on demand and an owned A100.
    found = update(
        "accelerator,kind,price_per_hour\nH100,on_demand,2\nH100,spot,1\nB200,on_demand,5\nA100,on_demand,1\n"
    )
    assert [row.line for row in found.unused] == [3, 4, 5]
    many = update("accelerator,price_per_hour\n" + "B200,5\n" * 30)
    assert (len(many.unused), many.unused_count) == (20, 30)


def test_prices_without_a_day_hold_from_the_one_that_the_import_names() -> None:
    (change,) = update("accelerator,price_per_hour\nH100,3\n", dt.date(2027, 4, 5)).changes
    assert change.from_ == dt.date(2027, 4, 5)


def test_owned_pools_have_no_list_price_and_the_same_price_is_no_change() -> None:
    found = update("accelerator,price_per_hour\nH100,2.00\nA100,9\n")
    assert (found.changes, found.unmatched) == ((), ())
    assert update("accelerator,price_per_hour\nL4,1\n").unmatched == ("cloud",)


def test_names_fit_up_to_a_dash_but_memory_must_be_named() -> None:
    sheet = "accelerator,price_per_hour\nA100,1\nA100-80GB,3\nH10,9\n"
    assert after(sheet, accelerator="A100-80GB-SXM") == [3]
    assert after("accelerator,price_per_hour\nA100,1\n", accelerator="A100-80GB-SXM") == []
    assert after("accelerator,price_per_hour\nH100,5\n", accelerator="H100-SXM") == [5]
    assert after(sheet, accelerator="H100-SXM") == []


def test_a_region_takes_its_own_price_and_a_pool_without_one_the_cheapest() -> None:
    sheet = "accelerator,price_per_hour,region\nH100,5,eu\nH100,4,us\n"
    assert after(sheet) == [4]
    assert after(sheet, region="eu") == [5]
    assert after(sheet, region="asia") == []


def test_spot_and_on_demand_prices_are_told_apart() -> None:
    sheet = "accelerator,price_per_hour,kind\nH100,5,on_demand\nH100,1,spot\n"
    assert after(sheet) == [5]
    assert after(sheet, kind="spot") == [1]


def test_prices_in_other_currencies_are_no_matter_where_there_is_one_in_ours() -> None:
    sheet = "accelerator,price_per_hour,currency,region\nH100,5,USD,us\nH100,4,EUR,eu\nL4,3,CNY,cn\n"
    assert after(sheet) == [5]


def test_another_currency_is_refused() -> None:
    with pytest.raises(
        BadInput, match="line 2 of the price sheet, the price of pool cloud, is in EUR, the portfolio in USD"
    ):
        update("accelerator,price_per_hour,currency\nH100,5,EUR\n")
