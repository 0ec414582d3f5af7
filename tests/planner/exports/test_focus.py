"""FOCUS: the invariants of the specification hold for random plans, and charges are those that one expects."""

import csv
import datetime as dt
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.cost import CostQuery, DataKind
from planner.domain.finance import rate_on
from planner.domain.plan import Plan
from planner.domain.policies import Budget
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.exports.focus_columns import EMPTY, FOCUS_COLUMNS
from planner.integrations.actuals import read_actuals
from planner.services.export_cost import CostSources, cost_file
from planner.services.forecast_cost import cost_report
from planner.services.simulate import forecast
from tests.finance_plans import case
from tests.planner.verify.example import Case

Row = dict[str, str]
QUERIES = (
    CostQuery(),
    CostQuery(view="organisation", chargeback="direct"),
    CostQuery(currency="EUR", chargeback="hours"),
    CostQuery(currency="JPY", view="organisation"),
)


def read(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.fixture(scope="module", params=range(8))
def charges(request: pytest.FixtureRequest) -> list[Row]:
    portfolio, plan = case(request.param)
    return read(cost_file(portfolio, plan, QUERIES[request.param % 4], "focus").content)


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


def money(rows: Iterator[Row] | list[Row], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def test_costs_are_unit_price_times_quantity(charges: list[Row]) -> None:
    for row in charges:
        for kind in ("List", "Contracted"):
            product = Decimal(row[f"{kind}UnitPrice"]) * Decimal(row["PricingQuantity"])
            assert Decimal(row[f"{kind}Cost"]) == product


def test_purchases_have_no_effective_cost_and_covered_use_is_not_billed(charges: list[Row]) -> None:
    for row in charges:
        if row["ChargeCategory"] == "Purchase":
            assert Decimal(row["EffectiveCost"]) == 0
        elif row["CommitmentDiscountId"]:
            assert Decimal(row["BilledCost"]) == 0


def test_each_commitment_is_amortised_to_the_cent(charges: list[Row]) -> None:
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in charges:
        if row["CommitmentDiscountId"]:
            by_id[row["CommitmentDiscountId"]].append(row)
    for rows in by_id.values():
        bought = [row for row in rows if row["ChargeCategory"] == "Purchase"]
        used = [row for row in rows if row["ChargeCategory"] == "Usage"]
        assert {row["CommitmentDiscountStatus"] for row in used} <= {"Used", "Unused"}
        assert money(used, "EffectiveCost") == money(bought, "BilledCost")
        assert money(used, "CommitmentDiscountQuantity") == money(bought, "CommitmentDiscountQuantity")


def test_billed_and_effective_cost_are_the_two_totals(charges: list[Row]) -> None:
    assert money(charges, "BilledCost") == money(charges, "EffectiveCost") > 0


def test_a_purchase_is_never_priced_as_committed_nor_by_use(charges: list[Row]) -> None:
    for row in charges:
        if row["ChargeCategory"] == "Purchase":
            assert row["PricingCategory"] == "Standard"
            assert row["ChargeFrequency"] in ("One-Time", "Recurring")
            assert row["CommitmentDiscountStatus"] == ""
        else:
            assert (row["PricingCategory"] == "Committed") == bool(row["CommitmentDiscountId"])


def test_savings_by_list_cost_count_use_or_purchases_but_not_both(charges: list[Row]) -> None:
    # The rows to leave out of a sum can be told from the columns that the specification names.
    bought = [row for row in charges if row["ChargeCategory"] == "Purchase"]
    covered = [row for row in charges if row["PricingCategory"] == "Committed"]
    assert {row["CommitmentDiscountId"] for row in covered} == {row["CommitmentDiscountId"] for row in bought}
    rest = [row for row in charges if not row["CommitmentDiscountId"]]
    assert abs(money(rest, "ListCost") - money(rest, "BilledCost")) <= Decimal("0.01") * len(rest)


def test_invoices_do_not_exist_yet(charges: list[Row]) -> None:
    assert {row["InvoiceId"] for row in charges} == {""}


def test_shares_of_an_idle_commitment_add_up_to_one(charges: list[Row]) -> None:
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for row in charges:
        if row["AllocatedMethodId"]:
            assert row["AllocatedResourceId"] == row["x_Project"] != ""
            assert row["CommitmentDiscountStatus"] == "Unused"
            key = (row["ResourceId"], row["ChargePeriodStart"])
            shares[key] += json.loads(row["AllocatedMethodDetails"])["Elements"][0]["AllocatedRatio"]
    assert all(total == pytest.approx(1, abs=1e-6) for total in shares.values())


def test_tags_of_shares_do_not_repeat_those_of_the_resource(charges: list[Row]) -> None:
    for row in charges:
        if row["AllocatedTags"]:
            assert not json.loads(row["AllocatedTags"]).keys() & json.loads(row["Tags"]).keys()


def test_a_price_has_one_sku_all_along_and_a_sku_is_the_same_however_it_is_paid(charges: list[Row]) -> None:
    parents: dict[str, set[str]] = defaultdict(set)
    meters: dict[str, set[str]] = defaultdict(set)
    skus: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in charges:
        parents[row["SkuPriceId"]].add(row["SkuId"])
        meters[row["SkuId"]].add(row["SkuMeter"])
        if row["x_GpuModel"]:
            skus[row["x_GpuModel"], row["ChargeCategory"]].add(row["SkuId"])
    assert all(len(found) == 1 for group in (parents, meters, skus) for found in group.values())


def test_periods_end_exclusively_and_lie_within_their_bill(charges: list[Row]) -> None:
    for row in charges:
        assert row["BillingPeriodStart"] <= row["ChargePeriodStart"] < row["BillingPeriodEnd"]
        assert row["ChargePeriodStart"] < row["ChargePeriodEnd"]
        if row["ChargeCategory"] == "Usage":
            assert row["ChargePeriodEnd"] <= row["BillingPeriodEnd"]


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


def test_effective_cost_is_that_of_the_report_by_project_and_month() -> None:
    portfolio, plan = case(3)
    query = CostQuery(currency="EUR", view="organisation", chargeback="compute")
    rows = read(cost_file(portfolio, plan, query, "focus").content)
    report = cost_report(portfolio, plan, query)
    by_project: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        by_project[row["x_Project"] or "unassigned"] += Decimal(row["EffectiveCost"])
    assert dict(by_project) == report.by_project


def test_parquet_holds_the_same_charges_as_csv() -> None:
    portfolio, plan = case(1)
    rows = read(cost_file(portfolio, plan, CostQuery(), "focus").content)
    table = pq.read_table(io.BytesIO(cost_file(portfolio, plan, CostQuery(), "focus-parquet").content))
    assert table.column_names == list(rows[0])
    assert [f"{amount}" for amount in table["EffectiveCost"].to_pylist()] == [
        r["EffectiveCost"] for r in rows
    ]
    assert table["ListCost"].to_pylist() == [Decimal(row["ListCost"]) for row in rows]
    assert str(table.schema.field("ChargePeriodStart").type) == "timestamp[us, tz=UTC]"


def test_charges_of_the_example() -> None:
    # Two weeks of 150 hours at 2. The shelf is bought month by month for 4200 in all and never used; on demand, an A100 is not to be had.
    portfolio, plan = Case().read()
    rows = read(cost_file(portfolio, plan, CostQuery(), "focus").content)
    cloud = [row for row in rows if row["ResourceId"] == "cloud"]
    assert {(row["PricingQuantity"], row["ListUnitPrice"], row["BilledCost"]) for row in cloud} == {
        ("150", "2", "300.00")
    }
    bought = [row for row in rows if row["ChargeCategory"] == "Purchase"]
    assert [row["BilledCost"] for row in bought] == [
        "672.00",
        "672.00",
        "744.00",
        "720.00",
        "744.00",
        "648.00",
    ]
    assert (bought[0]["ChargePeriodStart"], bought[0]["ChargePeriodEnd"]) == (
        "2027-01-04T00:00:00Z",
        "2027-02-01T00:00:00Z",
    )


def test_the_list_price_of_a_reservation_is_that_on_demand() -> None:
    case_ = Case()
    case_.pool("shelf").update(kind="reserved", accelerator="H100")
    portfolio, plan = case_.read()
    rows = read(cost_file(portfolio, plan, CostQuery(), "focus").content)
    idle = [row for row in rows if row["CommitmentDiscountStatus"] == "Unused"]
    assert {(row["ListUnitPrice"], row["x_EffectiveUnitPrice"]) for row in idle} == {("2", "1")}


EVERYTHING: tuple[DataKind, ...] = ("forecast", "quantiles", "budget", "actual")
SEEDS = [seed for seed in range(12) if case(seed)[0].pools and case(seed)[0].themes][:3]
SPENT = b"""month,project,kind,amount,pool,hours
{month},{project},compute,1000.01,,
{month},,people,200.005,,
{month},{project},compute,33.33,{pool},10
"""


def beside(seed: int) -> tuple[Portfolio, Plan, CostSources]:
    """A random plan with budgets, something spent in its first month, and a forecast."""
    portfolio, plan = case(seed)
    quarter, theme = portfolio.horizon.quarters[1].label, portfolio.themes[0].id
    portfolio = portfolio.model_copy(
        update={
            "budgets": (
                Budget(quarter=quarter, compute=Decimal(123456), people=Decimal("77.70")),
                Budget(theme=theme, people=Decimal(1000)),
            )
        }
    )
    text = SPENT.decode().format(
        month=f"{portfolio.horizon.mondays[1]:%Y-%m}",
        project=portfolio.projects[0].id,
        pool=portfolio.pools[0].id,
    )
    return (
        portfolio,
        plan,
        CostSources((read_actuals(text.encode(), source="Ledger"),), forecast(portfolio, plan, runs=64)),
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("currency", [None, "EUR"])
def test_each_kind_of_data_is_marked_and_has_its_own_sum(seed: int, currency: str | None) -> None:
    portfolio, plan, sources = beside(seed)
    query = CostQuery(currency=currency, data=EVERYTHING)
    rows = read(cost_file(portfolio, plan, query, "focus", sources).content)
    report = cost_report(portfolio, plan, CostQuery(currency=currency))
    kinds: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row["x_DataKind"], row["x_Quantile"]].append(row)
        assert row["x_Scenario"] == portfolio.name
        for kind in ("List", "Contracted"):
            assert Decimal(row[f"{kind}UnitPrice"]) * Decimal(row["PricingQuantity"]) == Decimal(
                row[f"{kind}Cost"]
            )
    assert set(kinds) == {
        ("Forecast", "Planned"), ("Budget", ""), ("Actual", ""), *(("Forecast", q) for q in ("P10", "P50", "P80", "P90")),
    }  # fmt: skip
    assert money(kinds["Forecast", "Planned"], "EffectiveCost") == report.total
    assert money(kinds["Budget", ""], "EffectiveCost") == sum(line.budget for line in report.budgets)
    assert {row["x_FiscalQuarter"] for row in kinds["Budget", ""]} == {
        portfolio.horizon.quarters[1].label,
        "",
    }
    rate = 1 if currency is None else rate_on(report.rates, portfolio.horizon.mondays[1]).rate
    spent = sum((Decimal(amount) for amount in ("1000.01", "200.005", "33.33")), Decimal(0)) * rate
    assert abs(money(kinds["Actual", ""], "BilledCost") - spent) <= Decimal("0.01")
    assert [
        row["x_GpuHours"] for row in kinds["Actual", ""] if row["ResourceId"] == portfolio.pools[0].id
    ] == ["10"]
    assert sources.forecast is not None
    if currency is None:
        for quarter in sources.forecast.cost.by_quarter:
            mine = [r for r in kinds["Forecast", "P80"] if r["x_FiscalQuarter"] == quarter.quarter]
            assert [Decimal(r["EffectiveCost"]) for r in mine] == [round(Decimal(str(quarter.p80)), 2)]


def test_only_what_is_asked_for_is_in_the_file_and_filters_hold_for_all() -> None:
    portfolio, plan, sources = beside(SEEDS[0])
    only = read(cost_file(portfolio, plan, CostQuery(data=("actual",)), "focus", sources).content)
    assert {row["x_DataKind"] for row in only} == {"Actual"}
    people = CostQuery(data=("budget", "actual"), kind=("people",))
    rows = read(cost_file(portfolio, plan, people, "focus", sources).content)
    assert {row["x_CostKind"] for row in rows} == {"people"}
    assert {row["x_DataKind"] for row in rows} == {"Budget", "Actual"}
    charges = read(cost_file(portfolio, plan, CostQuery(), "focus", sources).content)
    assert {row["x_DataKind"] for row in charges} == {"Forecast"}


@pytest.mark.parametrize(
    ("query", "format_", "forecast_there", "said"),
    [
        (CostQuery(data=("budget",)), "csv", True, "only FOCUS files mark budget"),
        (CostQuery(data=("quantiles",)), "focus", False, "there is no forecast of this plan"),
        (CostQuery(data=("quantiles",), kind=("people",)), "focus", True, "leave kind out, or the quantiles"),
    ],
)
def test_what_cannot_be_in_a_file_is_refused(
    query: CostQuery, format_: str, forecast_there: bool, said: str
) -> None:
    portfolio, plan, sources = beside(SEEDS[0])
    told = sources if forecast_there else CostSources(sources.actuals)
    with pytest.raises(BadInput, match=said):
        cost_file(portfolio, plan, query, format_, told)
