"""Planning when crews, shares and durations are stated: two walks through lists, and for small problems a proof."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solvers.common.progress import OnProgress, Progress, ShouldStop
from solvers.portfolio.problem import Ints, Problem
from solvers.portfolio.run import Budget, gap_of
from solvers.portfolio.sequence import ListSearch, least_launch, tasks_of
from solvers.portfolio.solution import Check, Result, Status

HEAT = 0.5
"""First temperature, in weeks of the launch; it falls to 0 evenly."""

CHUNK = 256
"""Trials between two looks at the clock when the work is counted in trials."""

LOOK = 0.05
"""Seconds between two looks at the clock otherwise."""

MEET = 4
"""Times at which the walk that is behind goes on from the best list of the other."""

SMALL = 64
"""Phases up to which both cores go over to the constraint program."""

WALK = 0.1
WALK_SECONDS = 1.0
"""Part of the budget, and seconds at most, for which small problems are searched first."""

REPORT_EVERY = 0.25


@dataclass
class Race:
    """What the threads share."""

    problem: Problem
    budget: Budget
    searches: tuple[ListSearch, ...]
    least: int
    """A week before which there is no launch."""
    started: float
    stop: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None
    offers: list[Ints] = field(default_factory=list)
    """First weeks of schedules of the constraint program that the search has not looked at yet."""

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    @property
    def fraction(self) -> float:
        """Part of the budget that is used."""
        return self.budget.used(self.searches[0].trials, self.elapsed)

    @property
    def leader(self) -> ListSearch:
        """The search with the best list."""
        return min(self.searches, key=lambda search: search.launch)

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.stop.is_set() or self.fraction >= 1.0 or self.leader.launch <= self.least


def solve_lists(
    problem: Problem,
    budget: Budget,
    seed: int,
    check: Check | None,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> Result:
    """Plan a problem with stated shares; arguments and result as of `solve`.

    Raises
    ------
    ValueError
        When the problem has rules that lists of phases do not know, or a phase needs more than there ever is.
    """
    tasks = tasks_of(problem)
    _warm_up(problem)
    started = time.perf_counter()
    searches = tuple(ListSearch.start(problem, tasks) for _ in range(1 if budget.decodes is not None else 2))
    race = Race(problem, budget, searches, least_launch(problem, tasks), started)
    first_plan = None
    if race.leader.complete:
        if check is not None:
            check(race.leader.best())
        first_plan = race.elapsed
        on_progress(Progress("first plan", first_plan, race.leader.best().value))
    thread = None
    if len(searches) > 1:
        thread = threading.Thread(target=_help_out, args=(race, seed + 1), name="lists", daemon=True)
        thread.start()
    try:
        _search(race, 0, seed, on_progress, should_stop)
    finally:
        race.stop.set()
        if thread is not None:
            thread.join()
    if race.fault is not None:
        raise race.fault
    return _result(race, seed, first_plan, check)


def _warm_up(problem: Problem) -> None:
    """Compile the kernel, or load it compiled: nobody's seconds are spent on that."""
    if not _WARM and problem.n_phases > 0:
        ListSearch.start(problem, tasks_of(problem)).run(0.0, 1, 0, 0)
        _WARM.append(True)


_WARM: list[bool] = []


def _help_out(race: Race, seed: int) -> None:
    try:
        _walk(race, 1, seed)
        if _small(race) and not race.over:
            _prove(race, seed)
    except Exception as fault:  # raised again where the threads meet
        race.fault = fault
        race.stop.set()


def _small(race: Race) -> bool:
    return race.problem.n_phases <= SMALL and race.budget.decodes is None


def _search(race: Race, who: int, seed: int, on_progress: OnProgress, should_stop: ShouldStop) -> None:
    reported = 0.0

    def look() -> None:
        nonlocal reported
        if should_stop():
            race.stop.set()
        if race.elapsed - reported >= REPORT_EVERY:
            reported = race.elapsed
            on_progress(_progress(race))

    _walk(race, who, seed, look)
    while not race.over:
        # The constraint program has both cores.
        _take_offers(race)
        look()
        race.stop.wait(LOOK)
    _take_offers(race)


def _walk(race: Race, who: int, seed: int, look: Callable[[], None] = lambda: None) -> None:
    """Anneal; at some times, go on from the other's best list when that is better."""
    search, rng, trials, met = race.searches[who], np.random.default_rng(seed), CHUNK, 0
    until = min(WALK, WALK_SECONDS / race.budget.seconds) if _small(race) else 1.0
    while not race.over and race.fraction < until and race.problem.n_phases > 1:
        part = race.fraction / until
        moment = time.perf_counter()
        search.run(HEAT * (1 - part), trials, race.least, int(rng.integers(2**31)))
        if race.budget.decodes is None:
            trials = int(np.clip(trials * LOOK / max(time.perf_counter() - moment, 1e-5), 4, 100_000))
        else:
            trials = min(CHUNK, max(1, race.budget.decodes - search.trials))
        if part * MEET >= met + 1:
            met += 1
            if race.leader.launch < search.launch:
                search.consider(race.leader.sheet.best.copy())
        look()


def _take_offers(race: Race) -> None:
    """Look at what the constraint program has found."""
    while race.offers:
        race.searches[0].consider(np.argsort(race.offers.pop(0), kind="stable").astype(np.int64))


def _prove(race: Race, seed: int) -> None:
    from solvers.portfolio.exact.intervals import prove_launch  # noqa: PLC0415 - heavy, for small problems alone

    if not race.leader.complete:
        return

    def lower(least: int) -> None:
        race.least = max(race.least, least)

    prove_launch(
        race.problem,
        race.searches[0].tasks,
        race.leader.sheet.best_start.copy(),
        least=race.least,
        seconds=max(0.1, race.budget.seconds - race.elapsed),
        seed=seed,
        stop=race.stop,
        on_start=race.offers.append,
        on_least=lower,
        workers=2,
    )


def _progress(race: Race) -> Progress:
    bound = float(race.problem.projects.value[0, min(race.least, race.problem.weeks)])
    value = float(race.problem.projects.value[0, race.leader.launch]) if race.leader.complete else None
    return Progress("improving the plan", race.elapsed, value, bound, gap_of(value, bound), race.fraction)


def _result(race: Race, seed: int, first_plan: float | None, check: Check | None) -> Result:
    search, seconds = race.leader, race.elapsed
    trials = sum(one.trials for one in race.searches)
    value_of = race.problem.projects.value[0]
    if race.least > race.problem.weeks:
        return Result(Status.INFEASIBLE, None, None, None, None, None, seconds, seed, trials, ())
    bound = float(value_of[race.least])
    if not search.complete:
        return Result(Status.NO_PLAN_IN_BUDGET, None, None, bound, None, None, seconds, seed, trials, ())
    if search.launch < race.least:
        raise ArithmeticError(f"a launch in week {search.launch} is before the bound {race.least}")
    solution = search.best()
    if check is not None:
        check(solution)
    status = Status.OPTIMAL if search.launch == race.least else Status.FEASIBLE
    gap = gap_of(solution.value, bound)
    return Result(status, solution, solution.value, bound, gap, first_plan, seconds, seed, trials, ())
