"""Variances: worked out by hand on the example, and adding up for random actuals of random plans."""

from decimal import Decimal

import numpy as np
import pytest

from planner.domain.cost import CostQuery
from planner.domain.variance import VarianceLine, VarianceReport
from planner.errors import BadInput
from planner.integrations.actuals import read_actuals
from planner.services.export_cost import cost_file
from planner.services.forecast_cost import cost_report
from planner.services.variance import variance_report
from tests.finance_plans import case as random_case
from tests.planner.verify.example import Case


def variance(table: str, case: Case | None = None) -> VarianceReport:
    return variance_report(*(case or Case()).read(), [read_actuals(table.encode())])


def effects(line: VarianceLine) -> tuple[Decimal, ...]:
    return line.volume, line.mix, line.price, line.other


def test_price_volume_and_mix_of_one_project() -> None:
    # Planned in January: 300 h of cloud at 2. Used: 200 h of cloud at 2.50 and 200 h of the shelf, planned at 1, at 1.
    # Volume: 100 h more at the planned mean of 2 = 200. At planned prices 400 h cost 600: mix = 600 - 600 - 200 = -200.
    # Price: 200 x 0.50 = 100.
    table = "month,project,pool,hours,amount\n2027-01,a,cloud,200,500\n2027-01,a,shelf,200,200\n"
    report = variance(table)
    (line,) = [line for line in report.lines if line.project == "a"]
    assert (line.planned, line.actual, line.variance) == (600, 700, 100)
    assert effects(line) == (200, -200, 100, 0)
    assert report.months == ("2027-01",)
    assert report.kinds == ("compute",)


def test_cost_without_hours_is_other() -> None:
    # Planned people of January: Ann 8000 for a, Bob 3000 for b.
    table = "month,project,kind,amount\n2027-01,a,people,9000\n2027-01,b,people,2500\n"
    report = variance(table)
    assert {line.project: effects(line) for line in report.lines} == {
        "a": (0, 0, 0, 1000),
        "b": (0, 0, 0, -500),
    }
    assert report.total.variance == 500


def test_a_project_that_was_not_planned_is_volume_at_its_pools_price() -> None:
    report = variance("month,project,pool,hours,amount\n2027-01,new,cloud,10,25\n")
    line = next(line for line in report.lines if line.project == "new")
    assert effects(line) == (20, 0, 5, 0)
    assert report.unknown_projects == ("new",)


def test_jobs_without_amounts_have_the_planned_price() -> None:
    # Of the cheapest pool of their type.
    table = "JobID|Account|Partition|Start|ElapsedRaw|AllocTRES\n1|a|gpu|2027-01-05|3600|gres/gpu:h100=4\n"
    line = next(line for line in variance(table).lines if line.project == "a")
    assert (line.actual, line.price) == (8, 0)
    with pytest.raises(BadInput, match="there is no price for quantum"):
        variance(table.replace("|gpu|", "|quantum|").replace(":h100", ""))


def test_budgets_have_an_outlook() -> None:
    # Compute of Q1: planned 600 and 2016 for the shelf; January comes to 900 instead of 600 + 672 of the shelf.
    case = Case()
    case.portfolio["budgets"] = [{"quarter": "2027-Q1", "compute": 2500}, {"theme": "debt", "people": 1}]
    table = "month,project,pool,hours,amount\n2027-01,a,cloud,300,200\n2027-01,,shelf,672,700\n"
    (budget,) = variance(table, case).budgets
    assert (budget.planned, budget.actual, budget.committed) == (2616, 900, 2016)
    assert budget.outlook == 900 + 2616 - 600 - 672
    assert budget.left == 2500 - budget.outlook


def test_amounts_in_another_currency_are_converted_back() -> None:
    case = Case()
    case.portfolio["finance"] = {"rates": [{"currency": "EUR", "from": "2027-01-01", "rate": "0.8"}]}
    table = "month,project,kind,amount,currency\n2027-01,a,people,8000,EUR\n"
    line = next(line for line in variance(table, case).lines if line.project == "a")
    assert line.actual == 10000
    with pytest.raises(BadInput, match="line 2 of the actuals: there is no rate from USD to CHF"):
        variance(table.replace("EUR", "CHF"))


def test_months_outside_the_plan_are_refused() -> None:
    with pytest.raises(BadInput, match="month 2026-12 of the actuals is not in the plan"):
        variance("month,project,kind,amount\n2026-12,a,people,1\n")


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_that_is_carried_out_has_no_variance(seed: int) -> None:
    portfolio, plan = random_case(seed)
    charges = read_actuals(cost_file(portfolio, plan, CostQuery(), "focus").content)
    report = variance_report(portfolio, plan, [charges])
    assert report.total.planned == cost_report(portfolio, plan).total
    assert {line.variance for line in report.lines} == {Decimal("0.00")}
    assert all(abs(effect) <= Decimal("0.01") for line in report.lines for effect in effects(line))


def test_budgets_and_quantiles_in_a_focus_file_are_not_taken_for_spending() -> None:
    head = "ChargePeriodStart,EffectiveCost,x_CostKind,x_DataKind,x_Quantile\n"
    rows = [
        "100,people,Actual,",
        "900,people,Budget,",
        "800,other,Forecast,P80",
        "70,people,Forecast,Planned",
    ]
    told = read_actuals((head + "".join(f"2027-01-04,{row}\n" for row in rows)).encode())
    assert [line.amount for line in told.lines] == [Decimal(100), Decimal(70)]


@pytest.mark.parametrize("seed", range(4))
def test_the_effects_add_up_to_the_cent(seed: int) -> None:
    portfolio, plan = random_case(seed)
    rng = np.random.default_rng(seed)
    rows = ["month,project,kind,pool,hours,amount"]
    months = list(cost_report(portfolio, plan).by("month"))[:3]
    for month in months:
        for project in [*(p.id for p in portfolio.projects), ""]:
            rows.append(f"{month},{project},people,,,{rng.uniform(0, 9000):.2f}")
            for pool in portfolio.pools:
                hours, price = rng.uniform(0, 500), rng.uniform(0.2, 6)
                rows.append(f"{month},{project},compute,{pool.id},{hours:.3f},{hours * price:.2f}")
    report = variance_report(portfolio, plan, [read_actuals("\n".join(rows).encode())])
    for line in (*report.lines, report.total):
        assert sum(effects(line)) == line.variance == line.actual - line.planned
