"""Amounts have the decimals of their currency (ISO 4217) in every file, on pages and in JSON, and still add up."""

import csv
import io
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from planner.domain.cost import DIMENSIONS, CostQuery
from planner.domain.currencies import minor_digits, nothing, shown_amount, step
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.exports.json import cost_document
from planner.services.depreciation import depreciation
from planner.services.export_cost import cost_file
from planner.services.forecast_cost import cost_report
from planner.services.placement import placement
from planner.services.unit_costs import beside_cost
from tests.finance_plans import case
from tests.web.views_of_everything.stage import source
from web import words
from web.tables import to_csv
from web.views.costs import project_table, quarter_table

CODES = (("JPY", 0), ("EUR", 2), ("KWD", 3), ("CLF", 4))


def places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


def kept_in(code: str, seed: int) -> tuple[Portfolio, Plan]:
    """A random portfolio whose own currency this is, and a plan of it."""
    portfolio, plan = case(seed)
    finance = portfolio.finance.model_copy(update={"rates": ()})
    portfolio = portfolio.model_copy(update={"currency": code, "finance": finance})
    return portfolio, plan.model_copy(update={"snapshot": snapshot_id(portfolio), "currency": code})


@pytest.mark.parametrize(("code", "digits"), CODES)
@pytest.mark.parametrize("seed", range(3))
def test_every_amount_has_the_decimals_of_its_currency_and_all_groupings_add_up(
    code: str, digits: int, seed: int
) -> None:
    portfolio, plan = kept_in(code, seed)
    for view in ("plan", "organisation"):
        report = cost_report(portfolio, plan, CostQuery.model_validate({"view": view}))
        assert {places(row.amount) for row in report.rows} <= {digits}
        assert places(report.total) == digits
        for dimension in DIMENSIONS:
            sums = report.by(dimension)
            assert sum(sums.values(), nothing(code)) == report.total
            assert {places(amount) for amount in sums.values()} <= {digits}
    document = cost_document(report, beside_cost(portfolio, plan))
    assert document["total"] == f"{report.total:.{digits}f}"
    told = placement(portfolio, plan)
    assert {places(told.unused_cost), places(told.avoidable)} == {digits}
    assert all(places(row.charge) == digits for row in depreciation(portfolio))


@pytest.mark.parametrize(("code", "digits"), CODES)
def test_files_agree_to_the_smallest_unit(code: str, digits: int) -> None:
    portfolio, plan = kept_in(code, 4)
    total = cost_report(portfolio, plan).total
    query = CostQuery()
    rows = list(csv.DictReader(io.StringIO(cost_file(portfolio, plan, query, "csv").content.decode())))
    assert {len(row["amount"].partition(".")[2]) for row in rows} == {digits}
    assert sum(Decimal(row["amount"]) for row in rows) == total
    table = pq.read_table(io.BytesIO(cost_file(portfolio, plan, query, "parquet").content))
    assert table.schema.field("amount").type.scale == digits
    assert sum(table.column("amount").to_pylist()) == total
    book = load_workbook(io.BytesIO(cost_file(portfolio, plan, query, "xlsx").content))
    last = book["By kind"][book["By kind"].max_row][-1]
    assert last.number_format == "#,##0" + ("." + "0" * digits if digits else "")
    assert Decimal(str(last.value)).quantize(step(code)) == total
    focus = list(csv.DictReader(io.StringIO(cost_file(portfolio, plan, query, "focus").content.decode())))
    assert {len(row["EffectiveCost"].partition(".")[2]) for row in focus} == {digits}
    assert sum(Decimal(row["EffectiveCost"]) for row in focus) == total


def test_a_conversion_has_the_decimals_of_its_target() -> None:
    portfolio, plan = case(7)
    for code, digits in (("USD", 2), ("EUR", 2), ("JPY", 0)):
        report = cost_report(portfolio, plan, CostQuery(currency=code))
        assert {places(row.amount) for row in report.rows} == {digits}
        assert places(report.total) == digits


def test_pages_show_no_decimals_that_a_currency_has_not() -> None:
    assert words.exact_money(Decimal(1234567), "JPY") == "¥1,234,567"
    assert words.exact_money(Decimal("1234.5"), "USD") == "$1,234.50"
    assert words.exact_money(Decimal("-1234.5"), "KWD") == f"{words.MINUS}KWD{words.SPACE}1,234.500"
    assert words.price(Decimal(400), "JPY") == "¥400"
    assert words.price(Decimal("0.35"), "JPY") == "¥0.35"
    assert words.price(Decimal("2.4"), "USD") == "$2.40"
    assert shown_amount(Decimal(98765), "KRW") == "98,765"


def test_codes_that_are_not_listed_have_two_decimals() -> None:
    assert {code: minor_digits(code) for code in ("USD", "EUR", "XYZ", "VND", "TND")} == {
        "USD": 2, "EUR": 2, "XYZ": 2, "VND": 0, "TND": 3,
    }  # fmt: skip


def test_tables_of_pages_are_downloaded_without_decimals_that_a_currency_has_not() -> None:
    portfolio, plan = kept_in("JPY", 2)
    told = source(portfolio=portfolio, plan=plan)
    report = cost_report(portfolio, plan)
    for table in (quarter_table(told, report), project_table(told, report)):
        assert b"." not in to_csv(table)
