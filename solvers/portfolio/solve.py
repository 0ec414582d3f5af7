"""The composition root of planning: warm start, search and bound side by side, verification, reasons."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solvers.common.progress import OnProgress, Progress, ShouldStop, ignore, never
from solvers.portfolio.bound.dual import Bound
from solvers.portfolio.exact import scope
from solvers.portfolio.kernel.data import State
from solvers.portfolio.mend import Mender, record_of
from solvers.portfolio.problem import Problem
from solvers.portfolio.reasons import impossible, refusals
from solvers.portfolio.search import CHUNK, Search
from solvers.portfolio.solution import Result, Solution, Status
from solvers.portfolio.starts import noisy_genes

Check = Callable[[Solution], None]
"""Called with every incumbent that is reported; raises when the independent verifier refuses it."""

OPTIMAL_GAP = 1e-6
"""Relative gap at which value and bound are the same but for rounding."""

REPORT_EVERY = 0.25

HEAT = 0.03
"""First temperature of the annealing, in mean values of a selected project."""

ANNEAL = 0.35
"""Part of the budget for annealing; the rest is for kicks."""

LOW_HEAT = 0.004
"""Temperature between kicks."""

KICK = 600
"""Trials for which a kick pulls, and trials after it for value alone."""

SETTLED = 150
"""Steps in which the bound gains less than a ten-thousandth before the second core turns to search."""

EXPLORE = 0.03
"""Part of the budget for random constructive lists."""

UNPROVEN = ("value.displaced", "policy.share", "policy.wip")
"""Reasons that depend on what else is planned: they do not prove that a mandatory project is impossible."""


@dataclass(frozen=True)
class Budget:
    """When to stop: after so many seconds, or after so many decodes (then the result is reproducible)."""

    seconds: float = 10.0
    decodes: int | None = None
    bound_steps: int = 200
    """Steps of the bound when the work is counted in decodes."""

    def __post_init__(self) -> None:
        if not self.seconds > 0 or (self.decodes is not None and self.decodes < 0) or self.bound_steps < 1:
            raise ValueError(f"a budget must be positive, got {self}")


@dataclass
class _Run:
    """State that the search shares with the thread of the bound."""

    problem: Problem
    budget: Budget
    search: Search
    bound: Bound
    started: float
    stop: threading.Event = field(default_factory=threading.Event)
    target: float = float("-inf")
    begin: State | None = None
    second: Search | None = None
    """The search of the second core, once the bound has settled."""
    offers: list[Solution] = field(default_factory=list)
    """Schedules of the constraint program that the search has not looked at yet."""

    @property
    def elapsed(self) -> float:
        return time.perf_counter() - self.started

    @property
    def fraction(self) -> float:
        if self.budget.decodes is not None:
            return min(1.0, self.search.trials / max(self.budget.decodes, 1))
        return min(1.0, self.elapsed / self.budget.seconds)

    def upper(self) -> float:
        """The bound, rounded outward."""
        return self.bound.value + 1e-9 * abs(self.bound.value) + 1e-3

    def proven(self, value: float) -> bool:
        """Whether no plan can be better than this value but for rounding."""
        return self.upper() - value <= OPTIMAL_GAP * max(abs(value), 1.0) + 2e-3


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
    run = _Run(problem, budget, search, Bound(problem, search.data), started, begin=begin)
    run.target = float(search.scores[1])
    thread = None
    if budget.decodes is None:
        thread = threading.Thread(target=_improve_bound, args=(run, seed + 1), name="bound", daemon=True)
        thread.start()
    try:
        first_plan = _improve_plan(run, seed, first_plan, check, on_progress, should_stop)
    finally:
        run.stop.set()
        if thread is not None:
            thread.join()
    if thread is None:
        for _ in range(budget.bound_steps):
            run.bound.step(run.target)
    return _result(run, seed, first_plan, check)


def warm_up(problem: Problem) -> None:
    """Compile the kernels, or load them compiled, by a first use: nobody's seconds are spent on that."""
    if _WARM:
        return
    search = Search.start(problem)
    search.run(0.0, 1, 0)
    Bound(problem, search.data).step(0.0)
    _WARM.append(True)


_WARM: list[bool] = []


def _improve_bound(run: _Run, seed: int) -> None:
    """Descend on the bound until that gains little; from then on the second core searches too."""
    settled, last = 0, float("inf")
    while not run.stop.is_set() and not run.bound.infeasible and settled < SETTLED:
        run.bound.step(run.target)
        if run.bound.value < last * (1 - 1e-4 if last > 0 else 1 + 1e-4):
            settled, last = 0, run.bound.value
        else:
            settled += 1
    _prove(run, seed)
    if not run.stop.is_set() and not run.bound.infeasible:
        run.second = Search.start(run.problem)
        if run.begin is not None:
            run.second.adopt(run.begin)
        _walk(run, run.second, np.random.default_rng(seed), run.stop.is_set, lambda _: None)


def _prove(run: _Run, seed: int) -> None:
    """Small portfolios: solve the constraint program, which may prove the plan or find a better one."""
    relaxed = run.bound.relaxation
    first, last = relaxed.earliest, relaxed.latest
    if (
        run.stop.is_set()
        or run.bound.infeasible
        or not scope.expressible(run.problem)
        or scope.size(run.problem, first, last) > scope.LARGEST
    ):
        return
    from solvers.portfolio.exact.prove import prove  # noqa: PLC0415 - heavy, and needed for small portfolios alone

    def lower(bound: float) -> None:
        run.bound.value = min(run.bound.value, bound)

    impossible_ = prove(
        run.problem,
        first,
        last,
        seconds=max(0.1, run.budget.seconds - run.elapsed),
        seed=seed,
        stop=run.stop,
        on_solution=run.offers.append,
        on_bound=lower,
        begin=run.search.best() if run.search.complete else None,
    )
    if impossible_ and not run.search.complete:
        run.bound.infeasible = True
    elif impossible_:
        lower(
            float("-inf")
        )  # a schedule that the verifier has accepted is impossible: raised as a fault at the end


def _take_offers(run: _Run, mender: Mender) -> None:
    """Go on from a schedule of the constraint program, as far as the kernel agrees with it."""
    offer = run.offers[-1]
    run.offers.clear()
    if offer.value > run.search.scores[1] and mender.mend(record_of(run.problem, offer)) is not None:
        run.search.adopt(mender.mended)


def _improve_plan(
    run: _Run,
    seed: int,
    first_plan: float | None,
    check: Check | None,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> float | None:
    """Search until the budget is used, a proof is there, or somebody says stop; seconds to the first plan."""
    search, found, last_report = run.search, first_plan, 0.0
    mender = Mender.of(run.problem)

    def finished() -> bool:
        if run.offers:
            _take_offers(run, mender)
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

    _walk(run, search, np.random.default_rng(seed), finished, look)
    return found


def _walk(
    run: _Run,
    search: Search,
    rng: np.random.Generator,
    finished: Callable[[], bool],
    look: Callable[[bool], None],
) -> None:
    """Starts in other places, annealing, then kicks: pull a project in or push one out, and let the plan settle."""
    begun, priced, trials, calm_at = run.fraction, float("inf"), 8, 0
    while (run.fraction - begun) < EXPLORE * (1 - begun) and not finished():
        # Annealing alone stays near the list that it began with.
        search.consider(noisy_genes(run.problem, rng))
    while not finished():
        if run.budget.decodes is None and run.bound.value < priced * (1 - 0.003):
            priced = run.bound.value
            search.set_rents(run.bound.best_prices.effort)
        part = (run.fraction - begun) / max(1e-9, 1 - begun)
        mean = abs(float(search.scores[1])) / max(1, int(search.states[2].selected.sum()))
        if part < ANNEAL or not search.complete:
            heat = HEAT * (1 - part / ANNEAL) ** 2
        else:
            heat = LOW_HEAT
            if search.trials >= calm_at + KICK:
                search.kick(rng)
                calm_at = search.trials + KICK
            elif search.trials >= calm_at and search.bonus.any():
                search.calm()
        moment = time.perf_counter()
        better = search.run(
            heat * mean if search.complete else search.absence * 1e-3, trials, int(rng.integers(2**31))
        )
        if run.budget.decodes is None:
            # Chunks short enough to look at the clock ten times a second.
            trials = int(np.clip(trials * 0.1 / max(time.perf_counter() - moment, 1e-4), 4, KICK // 2))
        else:
            trials = min(CHUNK, max(1, run.budget.decodes - search.trials))
        look(better)


def _report(run: _Run, on_progress: OnProgress) -> None:
    value = run.target if run.search.complete else None
    bound = run.upper() if np.isfinite(run.bound.value) else None
    phase = "improving the plan" if value is not None else "looking for a first plan"
    on_progress(Progress(phase, run.elapsed, value, bound, gap_of(value, bound), run.fraction))


def gap_of(value: float | None, bound: float | None) -> float | None:
    """(bound - value) / max(|bound|, |value|); 0 when both are 0, None when either is missing."""
    if value is None or bound is None:
        return None
    scale = max(abs(bound), abs(value))
    return max(0.0, (bound - value) / scale) if scale > 0 else 0.0


def _result(run: _Run, seed: int, first_plan: float | None, check: Check | None) -> Result:
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
    solution = search.best()
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
