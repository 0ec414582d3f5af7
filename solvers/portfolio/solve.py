"""The composition root of planning: warm start, search and bound side by side, verification, reasons."""

import threading
import time

import numpy as np

from solvers.common.progress import OnProgress, Progress, ShouldStop, ignore, never
from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.cheapest import with_cheapest_hours
from solvers.portfolio.kernel.data import State
from solvers.portfolio.mend import Mender, record_of
from solvers.portfolio.price_lists import PriceLists
from solvers.portfolio.problem import Problem
from solvers.portfolio.reasons import impossible, refusals
from solvers.portfolio.run import Budget, Run, gap_of
from solvers.portfolio.search import Search
from solvers.portfolio.second_core import help_out
from solvers.portfolio.solution import Check, Result, Status
from solvers.portfolio.solve_lists import solve_lists
from solvers.portfolio.walk import PRICED, walk

REPORT_EVERY = 0.25

PERSON_STEP = 10
"""Steps by skill that a step by person counts for where the work of the bound is counted."""

UNPROVEN = ("value.displaced", "policy.share", "policy.wip")
"""Reasons that depend on what else is planned: they do not prove that a mandatory project is impossible."""


def solve(
    problem: Problem,
    budget: Budget | None = None,
    *,
    seed: int = 0,
    begin: State | None = None,
    check: Check | None = None,
    on_progress: OnProgress = ignore,
    should_stop: ShouldStop = never,
) -> Result:
    """Plan a portfolio.

    Parameters
    ----------
    problem
        A validated problem.
    budget
        When to stop. Counted in decodes, the same seed gives the same result.
    seed
        Of the search.
    begin
        A schedule of this problem that keeps all rules: the search begins at it, or at a better one.
    check
        Independent verification of incumbents; an exception from it ends the solve.
    on_progress, should_stop
        Called a few times a second; the best plan so far is kept when `should_stop` says so.

    Returns
    -------
    Result
        With status, value, bound and gap; the reasons of all projects that are not selected.

    Raises
    ------
    ArithmeticError
        When the bound is below the value of the plan: one of them is wrong.
    """
    budget = budget or Budget()
    if problem.shares is not None:
        return solve_lists(problem, budget, seed, check, on_progress, should_stop)
    warm_up(problem)
    started = time.perf_counter()
    search = Search.start(problem)
    if begin is not None:
        search.adopt(begin)
    first_plan = None
    if search.complete and not impossible(problem):
        if check is not None:
            check(search.best())
        first_plan = time.perf_counter() - started
        on_progress(Progress("first plan", first_plan, float(search.scores[1])))
    run = Run(problem, budget, search, Bound(problem, search.data), started, begin=begin)
    run.target = float(search.scores[1])
    thread = None
    early = min(PRICED, budget.bound_steps) if budget.decodes is not None else 0
    for _ in range(early):
        if not should_stop():
            run.bound.step(run.target)
    if budget.decodes is None:
        thread = threading.Thread(target=help_out, args=(run, seed + 1), name="bound", daemon=True)
        thread.start()
    try:
        first_plan = _improve_plan(run, seed, first_plan, check, on_progress, should_stop)
    finally:
        run.stop.set()
        if thread is not None:
            thread.join()
            _take_offers(run)
    if run.fault is not None:
        raise run.fault
    # Every plan has a bound, also when the second thread never got a turn.
    steps = budget.bound_steps - early if thread is None else int(not np.isfinite(run.bound.value))
    for _ in range(steps):
        run.bound.step(run.target)
    if thread is None and not run.bound.infeasible:
        fine = run.bound.by_person()
        for _ in range(budget.bound_steps // PERSON_STEP):
            fine.step(run.target)
        run.bound.value = min(run.bound.value, fine.value)
    return _result(run, seed, first_plan, check)


def warm_up(problem: Problem) -> None:
    """Compile the kernels, or load them compiled, by a first use: nobody's seconds are spent on that."""
    if _WARM:
        return
    search = Search.start(problem)
    search.run(0.0, 1, 0)
    bound = Bound(problem, search.data)
    bound.step(0.0)
    bound.by_person().step(0.0)
    PriceLists(search, bound, np.random.default_rng(0)).warm_up()
    _WARM.append(True)


_WARM: list[bool] = []


def _take_offers(run: Run) -> None:
    """Go on from the last schedule of the constraint program, as far as the kernel agrees with it."""
    if not run.offers:
        return
    offer = run.offers[-1]
    run.offers.clear()
    if not offer.value > run.search.scores[1]:
        return
    mender = Mender.of(run.problem)
    if mender.mend(record_of(run.problem, offer)) is not None:
        run.search.adopt(mender.mended)


def _improve_plan(
    run: Run,
    seed: int,
    first_plan: float | None,
    check: Check | None,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> float | None:
    """Search until the budget is used, a proof is there, or somebody says stop; seconds to the first plan."""
    search, found, last_report = run.search, first_plan, 0.0

    def finished() -> bool:
        _take_offers(run)
        best = max(float(s.scores[1]) for s in (search, run.second) if s is not None)
        run.target = best
        return (
            run.fraction >= 1.0
            or should_stop()
            or run.bound.infeasible
            or (search.complete and run.proven(best))
        )

    def look(better: bool) -> None:
        nonlocal found, last_report
        if better and search.complete and found is None:
            if check is not None:
                check(search.best())
            found = run.elapsed
        if run.elapsed - last_report >= REPORT_EVERY:
            last_report = run.elapsed
            _report(run, on_progress)

    walk(run, search, np.random.default_rng(seed), finished, look)
    return found


def _report(run: Run, on_progress: OnProgress) -> None:
    value = run.target if run.search.complete else None
    bound = run.upper() if np.isfinite(run.bound.value) else None
    phase = "improving the plan" if value is not None else "looking for a first plan"
    on_progress(Progress(phase, run.elapsed, value, bound, gap_of(value, bound), run.fraction))


def _result(run: Run, seed: int, first_plan: float | None, check: Check | None) -> Result:
    search = run.search
    if run.second is not None and run.second.scores[1] > search.scores[1]:
        search = run.second
    blocked = impossible(run.problem)
    reasons = refusals(search)
    bound = run.upper() if np.isfinite(run.bound.value) else None
    if blocked or run.bound.infeasible or not search.complete:
        stuck = tuple(r for r in reasons if run.problem.projects.mandatory[r.project])
        alone = any(r.rule not in UNPROVEN for r in stuck)
        proven = bool(blocked) or run.bound.infeasible or alone
        status = Status.INFEASIBLE if proven else Status.NO_PLAN_IN_BUDGET
        return Result(
            status, None, None, None if proven else bound, None, None, run.elapsed, seed, search.trials, reasons,
            blocked + stuck,
        )  # fmt: skip
    solution = with_cheapest_hours(run.problem, search.best())
    if check is not None:
        check(solution)
    value = solution.value
    status = Status.OPTIMAL if run.proven(value) else Status.FEASIBLE
    if bound is not None and bound < value - 1e-6 * max(1.0, abs(value)):
        raise ArithmeticError(f"the bound {bound} is below the value {value} of a plan")
    bound = value if status is Status.OPTIMAL or bound is None else max(bound, value)
    if status is Status.FEASIBLE and not np.isfinite(run.bound.value):
        bound = None
    gap = gap_of(value, bound)
    return Result(status, solution, value, bound, gap, first_plan, run.elapsed, seed, search.trials, reasons)
