"""Solving: agreement with brute force, validity of the bound, verified plans, statuses, reproducibility."""

import numpy as np
import pytest

from benchmarks.brute import best_value, tiny
from benchmarks.generate import FEATURES, Size, generate
from planner.compile.problem import to_problem
from planner.document import read_portfolio
from planner.domain.plan import Plan
from planner.services.optimise import plan_portfolio
from planner.verify import verify_plan
from solvers.common.progress import Progress
from solvers.portfolio.run import Budget
from solvers.portfolio.solve import solve

WORK = 400
"""Decodes: enough for tiny portfolios, and the same on every machine."""


@pytest.mark.parametrize("seed", range(60))
def test_tiny_portfolios_get_no_more_than_brute_force_and_the_bound_no_less(seed: int) -> None:
    oracle, portfolio = tiny(seed)
    best = best_value(oracle)
    result = solve(to_problem(portfolio), Budget(decodes=WORK, bound_steps=60), seed=seed)
    assert result.value is not None
    assert result.bound is not None
    assert result.value <= best + 1e-6
    assert result.bound >= best - 1e-6


@pytest.mark.parametrize("seed", range(100, 140))
def test_waiting_for_another_project_is_priced_without_falling_below_the_optimum(seed: int) -> None:
    oracle, portfolio = tiny(seed, waits=((0, 2), (1, 2)) if seed % 2 else ((0, 1),))
    best = best_value(oracle)
    result = solve(to_problem(portfolio), Budget(decodes=WORK, bound_steps=200), seed=seed)
    assert result.value is not None
    assert result.bound is not None
    assert result.value <= best + 1e-6
    assert result.bound >= best - 1e-6


@pytest.mark.parametrize("seed", range(24))
def test_the_bound_of_effort_shares_and_waits_is_never_below_a_long_search(seed: int) -> None:
    features = frozenset({"effort_shares", "depends_on", "cross_phase", "leave"})
    problem = to_problem(generate(np.random.default_rng(seed), Size(6, 4, 2, "tight"), features))
    # A bound below the value of a plan raises ArithmeticError.
    result = solve(problem, Budget(decodes=2500, bound_steps=400), seed=seed)
    assert result.value is None or result.bound is not None


def test_somebody_who_is_away_all_along_is_not_on_the_crew() -> None:
    people = (
        "people:\n  - {id: amara, name: Amara, skills: {s: 1}, weekly_cost: 1, "
        "leave: [{from: 2027-01-04, to: 2027-01-29}]}\n  - {id: bela, name: Bela, skills: {s: 1}, weekly_cost: 1}\n"
    )
    plan = planned(
        people + "projects: [{id: a, name: A, value: {per_week: 9}, "
        "phases: [{id: p, effort: {s: 2}, crew: {min: 1, max: 2}}]}]\n"
        "pins: [{project: a, phase: p, person: amara}]\n"
    )
    assert "amara" in plan.phases[0].crew


def test_tiny_portfolios_nearly_all_reach_the_optimum() -> None:
    reached = 0
    for seed in range(60):
        oracle, portfolio = tiny(seed)
        result = solve(to_problem(portfolio), Budget(decodes=WORK, bound_steps=1), seed=seed)
        assert result.value is not None
        reached += result.value >= best_value(oracle) - 1e-6
    assert reached >= 50


SIZES = ((2, 2, 1), (5, 3, 2), (8, 5, 3), (12, 8, 4))


@pytest.mark.parametrize("seed", range(200))
def test_every_plan_of_a_random_portfolio_is_valid(seed: int) -> None:
    """All features of the document are switched on at random; the verifier shares no code with the solver."""
    size = Size(*SIZES[seed % len(SIZES)], "tight" if seed % 2 else "loose")
    features = FEATURES if seed % 10 == 0 else None
    rng = np.random.default_rng(seed)
    portfolio = generate(rng, size, features) if features is not None else generate(rng, size)
    # plan_portfolio raises SolverBug when the verifier refuses an incumbent.
    plan = plan_portfolio(portfolio, decodes=120, seed=seed).plan
    if plan.value is None:
        assert plan.status in ("INFEASIBLE", "NO_PLAN_IN_BUDGET")
        return
    verdict = verify_plan(portfolio, plan)
    assert verdict.valid, verdict.violations
    assert verdict.value == pytest.approx(plan.value, rel=1e-6, abs=1e-3)
    assert plan.bound is None or plan.bound >= plan.value - 1e-6 * abs(plan.value)
    assert all(p.selected or p.reason is not None for p in plan.projects)


def planned(text: str, decodes: int = 120) -> Plan:
    head = "schema: quarterdeck/portfolio/1\nname: x\ncalendar: {start: 2027-01-04, quarters: 1}\n"
    head += "skills: [{id: s, name: Skill}, {id: rare, name: Rare skill}]\n"
    portfolio = read_portfolio((head + text).encode(), format="yaml").portfolio
    return plan_portfolio(portfolio, decodes=decodes).plan


PERSON = "people: [{id: ann, name: Ann, skills: {s: 1}}]\n"


def test_small_amounts_are_worth_what_their_rows_are() -> None:
    # The verifier is asked before a plan is returned; to thousandths these would be 0 and a tenth too much.
    project = "projects: [{id: a, name: A, value: {per_week: 0.000041}, phases: [{id: p, effort: {s: 2}}]}]"
    # Twelve weeks and a tail of 26, less the two until the launch.
    assert planned(PERSON + project).value == pytest.approx(0.000041 * 36, rel=1e-6)


def test_the_same_seed_and_work_give_the_same_plan() -> None:
    portfolio = generate(np.random.default_rng(3), Size(8, 5, 3, "tight"))
    first = plan_portfolio(portfolio, decodes=150, seed=5).plan
    assert plan_portfolio(portfolio, decodes=150, seed=5).plan == first


def test_planning_again_from_a_plan_gets_no_worse() -> None:
    portfolio = generate(np.random.default_rng(8), Size(12, 6, 4, "tight"))
    good = plan_portfolio(portfolio, decodes=4000, seed=1).plan
    afresh = plan_portfolio(portfolio, decodes=1, seed=2).plan
    again = plan_portfolio(portfolio, decodes=1, seed=2, begin=good).plan
    assert good.value is not None
    assert afresh.value is not None
    assert again.value is not None
    assert afresh.value < good.value - 1
    assert again.value >= good.value - 0.01


def test_a_skill_that_nobody_has_is_named() -> None:
    plan = planned(
        PERSON + "projects: [{id: a, name: A, value: {per_week: 9}, phases: [{id: p, effort: {rare: 2}}]}]"
    )
    reason = plan.projects[0].reason
    assert reason is not None
    assert reason.rule == "skill.missing"
    assert reason.text == "Needs 2 engineer-weeks of Rare skill in p; nobody who may work on it has it."


def test_a_project_that_costs_more_than_it_brings_is_left_out() -> None:
    text = "projects: [{id: a, name: A, value: {per_week: 1}, serving_cost_per_week: 5, "
    plan = planned(PERSON + text + "phases: [{id: p, effort: {s: 2}}]}]")
    assert plan.projects[0].reason is not None
    assert plan.projects[0].reason.rule == "value.negative"
    assert (plan.status, plan.value, plan.gap) == ("OPTIMAL", 0.0, 0.0)


def test_a_loss_is_a_loss_although_the_project_alone_would_break_an_effort_share() -> None:
    text = (
        "themes: [{id: debt, name: Debt}]\npolicies: {effort_shares: [{theme: debt, at_least: 0.2}]}\n"
        "projects: [{id: a, name: A, value: {per_week: 1}, serving_cost_per_week: 5, phases: [{id: p, effort: {s: 2}}]}]"
    )
    reason = planned(PERSON + text).projects[0].reason
    assert reason is not None
    assert reason.rule == "value.negative"


def test_a_mandatory_project_that_cannot_be_done_makes_the_portfolio_infeasible_with_a_repair() -> None:
    text = "projects: [{id: a, name: A, mandatory: true, phases: [{id: p, effort: {s: 40}}]}]"
    plan = planned(PERSON + text)
    assert plan.status == "INFEASIBLE"
    assert plan.value is None
    assert "A must be in the plan" in plan.repair[0].text


def test_commitments_over_the_compute_budget_make_every_plan_infeasible() -> None:
    text = 'pools: [{id: g, accelerator: H100, kind: reserved, count: 8, price_per_hour: "2"}]\n'
    plan = planned(text + "budgets: [{quarter: 2027-Q1, compute: 1000}]\n")
    assert plan.status == "INFEASIBLE"
    assert plan.repair[0].rule == "budget.compute"


def test_nothing_to_plan_is_an_optimal_plan_of_nothing() -> None:
    plan = planned("projects: []\n")
    assert (plan.status, plan.value, plan.gap) == ("OPTIMAL", 0.0, 0.0)


def test_stopping_keeps_the_best_plan_so_far() -> None:
    portfolio = generate(np.random.default_rng(4), Size(8, 5, 3, "loose"))
    seen: list[Progress] = []
    outcome = plan_portfolio(
        portfolio, seconds=3600, on_progress=seen.append, should_stop=lambda: len(seen) >= 1
    )
    assert outcome.plan.value is not None
    assert seen[0].phase == "first plan"


def test_more_people_never_lower_the_bound() -> None:
    portfolio = generate(np.random.default_rng(6), Size(6, 4, 2, "tight"), frozenset({"leave"}))
    fewer = portfolio.model_copy(update={"people": portfolio.people[:-1]})
    bounds = [solve(to_problem(p), Budget(decodes=20, bound_steps=400)).bound for p in (fewer, portfolio)]
    assert bounds[0] is not None
    assert bounds[1] is not None
    assert bounds[1] >= bounds[0] * 0.98  # both are descents that stop somewhere above the least bound
