"""Samples for a batch of runs; the same seed gives the same luck to every plan of a portfolio."""

from collections.abc import Iterator

import numpy as np

from solvers.common.random import uniforms
from solvers.portfolio.problem import Floats, Ints
from solvers.simulation.problem import Draws, SimulationProblem, Uncertain
from solvers.simulation.quantiles import from_quantiles, from_range, triangular


def quantile(u: Floats, amount: Uncertain) -> Floats:
    """Values of an uncertain amount at probabilities u."""
    make = from_quantiles if amount.meaning == "quantiles" else from_range
    return make(u, amount.low, amount.likely, amount.high)


def draw(problem: SimulationProblem, runs: int, seed: int, *, without: str | None = None) -> Draws:
    """Sample a batch. `without` names a driver that does not occur; everything else keeps its luck."""
    n_phases = problem.problem.n_phases
    gates = sorted(problem.gates)
    dimensions = (
        len(problem.drivers) * 3
        + len(problem.positions)
        + problem.problem.n_projects
        + len(gates)
        + len(problem.effort)
        + len(problem.hours)
        + len(problem.weeks)
    )
    columns = iter(uniforms(runs, dimensions, seed).T)
    factor, delay = np.ones((runs, n_phases)), np.zeros((runs, n_phases))
    for driver in problem.drivers:
        occurs, size, length = next(columns) < driver.probability, next(columns), next(columns)
        if driver.name == without:
            continue
        hit = np.array(driver.phases, np.int64)
        if driver.factor is not None:
            factor[:, hit] *= np.where(occurs, quantile(size, driver.factor), 1.0)[:, None]
        if driver.weeks is not None:
            delay[:, hit] += np.where(occurs, np.ceil(quantile(length, driver.weeks) - 1e-9), 0.0)[:, None]
    starts = np.zeros((runs, len(problem.positions)), np.int64)
    for c, (low, likely, high) in enumerate(problem.position_start):
        week = np.rint(triangular(next(columns), low, likely, high)).astype(np.int64)
        starts[:, c] = np.clip(week, 0, problem.capacity_by_start.shape[1] - 1)
    passes, repeats = _gates(problem, gates, columns, runs)
    factor *= repeats
    effort = np.empty((runs, len(problem.effort)))
    for c, (i, k) in enumerate(problem.effort):
        effort[:, c] = quantile(next(columns), problem.effort[i, k]) * factor[:, i]
    hours = np.empty((runs, len(problem.hours)))
    for c, i in enumerate(problem.hours):
        hours[:, c] = quantile(next(columns), problem.hours[i]) * factor[:, i]
    weeks = np.ones((runs, n_phases), np.int64)
    for i in problem.weeks:
        length = quantile(next(columns), problem.weeks[i]) * factor[:, i]
        weeks[:, i] = np.maximum(1, np.ceil(length - 1e-9)).astype(np.int64)
    return Draws(effort, hours, weeks, delay.astype(np.int64), passes, starts)


def _gates(
    problem: SimulationProblem, gates: list[int], columns: Iterator[Floats], runs: int
) -> tuple[Ints, Floats]:
    """Whether each phase is passed in the end, and how much of it is done in all (1 and its repetitions).

    One uniform number tells both: with chance of failure f, it lies below f^k when the first k attempts fail.
    """
    n_phases = problem.problem.n_phases
    passes, amount = np.ones((runs, n_phases), np.int64), np.ones((runs, n_phases))
    given = problem.success
    project = problem.problem.phases.project
    last = problem.problem.projects.phase_first[1:] - 1
    for j in range(problem.problem.n_projects):
        luck = next(columns)
        if not np.isnan(given[j]):
            passes[:, last[j]] = luck < given[j]
    for i in gates:
        luck, gate = next(columns), problem.gates[i]
        failure = 1.0 - gate.probability
        for attempt in range(1, gate.times + 1):
            amount[:, i] += gate.redo * (luck < failure**attempt)
        if np.isnan(given[project[i]]):
            passes[:, i] = luck >= failure ** (gate.times + 1)
    return passes, amount
