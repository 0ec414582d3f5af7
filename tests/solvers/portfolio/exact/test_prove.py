"""The constraint program: agreement with brute force and with the verifier, proofs, no schedule, stopping."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.brute import best_value, tiny
from benchmarks.generate import FEATURES, Size, generate
from planner.compile.plan import draft_plan
from planner.compile.problem import to_problem
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.services.optimise import plan_portfolio
from planner.verify import verify_plan
from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.exact import scope
from solvers.portfolio.exact.prove import prove
from solvers.portfolio.mend import Mender, record_of
from solvers.portfolio.problem import Problem
from solvers.portfolio.run import Budget
from solvers.portfolio.search import Search
from solvers.portfolio.solution import Solution
from solvers.portfolio.solve import solve

EXPRESSED = sorted(FEATURES - {"change_price"})


def run(
    problem: Problem, seconds: float = 20.0, begin: Solution | None = None
) -> tuple[list[Solution], list[float], bool]:
    """Schedules and bounds in the order in which they were found, and whether there is no schedule."""
    relaxed = Bound(problem, Search.start(problem).data).relaxation
    found: list[Solution] = []
    bounds: list[float] = []
    none = prove(
        problem,
        relaxed.earliest,
        relaxed.latest,
        seconds=seconds,
        seed=1,
        stop=threading.Event(),
        on_solution=found.append,
        on_bound=bounds.append,
        begin=begin,
    )
    return found, bounds, none


@pytest.mark.parametrize("seed", range(24))
def test_the_proven_optimum_is_that_of_brute_force(seed: int) -> None:
    oracle, portfolio = tiny(seed, waits=((0, 1),) if seed % 4 == 0 else ())
    best = best_value(oracle)
    found, bounds, none = run(to_problem(portfolio))
    assert not none
    assert found[-1].value == pytest.approx(best, abs=0.01)
    assert bounds[-1] == pytest.approx(best, abs=0.01)


def some(seed: int) -> Portfolio:
    rng = np.random.default_rng(seed)
    features = [name for name in EXPRESSED if rng.random() < 0.5]
    return generate(rng, Size(3, 3, 1, "tight" if seed % 2 else "loose"), features)


@pytest.mark.parametrize("seed", range(16))
def test_every_schedule_keeps_all_rules_and_none_that_is_known_is_cut_off(seed: int) -> None:
    """Features are switched on at random; the verifier and the search share no code with the program."""
    portfolio = some(seed)
    problem = to_problem(portfolio)
    known = solve(problem, Budget(decodes=200, bound_steps=60), seed=seed)
    found, bounds, none = run(problem, seconds=2.0, begin=known.solution)
    if none:
        assert known.solution is None
        return
    snapshot = snapshot_id(portfolio)
    for solution in found:
        verdict = verify_plan(portfolio, draft_plan(portfolio, solution, snapshot=snapshot))
        # Its own value is rounded too, so it is compared with the rows' below.
        assert [v for v in verdict.violations if v.rule != "plan.value"] == []
        # Accelerators that are paid by use are rounded: a few thousandths of an hour for each phase and week.
        assert verdict.value == pytest.approx(solution.value, rel=1e-5, abs=1.0)
    if known.value is not None:
        assert found
        assert bounds[-1] >= known.value - 1e-6 * max(1.0, abs(known.value))
        assert known.bound is not None
        assert found[-1].value <= known.bound + 1e-5 * abs(known.bound) + 1.0


def test_the_kernel_takes_a_schedule_over_as_it_is() -> None:
    portfolio = generate(np.random.default_rng(2), Size(4, 3, 1, "tight"), ())
    problem = to_problem(portfolio)
    found, _, _ = run(problem)
    mended = Mender.of(problem).mend(record_of(problem, found[-1]))
    assert mended is not None
    assert mended[1] == ()
    assert mended[0].value == pytest.approx(found[-1].value, abs=0.01)


def test_small_portfolios_are_proved_optimal_where_the_relaxation_leaves_a_gap() -> None:
    portfolio = generate(np.random.default_rng(2), Size(4, 3, 1, "tight"), ())
    counted = plan_portfolio(portfolio, decodes=300, seed=0).plan
    assert counted.status == "FEASIBLE"
    proved = plan_portfolio(portfolio, seconds=30.0, seed=0).plan
    assert proved.status == "OPTIMAL"
    assert proved.value is not None
    assert counted.value is not None
    assert counted.bound is not None
    assert counted.value <= proved.value <= counted.bound


def test_a_portfolio_without_any_plan_is_proved_to_have_none() -> None:
    oracle, portfolio = tiny(3)
    must = [project.model_copy(update={"mandatory": True}) for project in portfolio.projects]
    hard = portfolio.model_copy(update={"projects": tuple(must), "people": portfolio.people[1:]})
    assert sum(oracle.effort) * 20 > sum(oracle.capacity[1])
    found, _, none = run(to_problem(hard))
    assert none
    assert not found


def test_it_stops_when_told() -> None:
    portfolio = generate(np.random.default_rng(1), Size(10, 8, 4, "loose"), ())
    problem = to_problem(portfolio)
    relaxed = Bound(problem, Search.start(problem).data).relaxation
    stop = threading.Event()
    timer = threading.Timer(0.2, stop.set)
    timer.start()
    begun = time.monotonic()
    bounds: list[float] = []
    prove(
        problem, relaxed.earliest, relaxed.latest, seconds=300.0, seed=0, stop=stop, on_solution=lambda _: None,
        on_bound=bounds.append,
    )  # fmt: skip
    timer.join()
    assert all(bound > 0 for bound in bounds)  # what has not been proved is no bound
    assert time.monotonic() - begun < 100  # a proof or the time limit would take longer


def test_rules_that_it_does_not_know_are_refused() -> None:
    problem = to_problem(tiny(0)[1])
    assert scope.expressible(problem)
    priced = replace(problem, baseline=replace(problem.baseline, price=1.0))
    assert not scope.expressible(priced)
    with pytest.raises(ValueError, match="does not know"):
        run(priced)
