"""The compiled replay against the plain one, run by run, and against the plan."""

from functools import lru_cache

import numpy as np
import pytest

from planner.compile.simulation import to_simulation
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.optimise import plan_portfolio
from solvers.simulation.problem import Draws, Outcomes, SimulationProblem
from solvers.simulation.run import Simulation
from solvers.simulation.sample import draw
from tests import random_plans, random_portfolios
from tests.solvers.simulation.reference import Replay, Run

RUNS = 6


def disturbed(problem: SimulationProblem, seed: int) -> Draws:
    """Samples with departures, spot interruptions and moving prices on top."""
    rng = np.random.default_rng(seed)
    draws = draw(problem, RUNS, seed)
    weeks = problem.problem.weeks
    leaves = rng.random(draws.gone.shape) < 0.3
    gone = np.where(leaves, rng.integers(0, weeks // 2, draws.gone.shape), draws.gone)
    overhead = draws.overhead * rng.uniform(0, 3, draws.overhead.shape)
    return draws._replace(
        gone=gone, overhead=overhead, price_growth=rng.normal(0, 0.01, draws.overhead.shape)
    )


def same(run: Run, out: Outcomes, n: int) -> None:
    """Everything that the plain replay tells, the compiled one tells too."""
    for name in ("start", "finish", "launch"):
        compiled = getattr(out, name)[n]
        assert {i: int(week) for i, week in enumerate(compiled) if week >= 0} == getattr(run, name)
    assert {j: int(code) for j, code in enumerate(out.stopped[n]) if code} == run.stopped
    assert out.value[n] == pytest.approx(run.value, rel=1e-9, abs=1e-6)
    for name in ("people", "compute", "spent", "serving"):
        plain = np.zeros_like(getattr(out, name)[n])
        for place, amount in getattr(run, name).items():
            plain[place] = amount
        np.testing.assert_allclose(getattr(out, name)[n], plain, rtol=1e-9, atol=1e-6)


@lru_cache
def small(seed: int) -> tuple[Portfolio, Plan]:
    portfolio = random_portfolios.portfolio(seed, projects=5, people=4, quarters=2)
    return portfolio, plan_portfolio(portfolio, decodes=20).plan


@pytest.mark.parametrize("seed", range(16))
def test_the_compiled_replay_equals_the_plain_one_run_by_run(seed: int) -> None:
    portfolio, plan = small(seed)
    compare(portfolio, plan if plan.value is not None else random_plans.plan(portfolio, seed), seed)


@pytest.mark.parametrize("seed", range(100, 106))
def test_they_are_equal_for_plans_whose_people_lack_the_skills(seed: int) -> None:
    portfolio = random_portfolios.portfolio(seed, projects=5, people=4, quarters=2)
    compare(portfolio, random_plans.plan(portfolio, seed), seed)


def compare(portfolio: Portfolio, plan: Plan, seed: int) -> None:
    problem = to_simulation(portfolio, plan)
    draws = disturbed(problem, seed)
    out = Simulation(problem).replay(draws)
    short = np.zeros(out.short.shape[1:], np.int64)
    for n in range(RUNS):
        run = Replay(problem, draws, n).run()
        same(run, out, n)
        for k, t in run.short:
            short[k, t] += 1
    np.testing.assert_array_equal(out.short.sum(axis=0), short)


def likely(problem: SimulationProblem) -> Draws:
    """One run in which everything comes as planned and every gate is passed."""
    phases, pools = problem.problem.phases, problem.problem.pools
    return Draws(
        np.array([[phases.effort[i, k] for i, k in problem.effort]]).reshape(1, -1),
        np.array([[phases.gpu_hours[i] for i in problem.hours]]).reshape(1, -1),
        phases.min_weeks[None, :],
        np.zeros((1, problem.problem.n_phases), np.int64),
        np.ones((1, problem.problem.n_phases), np.int64),
        np.array([[round(likely) for _, likely, _ in problem.position_start]])
        .reshape(1, -1)
        .astype(np.int64),
        np.full((1, problem.problem.n_people), problem.problem.weeks),
        pools.overhead[None, :],
        np.zeros((1, len(pools.hours))),
    )


@pytest.mark.parametrize("rule", ["as_soon_as_possible", "planned"])
@pytest.mark.parametrize("seed", range(16))
def test_with_planned_amounts_no_phase_is_later_than_planned(seed: int, rule: str) -> None:
    portfolio, plan = small(seed)
    if plan.value is None:
        pytest.skip("no plan in so few decodes")
    portfolio = portfolio.model_copy(
        update={"simulation": portfolio.simulation.model_copy(update={"start_rule": rule})}
    )
    problem = to_simulation(portfolio, plan)
    out = Simulation(problem).replay(likely(problem))
    planned = problem.plan.start >= 0
    assert (out.finish[0, planned] > 0).all()
    if rule == "planned":
        np.testing.assert_array_equal(out.start[0, planned], problem.plan.start[planned])
    assert (out.finish[0, planned] <= problem.plan.finish[planned]).all()


def test_two_threads_give_the_same_runs_as_one() -> None:
    problem = to_simulation(*small(3))
    one, two = Simulation(problem).run(700, 5).out, Simulation(problem, threads=2).run(700, 5).out
    for name, first, second in zip(Outcomes._fields, one, two, strict=True):
        if name != "short":
            np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(one.short.sum(axis=0), two.short.sum(axis=0))
