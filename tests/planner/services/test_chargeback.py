"""Who pays for unused commitments: worked out by hand on the example with two projects."""

from decimal import Decimal

import pytest

from planner.domain.cost import CostQuery, CostReport
from planner.services.forecast_cost import cost_report
from tests.finance_plans import case as random_case
from tests.planner.verify.example import Case

# The shelf costs 168 a week for 25 weeks, 12 of them in Q1: 2016, and 2184 in Q2, in which nobody works.
Q1, Q2 = Decimal(2016), Decimal(2184)


def report(key: str, case: Case | None = None) -> CostReport:
    return cost_report(*(case or Case()).read(), CostQuery.model_validate({"chargeback": key}))


def charged(cost: CostReport) -> dict[str, Decimal]:
    """What each project is charged of the unused shelf."""
    sums: dict[str, Decimal] = {}
    for row in cost.rows:
        if row.pool == "shelf":
            name = row.project or "unassigned"
            sums[name] = sums.get(name, Decimal(0)) + row.amount
    return sums


def test_without_a_key_nobody_is_charged() -> None:
    assert charged(report("none")) == {"unassigned": Q1 + Q2}


def test_by_direct_cost_each_pays_in_proportion_within_the_quarter() -> None:
    # a: 8000 + 3000 + 600 = 11600, b: 3000; of 2016, a pays 11600 / 14600 = 1601.75.
    assert charged(report("direct")) == {"a": Decimal("1601.75"), "b": Decimal("414.25"), "unassigned": Q2}


def test_by_compute_only_those_who_compute_pay() -> None:
    assert charged(report("compute")) == {"a": Q1, "unassigned": Q2}


def test_evenly_everybody_with_cost_in_the_quarter_pays_the_same() -> None:
    assert charged(report("even")) == {"a": Q1 / 2, "b": Q1 / 2, "unassigned": Q2}


def test_by_hours_of_the_same_pool_what_nobody_uses_stays_unassigned() -> None:
    # a uses the cloud, not the shelf.
    assert charged(report("hours")) == {"unassigned": Q1 + Q2}


def test_by_hours_the_user_of_a_pool_pays_for_its_idle_hours() -> None:
    case = Case()
    case.phase("a", "train")["gpu"]["accelerators"] = {"H100": 1.0, "A100": 0.5}
    case.plan["compute"].append(
        {"project": "a", "phase": "train", "pool": "shelf", "week": "2027-01-18", "hours": 100}
    )
    cost = report("hours", case)
    assert charged(cost) == {"a": Q1, "unassigned": Q2}
    assert cost.by("charge")["allocated"] == Q1 - 100


def test_the_portfolio_says_which_key_holds() -> None:
    case = Case()
    case.portfolio["finance"] = {"chargeback": "compute"}
    assert charged(cost_report(*case.read())) == {"a": Q1, "unassigned": Q2}


def test_a_budget_of_a_theme_is_not_charged_with_what_others_leave_unused() -> None:
    case = Case()
    case.portfolio["budgets"] = [{"theme": "growth", "compute": 1000}]
    assert report("compute", case).budgets[0].spent == 600


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("key", ["hours", "direct"])
def test_chargeback_moves_cost_and_hours_and_loses_none(seed: int, key: str) -> None:
    portfolio, plan = random_case(seed)
    before = cost_report(portfolio, plan)
    after = cost_report(portfolio, plan, CostQuery.model_validate({"chargeback": key}))
    # Cents are shared out anew, quarter by quarter.
    assert after.by_pool.keys() == before.by_pool.keys()
    assert all(abs(amount - before.by_pool[pool]) < 1 for pool, amount in after.by_pool.items())
    assert after.by_quarter == before.by_quarter
    hours = [sum(row.hours or 0.0 for row in cost.rows) for cost in (before, after)]
    assert hours[0] == pytest.approx(hours[1])
