"""The composition root of simulation: sample, replay in batches on one or more threads, stop on request."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np

from solvers.common.frame import Frame, contiguous
from solvers.common.progress import OnProgress, Progress, ShouldStop, ignore, never
from solvers.simulation.kernel.data import memory_of, setup_of
from solvers.simulation.kernel.replay import replay
from solvers.simulation.problem import Draws, Outcomes, SimulationProblem
from solvers.simulation.sample import PARTS, draw

BATCH = 256
"""Runs between two looks at the stop rule."""


class Simulation:
    """A plan that can be replayed; what is static is flattened once.

    Parameters
    ----------
    problem
        The plan as a policy, and what is random.
    threads
        Runs are split over so many threads; results do not depend on it.
    """

    def __init__(self, problem: SimulationProblem, threads: int = 1) -> None:
        if threads < 1:
            raise ValueError("give at least one thread")
        self.problem = problem
        self.setup = setup_of(problem)
        self._setup = Frame(self.setup, counted=True)
        self._memories = [Frame(memory_of(self.setup, thread), counted=True) for thread in range(threads)]

    def run(
        self,
        runs: int,
        seed: int,
        *,
        parts: range = range(PARTS),
        on_progress: OnProgress = ignore,
        should_stop: ShouldStop = never,
        clock: "Clock | None" = None,
    ) -> "Runs":
        """Replay the plan `runs` times; fewer when told to stop.

        Parameters
        ----------
        parts
            Numbers of the independent sets of points that make up the runs; others continue a sample.
        """

        def report(fraction: float) -> None:
            if clock is not None:
                on_progress(Progress("simulating", clock(), fraction=fraction))

        draws = draw(self.problem, runs, seed, parts=parts)
        out = self.replay(draws, report, should_stop)
        done = len(out.value)
        return Runs(draws.of(slice(done)), out)

    def replay(
        self, draws: Draws, report: Callable[[float], None] = ignore, should_stop: ShouldStop = never
    ) -> Outcomes:
        """Replay the plan once for each row of the draws."""
        samples = Frame(contiguous(draws), counted=True)
        runs = len(draws.passes)
        out = self.outcomes(runs)
        result = Frame(out, counted=True)
        idle: SimpleQueue[Frame] = SimpleQueue()
        for memory in self._memories:
            idle.put(memory)

        def batch(first: int) -> int:
            memory, end = idle.get(), min(first + BATCH, runs)
            replay(self._setup, memory, samples, first, end, result)
            idle.put(memory)
            return end

        done = 0
        with ThreadPoolExecutor(len(self._memories)) as pool:
            calls = [pool.submit(batch, first) for first in range(0, runs, BATCH)]
            # Batches begin in their order: those that a stop keeps from beginning are the last ones.
            for call in calls:
                if call.cancelled():
                    break
                done = call.result()
                report(done / runs)
                if should_stop():
                    for other in calls:
                        other.cancel()
        by_run = {name: getattr(out, name)[:done] for name in Outcomes._fields if name != "short"}
        return out._replace(**by_run)

    def outcomes(self, runs: int) -> Outcomes:
        """Empty results."""
        inner = self.problem.problem
        i, j, q = inner.n_phases, inner.n_projects, len(self.problem.fixed_cost)
        themes = len(inner.names.themes) + 1
        return Outcomes(
            np.full((runs, i), -1, np.int16),
            np.full((runs, i), -1, np.int16),
            np.full((runs, j), -1, np.int16),
            np.zeros((runs, j), np.int16),
            np.zeros(runs),
            np.zeros((runs, themes, q)),
            np.zeros((runs, themes, q)),
            np.zeros((runs, q)),
            np.zeros((runs, q)),
            np.zeros(runs),
            np.zeros((runs, j), np.int16),
            np.full((runs, i), -1, np.int16),
            np.zeros((len(self._memories), len(inner.names.skills), inner.weeks), np.int64),
        )


class Clock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        import time  # noqa: PLC0415 - nothing else of the simulation knows the time

        self._now = time.perf_counter
        self._start = self._now()

    def __call__(self) -> float:
        return self._now() - self._start


class Runs(NamedTuple):
    """What was drawn and what came of it."""

    draws: Draws
    out: Outcomes

    def more(self, other: "Runs") -> "Runs":
        """These runs and others of the same simulation."""
        draws = Draws(*(np.concatenate(pair) for pair in zip(self.draws, other.draws, strict=True)))
        both = {
            name: np.concatenate([getattr(self.out, name), getattr(other.out, name)])
            for name in Outcomes._fields
        }
        return Runs(draws, Outcomes(**both | {"short": self.out.short + other.out.short}))
