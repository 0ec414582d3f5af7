"""Plans with a confidence, on portfolios whose chances can be worked out, and on random ones."""

import numpy as np
import pytest

from benchmarks.generate import Size, generate
from benchmarks.promises import FEATURES
from planner.compile.problem import to_problem
from planner.domain.plan import Plan
from planner.domain.promises import PromiseScope
from planner.services.optimise import plan_portfolio
from planner.services.promise import plan_with_confidence
from planner.services.punctual import due_weeks, restricted
from planner.services.simulate import forecast
from planner.verify import verify_plan
from tests import random_portfolios
from tests.planner.services.test_simulate import portfolio_of, whole_weeks

LONG = "{low: 2, likely: 4, high: 10}"
SURE = "{low: 4, likely: 4, high: 4}"


def project(name: str, weeks: str, value: int, more: str = "") -> str:
    return (
        f"- {{id: {name}, name: {name.upper()}, value: {{per_week: {{low: {value}, likely: {value}, high: {value}}}}}, "
        f"{more} phases: [{{id: do, effort: {{s: {weeks}}}}}]}}\n"
    )


def launches(plan: Plan) -> dict[str, str]:
    return {p.id: str(p.launch) for p in plan.projects if p.selected}


def test_what_is_promised_goes_first_although_another_is_worth_more() -> None:
    # One person. By value A (weeks 0 to 4) comes before B (4 to 8), which is due in week 5 and takes 4 weeks for sure.
    text = "projects:\n" + project("a", SURE, 900) + project("b", SURE, 800, "deadline: {date: 2027-02-08},")
    portfolio = portfolio_of(text)
    assert launches(plan_portfolio(portfolio, decodes=60).plan) == {"a": "2027-02-01", "b": "2027-03-01"}
    plan = plan_with_confidence(portfolio, 0.9, decodes=400).plan
    assert launches(plan) == {"b": "2027-02-01", "a": "2027-03-01"}
    assert plan.promises is not None
    assert plan.promises.reached
    assert plan.promises.together == 1.0
    # A is four weeks later, B four weeks earlier: certainty costs 4 x 100.
    assert plan.value is not None
    assert plan.promises.value_without == pytest.approx(plan.value + 400)
    assert plan.bound is not None
    assert plan.bound >= plan.promises.value_without - 0.01


@pytest.mark.parametrize(("confidence", "kept"), [(0.6, True), (0.95, False)])
def test_a_project_stays_out_when_no_start_is_early_enough(confidence: float, kept: bool) -> None:
    # Alone from the first week on, it is done by week 6 with the chance of its duration: about 0.83.
    exact = float(whole_weeks(2, 4, 10)[:7].sum())
    assert 0.6 < exact < 0.95
    portfolio = portfolio_of("projects:\n" + project("a", LONG, 900, "deadline: {date: 2027-02-15},"))
    plan = plan_with_confidence(portfolio, confidence, decodes=400).plan
    assert plan.promises is not None
    assert plan.projects[0].selected is kept
    if kept:
        (row,) = plan.promises.projects
        assert row.probability == pytest.approx(
            exact, abs=4 * np.sqrt(exact * (1 - exact) / plan.promises.runs)
        )
        assert str(row.due) == "2027-02-15"
        assert row.buffer_weeks is not None
        assert row.promised is not None
        assert (row.promised - plan.projects[0].launch).days == 7 * row.buffer_weeks  # type: ignore[operator]
    else:
        assert plan.projects[0].reason is not None
        assert "95%" in plan.projects[0].reason.text


def test_a_mandatory_project_that_cannot_be_promised_stays_in_and_the_plan_says_so() -> None:
    text = "projects:\n" + project("a", LONG, 900, "mandatory: true, deadline: {date: 2027-02-01},")
    plan = plan_with_confidence(portfolio_of(text), 0.9, decodes=400).plan
    assert plan.projects[0].selected
    assert plan.promises is not None
    assert not plan.promises.reached
    assert plan.promises.projects[0].probability < 0.9


def test_all_together_need_more_certainty_than_each() -> None:
    due = "deadline: {date: 2027-02-15},"
    text = "projects:\n" + project("a", LONG, 900, due) + project("b", LONG, 800, due)
    portfolio = portfolio_of(text)
    two = portfolio.model_copy(
        update={"people": (*portfolio.people, portfolio.people[0].model_copy(update={"id": "bob"}))}
    )
    each = plan_with_confidence(two, 0.75, decodes=400).plan
    whole = plan_with_confidence(two, 0.75, scope="whole", decodes=400).plan
    # 0.83 each, 0.69 together: with two people both can be promised one by one, but not at once.
    assert len(launches(each)) == 2
    assert len(launches(whole)) == 1
    assert whole.promises is not None
    assert whole.promises.reached


def test_what_a_gate_stops_is_not_late() -> None:
    gated = (
        "- {id: a, name: A, value: {per_week: {low: 900, likely: 900, high: 900}}, phases: [{id: do, effort: {s: "
        + SURE
        + "}, gate: {probability: 0.3, on_failure: stop}}]}\n"
    )
    waits = project("b", SURE, 800, "depends_on: [{project: a}],")
    plan = plan_with_confidence(portfolio_of("projects:\n" + gated + waits), 0.9, decodes=400).plan
    assert plan.promises is not None
    assert plan.promises.reached
    assert [row.probability for row in plan.promises.projects] == [1.0, 1.0]


def test_a_restricted_problem_forbids_later_launches_only() -> None:
    portfolio = random_portfolios.portfolio(3)
    problem = to_problem(portfolio)
    due = due_weeks(portfolio)
    assert (due <= problem.weeks).all()
    found = restricted(problem, due - 3).projects.value
    for j, week in enumerate(due - 3):
        assert (found[j, : week + 1] == problem.projects.value[j, : week + 1]).all()
        assert (found[j, week + 1 :] == -np.inf).all()


@pytest.mark.parametrize("seed", range(6))
def test_random_portfolios_keep_what_they_promise_on_scenarios_that_nobody_has_seen(seed: int) -> None:
    portfolio = random_portfolios.portfolio(seed + 40, projects=6, people=5, quarters=3)
    outcome = plan_with_confidence(portfolio, 0.8, seed=seed, decodes=3000)
    plan = outcome.plan
    if plan.value is None or plan.promises is None:
        return
    assert verify_plan(portfolio, plan).valid
    mandatory = {p.id for p in portfolio.projects if p.mandatory} | {
        pin.project for pin in portfolio.pins if pin.selected
    }
    told = {row.project: row for row in plan.promises.projects}
    if plan.promises.reached:
        for row in told.values():
            assert row.probability >= 0.78 or row.project in mandatory
    # The forecast, with other luck again, agrees about the dates.
    for row in forecast(portfolio, plan, runs=4096, seed=99).projects:
        promised = told[row.id].promised
        if promised is not None and row.finish_p80 is not None and told[row.id].probability > 0.99:
            assert row.finish_p80 <= told[row.id].due


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("scope", ["project", "whole"])
def test_a_plan_whose_clock_runs_out_promises_only_what_it_keeps(seed: int, scope: PromiseScope) -> None:
    # A tenth of a second is over with the first plan: no plan with buffers is ever looked for.
    portfolio = generate(np.random.default_rng(seed), Size(10, 8, 4, "tight"), FEATURES)
    outcome = plan_with_confidence(portfolio, 0.8, scope=scope, seconds=0.1, seed=seed)
    promises = outcome.plan.promises
    assert promises is not None
    assert verify_plan(portfolio, outcome.plan).valid
    assert promises.value_without is not None
    assert outcome.plan.value is not None
    mandatory = {p.id for p in portfolio.projects if p.mandatory}
    if not mandatory:
        assert promises.reached
    assert {row.project for row in promises.short()} <= mandatory or scope == "whole"
    assert all(row.kept is (row not in promises.short()) for row in promises.projects)
    # Something had to go: at likely values this plan promises too much.
    assert outcome.plan.value < promises.value_without
    for row in promises.projects:
        assert row.probability >= 0.78 or row.project in mandatory
