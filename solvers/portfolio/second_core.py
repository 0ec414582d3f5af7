"""What the second core does: the bound, for small portfolios a proof, then a search of its own."""

import numpy as np

from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.exact import scope
from solvers.portfolio.run import PROFILES, Run
from solvers.portfolio.search import Search
from solvers.portfolio.walk import PRICED, walk

SLOW, SLOW_GAIN = 30, 3e-3
"""Steps by skill that gain less than this before people have prices of their own: these are worth more, and dearer."""

LEAST_GAIN = 1e-4
"""What a number of steps by person must gain for the bound not to have settled."""


def help_out(run: Run, seed: int) -> None:
    """All of it, until the run stops."""
    try:
        _improve_bound(run, seed)
    except Exception as fault:  # raised again where the threads meet
        run.fault = fault


def _improve_bound(run: Run, seed: int) -> None:
    """Descend on the bound until that gains little; from then on the second core searches too."""
    _descend(run, run.bound, SLOW, SLOW_GAIN)
    if not _over(run):
        _descend(run, run.bound.by_person(), PROFILES[run.budget.profile].settled, LEAST_GAIN)
    _prove(run, seed)
    if not run.stop.is_set() and not run.bound.infeasible:
        run.second = Search.start(run.problem)
        if run.begin is not None:
            run.second.adopt(run.begin)
        walk(run, run.second, np.random.default_rng(seed), run.stop.is_set, lambda _: None)


def _over(run: Run) -> bool:
    """Whether there is no more time for the bound, or no need."""
    part = PROFILES[run.budget.profile].part
    return run.stop.is_set() or run.bound.infeasible or run.fraction >= part


def _descend(run: Run, bound: Bound, patience: int, gain: float) -> None:
    """Step until so many steps gain less than this part of the bound."""
    waited, last = 0, float("inf")
    while not _over(run) and waited < patience:
        bound.step(run.target)
        run.bound.value = min(run.bound.value, bound.value)
        run.bound.infeasible = run.bound.infeasible or bound.infeasible
        if bound.value < last - gain * abs(bound.value):
            waited, last = 0, bound.value
        elif bound.iterations > PRICED or bound is not run.bound:
            waited += 1


def _prove(run: Run, seed: int) -> None:
    """Small portfolios: solve the constraint program, which may prove the plan or find a better one."""
    relaxed = run.bound.relaxation
    first, last = relaxed.earliest, relaxed.latest
    if (
        run.stop.is_set()
        or run.bound.infeasible
        or not scope.expressible(run.problem)
        or scope.size(run.problem, first, last) > PROFILES[run.budget.profile].largest
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
        # There is a schedule, so the program is wrong: a bound below its value is raised as a fault at the end.
        lower(float("-inf"))
