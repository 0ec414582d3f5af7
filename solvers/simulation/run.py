"""The composition root of simulation: sample, replay in batches, stop on request."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from solvers.common.frame import Frame, contiguous
from solvers.common.progress import OnProgress, Progress, ShouldStop, ignore, never
from solvers.portfolio.kernel.data import Data, Genes, allocate, pack
from solvers.portfolio.problem import Ints
from solvers.portfolio.search import first_genes
from solvers.simulation.kernel import replay
from solvers.simulation.problem import Draws, Outcomes, Policy, SimulationProblem
from solvers.simulation.sample import draw

BATCH = 256
"""Runs between two looks at the stop rule."""


class Simulation:
    """A plan that can be replayed; compiled views are made once."""

    def __init__(self, problem: SimulationProblem) -> None:
        self.problem = problem
        self.policy = policy_of(problem)
        crews = problem.crew.sum(axis=1)
        fixed = replace(
            problem.problem,
            phases=replace(
                problem.problem.phases,
                may_work=problem.crew & problem.problem.phases.may_work,
                must_work=problem.crew & problem.problem.phases.may_work,
                crew_min=np.minimum(crews, problem.problem.phases.crew_max).astype(np.int64),
            ),
        )
        self.data = pack(fixed)._replace(look_ahead=0, max_weeks=self._patient(problem))
        # The fallback shares the amounts that are written for each run, but lets everybody work.
        everybody = pack(problem.problem)
        amounts = {
            name: getattr(self.data, name) for name in ("effort", "gpu_hours", "min_weeks", "capacity")
        }
        self.fallback: Data = everybody._replace(look_ahead=0, max_weeks=self.data.max_weeks, **amounts)
        self.state = allocate(self.data)
        self.genes: Genes = first_genes(problem.problem, np.arange(problem.problem.n_projects))
        self._views = (
            Frame(self.data),
            Frame(self.fallback),
            Frame(self.state),
            Frame(self.genes),
            Frame(self.policy),
        )

    @staticmethod
    def _patient(problem: SimulationProblem) -> Ints:
        # A run may take a phase far beyond the longest duration that a search would try.
        return np.full(problem.problem.n_phases, problem.problem.weeks, np.int64)

    def run(
        self,
        runs: int,
        seed: int,
        *,
        without: str | None = None,
        on_progress: OnProgress = ignore,
        should_stop: ShouldStop = never,
        clock: "Clock | None" = None,
    ) -> Outcomes:
        """Replay the plan `runs` times; fewer when told to stop. `without` takes one driver away."""
        draws: Draws = contiguous(draw(self.problem, runs, seed, without=without))
        out = outcomes(self.problem, runs)
        views = (*self._views, Frame(draws))
        result = Frame(out)
        done = 0
        for first in range(0, runs, BATCH):
            last = min(first + BATCH, runs)
            replay(*views, first, last, result)
            done = last
            if clock is not None:
                on_progress(Progress("simulating", clock(), fraction=done / runs))
            if should_stop():
                break
        return Outcomes(*(field[:done] for field in out))


class Clock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        import time  # noqa: PLC0415 - nothing else of the simulation knows the time

        self._now = time.perf_counter
        self._start = self._now()

    def __call__(self) -> float:
        return self._now() - self._start


def policy_of(problem: SimulationProblem) -> Policy:
    """Order of the plan (by planned start, then finish of the list) and what belongs to it, as arrays."""
    phases = problem.problem.phases
    planned = np.flatnonzero(problem.start >= 0)
    order = np.array(sorted(planned, key=lambda i: (problem.start[i], i)), np.int64)
    order = _after_predecessors(order, problem)
    last = np.full(problem.problem.n_projects, -1, np.int64)
    for i in order:
        last[phases.project[i]] = i
    late = len(problem.fixed_cost) - 1
    inside = np.arange(problem.problem.weeks) < problem.horizon
    return contiguous(
        Policy(
            order,
            last,
            problem.not_before,
            np.array([i for i, _ in problem.effort], np.int64),
            np.array([k for _, k in problem.effort], np.int64),
            np.array(list(problem.hours), np.int64),
            np.array(problem.positions, np.int64),
            problem.capacity_by_start,
            problem.value,
            problem.other_cost,
            problem.serving,
            problem.fixed_cost,
            np.where(inside, problem.problem.rules.quarter, late),
            problem.horizon,
        )
    )


def _after_predecessors(order: Ints, problem: SimulationProblem) -> Ints:
    """The same order with every phase behind its predecessors (a plan's starts already say so, but for zero lags)."""
    phases = problem.problem.phases
    placed: dict[int, None] = {}

    def place(i: int) -> None:
        if i in placed:
            return
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            if problem.start[phases.pred[a]] >= 0:
                place(int(phases.pred[a]))
        placed[i] = None

    for i in order:
        place(int(i))
    return np.array(list(placed), np.int64)


def outcomes(problem: SimulationProblem, runs: int) -> Outcomes:
    """Empty results."""
    n, q = problem.problem.n_projects, len(problem.fixed_cost)
    ints, floats = np.int64, np.float64
    return Outcomes(
        np.full((runs, n), -1, ints),
        np.full((runs, n), -1, ints),
        np.zeros((runs, n), ints),
        np.zeros(runs, floats),
        np.zeros((runs, q), floats),
        np.zeros(runs, floats),
        np.zeros((runs, n), ints),
    )


def batches(values: Ints, count: int) -> Iterator[Ints]:
    """Interleaved parts of the runs, each a balanced sample of its own."""
    for part in range(count):
        yield values[part::count]
