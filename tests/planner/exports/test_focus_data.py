"""FOCUS: budgets, what was spent and quantiles of the forecast beside the planned charges, each marked as what it is."""

from collections import defaultdict
from decimal import Decimal

import pytest

from planner.domain.cost import CostQuery, DataKind
from planner.domain.finance import rate_on
from planner.domain.plan import Plan
from planner.domain.policies import Budget
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.integrations.actuals import read_actuals
from planner.services.export_cost import CostSources, cost_file
from planner.services.forecast_cost import cost_report
from planner.services.simulate import forecast
from tests.finance_plans import case
from tests.planner.exports.focus_rows import Row, money, read

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
