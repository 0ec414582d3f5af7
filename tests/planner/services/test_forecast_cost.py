"""The cost forecast: amounts worked out by hand, and groupings that reconcile to the cent."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from planner.domain.cost import CostQuery, CostReport, CostView
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.services.forecast_cost import cost_report
from tests import random_plans
from tests.planner.verify.example import Case, work
from tests.random_portfolios import portfolio as random_portfolio

VIEWS: tuple[CostView, ...] = ("plan", "organisation")


def report(case: Case, view: CostView = "plan") -> CostReport:
    return cost_report(*case.read(), CostQuery(view=view))


def amounts(sums: dict[str, Decimal]) -> dict[str, str]:
    return {name: str(amount) for name, amount in sums.items()}


def test_the_cost_of_the_example() -> None:
    # People: Ann 0.5 x 4 weeks x 4000 = 8000; Bob 0.5 x 2 x 3000 = 3000 on a and 3000 on b. Compute: 300 h
    # x 2 = 600 for a; the owned device, unused, 168 h x 25 weeks x 1 = 4200, of it 12 weeks in Q1.
    cost = report(Case())
    assert str(cost.total) == "18800.00"
    assert amounts(cost.by_project) == {"a": "11600.00", "b": "3000.00", "unassigned": "4200.00"}
    assert amounts(cost.by_pool) == {"people": "14000.00", "cloud": "600.00", "shelf": "4200.00"}
    assert amounts(cost.by_quarter) == {"2027-Q1": "16616.00", "2027-Q2": "2184.00"}


def test_a_week_is_split_between_months_by_its_days() -> None:
    # The device costs 24 a day from 2027-01-04 on: January has 28 days. The last week ends on 2027-06-27.
    # January also holds the week of the 25th in full: Ann's 4 weeks and Bob's first 2 end on 31 January;
    # Bob's weeks 4 and 5 are in February.
    cost = report(Case())
    assert amounts(cost.by("month")) == {
        "2027-01": str(Decimal("672.00") + 8000 + 3000 + 600),
        "2027-02": str(Decimal("672.00") + 3000),
        "2027-03": "744.00",
        "2027-04": "720.00",
        "2027-05": "744.00",
        "2027-06": "648.00",
    }


def test_used_hours_of_a_commitment_are_charged_and_the_rest_is_unassigned() -> None:
    # 100 of 168 h of week 2 for a; in week 3 nothing.
    case = Case()
    case.phase("a", "train")["gpu"]["accelerators"] = {"H100": 1.0, "A100": 0.5}
    case.plan["compute"].append(
        {"project": "a", "phase": "train", "pool": "shelf", "week": "2027-01-18", "hours": 100}
    )
    cost = report(case)
    assert cost.by_project["unassigned"] == Decimal(4100)
    assert cost.by_pool["shelf"] == Decimal(4200)
    rows = [
        (row.project, row.hours)
        for row in cost.rows
        if row.pool == "shelf" and row.week.isoformat() == "2027-01-18"
    ]
    assert sorted(rows, key=str) == [("a", 100.0), (None, 68.0)]


def test_upkeep_serving_and_other_money_are_charged_to_their_project() -> None:
    # b launches in week 2 and is kept up for 23 weeks: Bob 0.1 x 3000 x 23 = 6900; serving 10 a week until
    # the Monday on or after Tuesday 2027-03-23, week 12: 100. Labelling 700 over the two weeks of fix.
    case = Case()
    case.project("b").update(serving_cost_per_week=10, retires="2027-03-23", upkeep={"ops": 0.1})
    case.phase("b", "fix")["other_cost"] = 700
    case.plan["assignments"].append(work("b", None, "bob", "ops", 2, 25, 0.1))
    cost = report(case)
    assert amounts(cost.by_kind) == {
        "people": "20900.00",
        "compute": "4800.00",
        "other": "700.00",
        "serving": "100.00",
    }
    assert cost.by_project["b"] == 3000 + 6900 + 700 + 100
    assert cost.by_pool.keys() == {"people", "cloud", "shelf", "other", "serving"}


def test_a_part_timers_week_costs_in_proportion_to_their_own_week() -> None:
    # Bob at 0.6 for 3000: half a full week is 5/6 of his: 2500 a week, for 4 weeks.
    case = Case()
    case.person("bob")["fte"] = 0.6
    assert report(case).by_pool["people"] == 8000 + 10000


def test_the_organisation_also_pays_people_without_work() -> None:
    # All salaries, 25 weeks of 7000, whatever the plan; 14000 of it are planned.
    cost = report(Case(), "organisation")
    assert cost.by_pool["people"] == 175000
    assert cost.by_project["unassigned"] == 175000 - 14000 + 4200


def test_people_are_paid_on_their_days_of_employment_and_positions_from_their_first_use_on() -> None:
    # Bob leaves on Wednesday 2027-03-03, week 8: 8 weeks and 3 days of 3000. The hire is used from week 20
    # on: 5 weeks.
    case = Case()
    case.person("bob")["ends"] = "2027-03-03"
    hire = {"id": "hire", "name": "Hire", "skills": {"ops": 1.0}, "starts": "2027-01-11", "weekly_cost": 100}
    case.portfolio["positions"] = [hire, hire | {"id": "never"}]
    case.project("b")["upkeep"] = {"ops": 0.1}
    case.plan["assignments"].append(work("b", None, "hire", "ops", 20, 25, 0.1))
    assert report(case, "organisation").by_pool["people"] == 100000 + 25800 + 500
    assert report(case).by_pool["people"] == 14000 + 50


def test_spending_stands_beside_the_budgets() -> None:
    case = Case()
    case.portfolio["budgets"] = [
        {"quarter": "2027-Q1", "compute": 3000, "people": 15000},
        {"theme": "growth", "compute": 500},
    ]
    lines: list[tuple[object, ...]] = [
        (line.quarter, line.theme, line.kind, str(line.spent), str(line.left))
        for line in report(case, "organisation").budgets
    ]
    assert lines == [
        ("2027-Q1", None, "compute", "2616.00", "384.00"),
        ("2027-Q1", None, "people", "14000.00", "1000.00"),
        (None, "growth", "compute", "600.00", "-100.00"),
    ]


def test_thirds_of_a_cent_are_not_lost() -> None:
    # 10 over three weeks is 3.33 + 3.33 + 3.34, and the weeks' days in two months add up as well.
    case = Case()
    case.pool("shelf")["count"] = 0
    case.drop("a")
    case.person("bob")["weekly_cost"] = 0
    case.phase("b", "fix")["other_cost"] = 10
    case.row("phases", 0)["finish"] = "2027-01-25"
    cost = report(case)
    assert sorted(str(row.amount) for row in cost.rows if row.kind == "other") == ["3.33", "3.33", "3.34"]
    assert str(cost.total) == "10.00"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("seed", range(12))
def test_every_grouping_adds_up_to_the_total_to_the_cent(seed: int, view: CostView) -> None:
    portfolio = random_portfolio(seed, projects=8, people=6, quarters=4)
    cost = cost_report(portfolio, random_plans.plan(portfolio, seed), CostQuery(view=view))
    assert cost.rows
    groupings = (
        cost.by_quarter,
        cost.by("month"),
        cost.by("week"),
        cost.by_project,
        cost.by("phase"),
        cost.by_pool,
        cost.by_kind,
        cost.by("cost_centre"),
    )
    for grouping in groupings:
        assert sum(grouping.values()) == cost.total
    assert all(row.amount == round(row.amount, 2) and row.amount >= 0 for row in cost.rows)


def plain_cost(portfolio: Portfolio, plan: Plan, week: int) -> Fraction:
    """What a week costs, counted straight from the rules."""
    monday = portfolio.horizon.mondays[week]
    workers = {worker.id: worker for worker in (*portfolio.people, *portfolio.positions)}
    cost = Fraction()
    for row in plan.assignments:
        if row.start <= monday < row.finish:
            worker = workers[row.person]
            cost += Fraction(str(row.share)) / Fraction(str(worker.fte)) * Fraction(worker.weekly_cost)
    for pool in portfolio.pools:
        used = [row.hours for row in plan.compute if row.pool == pool.id and row.week == monday]
        hours = sum((Fraction(str(amount)) for amount in used), Fraction())
        if pool.committed:  # paid in full, or for what is used when a senseless plan uses more
            hours = max(hours, Fraction(pool.devices(portfolio.horizon)[week] * 168))
        cost += hours * Fraction(pool.prices(portfolio.horizon)[week])
    for project in portfolio.projects:
        launch = next(row.launch for row in plan.projects if row.id == project.id)
        gone = project.retires is not None and monday >= project.retires
        if launch is not None and monday >= launch and not gone:
            cost += Fraction(project.serving_cost_per_week)
    for stage in plan.phases:
        if stage.start <= monday < stage.finish:
            other = {phase.id: phase.other_cost for phase in portfolio.project(stage.project).phases}
            cost += Fraction(other[stage.phase]) * 7 / (stage.finish - stage.start).days
    return cost


@pytest.mark.parametrize("seed", range(12))
def test_the_total_and_the_quarters_are_those_of_a_plain_count(seed: int) -> None:
    portfolio = random_portfolio(seed, projects=8, people=6, quarters=4)
    plan = random_plans.plan(portfolio, seed)
    exact: dict[str, Fraction] = defaultdict(Fraction)
    for week, quarter in enumerate(portfolio.horizon.quarter_labels):
        exact[quarter] += plain_cost(portfolio, plan, week)
    cost = cost_report(portfolio, plan)
    assert abs(Fraction(cost.total) - sum(exact.values())) <= Fraction(1, 200)
    for quarter, amount in cost.by_quarter.items():
        assert abs(Fraction(amount) - exact[quarter]) < Fraction(1, 100)


def plain_parts(portfolio: Portfolio, plan: Plan) -> dict[tuple[str, str], Fraction]:
    """What each phase, project and pool costs over the horizon, counted straight from the rules."""
    parts: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    workers = {worker.id: worker for worker in (*portfolio.people, *portfolio.positions)}
    for work_row in plan.assignments:
        worker = workers[work_row.person]
        weeks = (work_row.finish - work_row.start).days // 7
        amount = (
            weeks * Fraction(str(work_row.share)) / Fraction(str(worker.fte)) * Fraction(worker.weekly_cost)
        )
        name = f"{work_row.project}/{work_row.phase}" if work_row.phase else f"{work_row.project} (upkeep)"
        parts["phase", name] += amount
        parts["project", work_row.project] += amount
        parts["pool", "people"] += amount
    prices = {pool.id: pool.prices(portfolio.horizon) for pool in portfolio.pools}
    for use in plan.compute:
        week = portfolio.horizon.mondays.index(use.week)
        amount = Fraction(str(use.hours)) * Fraction(prices[use.pool][week])
        parts["phase", f"{use.project}/{use.phase}"] += amount
        parts["project", use.project] += amount
        parts["pool", use.pool] += amount
    for stage in plan.phases:
        other = {phase.id: phase.other_cost for phase in portfolio.project(stage.project).phases}[stage.phase]
        parts["phase", f"{stage.project}/{stage.phase}"] += Fraction(other)
        parts["project", stage.project] += Fraction(other)
        parts["pool", "other"] += Fraction(other)
    return parts


@pytest.mark.parametrize("seed", range(12))
def test_phases_projects_and_pools_are_those_of_a_plain_count(seed: int) -> None:
    portfolio = random_portfolio(seed, projects=8, people=6, quarters=4)
    # Serving and unused commitments are counted by week above.
    portfolio = portfolio.model_copy(
        update={
            "pools": tuple(pool for pool in portfolio.pools if not pool.committed),
            "projects": tuple(p.model_copy(update={"serving_cost_per_week": 0}) for p in portfolio.projects),
        }
    )
    plan = random_plans.plan(portfolio, seed)
    exact = plain_parts(portfolio, plan)
    cost = cost_report(portfolio, plan)
    sums = {"phase": cost.by("phase"), "project": cost.by_project, "pool": cost.by_pool}
    assert {key for key, amount in exact.items() if amount} <= {
        (kind, name) for kind, found in sums.items() for name in found
    }
    for kind, found in sums.items():
        for name, amount in found.items():
            # Each row is less than a cent from its exact cost.
            rows = sum(
                name in (row.project, row.pool or row.kind)
                or name.startswith(f"{row.project}/{row.phase}")
                or name == f"{row.project} (upkeep)"
                for row in cost.rows
            )
            assert abs(Fraction(amount) - exact[kind, name]) < Fraction(max(rows, 1), 100)


def test_what_no_phase_answers_for_is_named_by_its_kind() -> None:
    # As above: 23 weeks of upkeep and 10 weeks of serving; the unused shelf belongs to nobody.
    case = Case()
    case.project("b").update(serving_cost_per_week=10, retires="2027-03-23", upkeep={"ops": 0.1})
    case.plan["assignments"].append(work("b", None, "bob", "ops", 2, 25, 0.1))
    assert amounts(report(case).by("phase")) == {
        "a/ship": "3000.00",  # Bob
        "a/train": "8600.00",  # Ann 8000, compute 600
        "b (serving)": "100.00",
        "b (upkeep)": "6900.00",
        "b/fix": "3000.00",
        "unassigned": "4200.00",
    }


def test_a_file_without_a_plan_has_no_cost() -> None:
    portfolio, plan = Case().read()
    with pytest.raises(BadInput, match="INFEASIBLE"):
        cost_report(portfolio, plan.model_copy(update={"status": "INFEASIBLE"}))


def test_a_plan_of_another_portfolio_is_refused_by_name() -> None:
    case = Case()
    portfolio, plan = case.read()
    fewer = portfolio.model_copy(update={"people": portfolio.people[:1]})
    with pytest.raises(BadInput, match="person bob"):
        cost_report(fewer, plan)


def test_work_outside_the_horizon_is_refused() -> None:
    case = Case()
    case.row("assignments", 0)["finish"] = "2027-12-27"
    with pytest.raises(BadInput, match="outside the horizon"):
        report(case)
