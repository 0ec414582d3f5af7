"""What the second core does: the bound, for small portfolios a proof, then a search of its own."""

import numpy as np

from solvers.portfolio.exact import scope
from solvers.portfolio.run import PROFILES, Run
from solvers.portfolio.search import Search
from solvers.portfolio.walk import walk


def help_out(run: Run, seed: int) -> None:
    """All of it, until the run stops."""
    try:
        _improve_bound(run, seed)
    except Exception as fault:  # raised again where the threads meet
        run.fault = fault


def _improve_bound(run: Run, seed: int) -> None:
    """Descend on the bound until that gains little; from then on the second core searches too."""
    settled, last, division = 0, float("inf"), PROFILES[run.budget.profile]
    while (
        not run.stop.is_set()
        and not run.bound.infeasible
        and settled < division.settled
        and run.fraction < division.part
    ):
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
        walk(run, run.second, np.random.default_rng(seed), run.stop.is_set, lambda _: None)


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
