"""FOCUS: each column has the type, the nulls and the values of the specification, in files of any plan."""

import csv
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.cost import CostQuery
from planner.exports.focus_columns import EMPTY, FOCUS_COLUMNS
from planner.services.export_cost import cost_file
from tests.finance_plans import case
from tests.planner.exports.focus_rows import Row, money, read

RULES = list(csv.DictReader(Path(__file__).with_name("focus_columns.csv").read_text("utf-8").splitlines()))
"""Type, level, null rule and allowed values of each column of FOCUS 1.2, and of those of 1.3 that stand beside them."""
KINDS = {"String": {"text"}, "JSON": {"text"}, "Decimal": {"money", "decimal"}, "DateTime": {"moment"}}
TOGETHER = (
    ("SubAccountId", "SubAccountName", "SubAccountType"),
    ("RegionId", "RegionName"),
    ("ResourceId", "ResourceName", "ResourceType"),
    ("SkuId", "SkuMeter", "SkuPriceId"),
    ("ConsumedQuantity", "ConsumedUnit"),
    ("PricingQuantity", "PricingUnit"),
    (
        "CommitmentDiscountId",
        "CommitmentDiscountCategory",
        "CommitmentDiscountName",
        "CommitmentDiscountType",
        "CommitmentDiscountQuantity",
        "CommitmentDiscountUnit",
    ),
    (
        "AllocatedMethodId",
        "AllocatedMethodDetails",
        "AllocatedResourceId",
        "AllocatedResourceName",
        "AllocatedTags",
        "x_AllocationRule",
    ),
    ("x_FxRate", "x_FxRateDate"),
)
"""Columns that are filled in a row either all or none."""
ALWAYS = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuPriceId",
    "Tags",
    "x_CapexOpex",
    "x_CostKind",
    "x_DataKind",
    "x_FiscalQuarter",
    "x_ForecastRunId",
    "x_Quantile",
    "x_Scenario",
    "x_View",
]
VALUES = {
    "ChargeCategory": {"Usage", "Purchase"},
    "ChargeFrequency": {"One-Time", "Recurring", "Usage-Based"},
    "PricingCategory": {"Standard", "Dynamic", "Committed"},
    "CommitmentDiscountStatus": {"", "Used", "Unused"},
    "CommitmentDiscountCategory": {"", "Usage"},
    "ServiceCategory": {"Compute", "Other"},
    "ServiceSubcategory": {"Other (Compute)", "Other (Other)"},
    "PricingUnit": {"Hours", "Units"},
    "x_CapexOpex": {"Capex", "Opex"},
    "x_DataKind": {"Forecast"},
}


def test_columns_that_must_be_filled_are_filled(charges: list[Row]) -> None:
    columns = {column.name for column in FOCUS_COLUMNS}
    assert set(charges[0]) == columns
    for row in charges:
        assert all(not row[name] for name in EMPTY)
        for name in (
            "BillingAccountId",
            "BillingCurrency",
            "ChargeCategory",
            "ServiceCategory",
            "ServiceName",
        ):
            assert row[name]
        assert row["SkuPriceId"]
        of_project = row["AllocatedTags"] or row["Tags"]
        assert json.loads(of_project).get("project", "") == row["x_Project"]


def test_columns_are_those_of_the_specification_in_the_order_of_names() -> None:
    names = [column.name for column in FOCUS_COLUMNS]
    assert sum(rule["introduced"] == "1.2" for rule in RULES) == 57
    assert {name for name in names if not name.startswith("x_")} == {rule["column"] for rule in RULES}
    assert names == sorted(names, key=lambda name: (name.startswith("x_"), name))
    kinds = {column.name: column.kind for column in FOCUS_COLUMNS}
    for rule in RULES:
        assert kinds[rule["column"]] in KINDS[rule["type"]], rule["column"]


@pytest.mark.parametrize("rule", RULES, ids=[rule["column"] for rule in RULES])
def test_each_column_has_the_type_nulls_and_values_of_the_specification(
    charges: list[Row], rule: dict[str, str]
) -> None:
    name, null = rule["column"], rule["null"]
    for row in charges:
        value = row[name]
        if null == "no":
            assert value
        if null.startswith("with "):
            assert bool(value) == bool(row[null.removeprefix("with ")])
        if not value:
            continue
        if rule["values"]:
            assert value in rule["values"].split("|")
        if rule["type"] == "Decimal":
            assert Decimal(value).is_finite()
        if rule["type"] == "DateTime":
            assert dt.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").weekday() >= 0
        if rule["type"] == "JSON":
            assert isinstance(json.loads(value), dict)


@st.composite
def queries(draw: st.DrawFn) -> tuple[int, CostQuery]:
    """A random plan and any view, currency, chargeback and filters of it."""
    seed = draw(st.integers(0, 40))
    portfolio, _ = case(seed)
    projects = [project.id for project in portfolio.projects]
    pools = [pool.id for pool in portfolio.pools]
    asked = {
        "view": draw(st.sampled_from(["plan", "organisation"])),
        "currency": draw(st.sampled_from([None, "EUR", "JPY"])),
        "chargeback": draw(st.sampled_from(["none", "hours", "compute", "direct", "even"])),
        "kind": draw(st.lists(st.sampled_from(["people", "compute", "other", "serving"]), max_size=2)),
        "project": draw(st.lists(st.sampled_from([*projects, "unassigned"]), max_size=3)),
        "pool": draw(st.lists(st.sampled_from(pools), max_size=1)) if pools else [],
        "from": draw(st.sampled_from([None, portfolio.horizon.monday(5)])),
    }
    return seed, CostQuery.model_validate({k: v for k, v in asked.items() if v})


@settings(max_examples=40)
@given(queries())
def test_any_charge_of_any_plan_keeps_the_rules_of_its_columns(asked: tuple[int, CostQuery]) -> None:
    seed, query = asked
    portfolio, plan = case(seed)
    made = cost_file(portfolio, plan, query, "focus")
    rows = read(made.content)
    assert money(rows, "EffectiveCost") == made.report.total, "every row of the report is one charge"
    for row in rows:
        assert all(row[name] for name in ALWAYS)
        assert not any(row[name] for name in EMPTY)
        for group in TOGETHER:
            assert len({bool(row[name]) for name in group}) == 1, group
        for name, known in VALUES.items():
            assert row[name] in known, name
        for kind in ("List", "Contracted"):
            product = Decimal(row[f"{kind}UnitPrice"]) * Decimal(row["PricingQuantity"])
            assert Decimal(row[f"{kind}Cost"]) == product >= 0
        purchase = row["ChargeCategory"] == "Purchase"
        status = row["CommitmentDiscountStatus"]
        assert purchase == (row["ChargeFrequency"] != "Usage-Based")
        assert (row["PricingCategory"] == "Committed") == bool(status)
        assert bool(status) == (bool(row["CommitmentDiscountId"]) and not purchase)
        assert not (purchase and Decimal(row["EffectiveCost"]))
        assert not (status and Decimal(row["BilledCost"]))
        assert bool(row["ConsumedQuantity"]) == (not purchase and status != "Unused")
        assert (row["BillingCurrency"] != row["PricingCurrency"]) == bool(row["x_FxRate"])
