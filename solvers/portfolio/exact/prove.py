"""Solve the constraint program beside the search: better schedules, and a bound that can close the gap."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ortools.sat.python.cp_model import INFEASIBLE, OPTIMAL, CpModel, CpSolver

from solvers.portfolio.exact.constraints import RULES
from solvers.portfolio.exact.objective import MILLI, maximise
from solvers.portfolio.exact.schedules import OnSolution, Reader, hint
from solvers.portfolio.exact.scope import expressible
from solvers.portfolio.exact.variables import declare
from solvers.portfolio.problem import Ints, Problem
from solvers.portfolio.solution import Solution

STOP_POLL = 0.05

OnBound = Callable[[float], None]


@contextmanager
def stopping(solver: CpSolver, stop: threading.Event) -> Iterator[None]:
    """Stops the solver when the event is set."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(STOP_POLL):
            if stop.is_set():
                solver.stop_search()

    watcher = threading.Thread(target=watch, name="exact-stop", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def prove(
    problem: Problem,
    first: Ints,
    last: Ints,
    *,
    seconds: float,
    seed: int,
    stop: threading.Event,
    on_solution: OnSolution,
    on_bound: OnBound,
    begin: Solution | None = None,
    workers: int = 1,
) -> bool:
    """Solve until the optimum is proved, the time is over, or `stop` is set.

    Parameters
    ----------
    first, last
        (I,): weeks [first, last) that each phase can use in any schedule.
    seconds
        Limit of the solver's time.
    on_solution, on_bound
        Called with each better schedule and each better upper bound, in the solver's threads. The value of a schedule
        is the program's, which rounds upwards; one that rounding made possible may break a rule by a hair.
    begin
        A schedule at which it begins.
    workers
        Threads of the solver.

    Returns
    -------
    Whether it is proved that there is no schedule at all. Numbers that are too large for the program prove nothing.

    Raises
    ------
    ValueError
        When the problem has rules that the program does not know.
    """
    if not expressible(problem):
        raise ValueError("this portfolio has rules that the constraint program does not know")
    model = CpModel()
    v = declare(model, problem, first, last)
    for rule in RULES:
        rule(model, v)
    maximise(model, v)
    if begin is not None:
        hint(model, v, begin)
    solver = CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed % (2**31 - 1)
    solver.best_bound_callback = lambda bound: on_bound(bound / MILLI)
    with stopping(solver, stop):
        status = solver.solve(model, Reader(v, on_solution))
    if status == OPTIMAL:
        # Stopped early, the solver states a bound of 0 that is none; what it knew was told on the way.
        on_bound(solver.best_objective_bound / MILLI)
    return bool(status == INFEASIBLE)
