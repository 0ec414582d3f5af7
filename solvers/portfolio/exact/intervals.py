"""The constraint program of phases with stated shares: an interval a phase and a cumulative a person."""

import threading
from collections.abc import Callable

import numpy as np
from ortools.sat.python.cp_model import (
    INFEASIBLE,
    OPTIMAL,
    CpModel,
    CpSolver,
    CpSolverSolutionCallback,
    IntVar,
)

from solvers.portfolio.exact.prove import stopping
from solvers.portfolio.kernel.sequence import Tasks
from solvers.portfolio.problem import Ints, Problem
from solvers.portfolio.sequence import heads, tails


class Reader(CpSolverSolutionCallback):
    """Hands the first weeks of each better schedule on."""

    def __init__(self, start: list[IntVar], on_start: Callable[[Ints], None]) -> None:
        super().__init__()
        self._start, self._on_start = start, on_start

    def on_solution_callback(self) -> None:
        """Read the schedule."""
        self._on_start(np.array([self.value(one) for one in self._start], np.int64))


def prove_launch(
    problem: Problem,
    tasks: Tasks,
    begin: Ints,
    *,
    least: int,
    seconds: float,
    seed: int,
    stop: threading.Event,
    on_start: Callable[[Ints], None],
    on_least: Callable[[int], None],
    workers: int = 1,
) -> None:
    """Look for an earlier launch until there is provably none, the time is over, or `stop` is set.

    Parameters
    ----------
    begin
        (I,): first weeks of a schedule, hinted whole.
    least
        A week before which there is no launch.
    on_start, on_least
        Called with each better schedule and each better lower bound, in the solver's threads.
    """
    assert problem.shares is not None
    model = CpModel()
    latest = int((begin + tasks.length).max())
    early, tail = heads(tasks), tails(tasks)
    start = [model.new_int_var(int(early[i]), int(latest - tail[i]), f"start {i}") for i in range(len(tail))]
    launch = model.new_int_var(least, latest, "launch")
    for i in range(len(tail)):
        model.add(launch >= start[i] + int(tail[i]))
        for a in range(tasks.pred_first[i], tasks.pred_first[i + 1]):
            before = int(tasks.pred[a])
            model.add(start[i] >= start[before] + int(tasks.length[before] + tasks.pred_lag[a]))
    intervals = [
        model.new_fixed_size_interval_var(start[i], int(tasks.length[i]), f"phase {i}")
        for i in range(len(tail))
    ]
    for p in range(problem.n_people):
        users = np.flatnonzero(problem.shares[:, p] > 0).tolist()
        capacity = problem.people.capacity[p, :latest]
        top = int(capacity.max(initial=0))
        away = [
            (model.new_fixed_size_interval_var(t, 1, f"away {p} {t}"), int(top - capacity[t]))
            for t in np.flatnonzero(capacity < top).tolist()
        ]
        model.add_cumulative(
            [intervals[i] for i in users] + [one for one, _ in away],
            [int(problem.shares[i, p]) for i in users] + [units for _, units in away],
            top,
        )
    model.minimize(launch)
    for one, week in zip(start, begin.tolist(), strict=True):
        model.add_hint(one, week)
    model.add_hint(launch, latest)
    solver = CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed % (2**31 - 1)
    solver.best_bound_callback = lambda bound: on_least(int(np.ceil(bound - 1e-6)))
    with stopping(solver, stop):
        status = solver.solve(model, Reader(start, on_start))
    if status == OPTIMAL:
        on_least(int(np.ceil(solver.best_objective_bound - 1e-6)))
    if status == INFEASIBLE:
        raise ArithmeticError("the constraint program refuses a schedule that keeps all rules")
