"""How much phases decide the launches of their projects."""

from dataclasses import dataclass

import numpy as np

from solvers.portfolio.problem import Ints
from solvers.simulation.figures import Figure, bounds_of, of_parts
from solvers.simulation.kernel.sensitivity import kendall, measure
from solvers.simulation.run import Runs
from solvers.simulation.sample import PARTS

KENDALL_RUNS = 512
"""Runs from which the rank correlation of Kendall is taken: it looks at all pairs."""


@dataclass(frozen=True)
class Sensitivity:
    """How much a phase decides the launch of its project, over the runs in which it launches.

    Durations are those of the executed schedule, with waiting for people inside a phase; a constant has none of the
    correlations (nan).
    """

    criticality: Figure
    """Share of runs in which it is on a chain without slack to the launch."""
    significance: Figure
    """Mean of duration / (duration + slack), weighted with the launch over its mean (Williams,
    Criticality in stochastic networks, Journal of the Operational Research Society 43, 1992)."""
    cruciality: Figure
    """Pearson's correlation of its duration with the launch."""
    spearman: Figure
    kendall: Figure
    schedule_sensitivity: Figure
    """Criticality x standard deviation of the duration / standard deviation of the launch."""


def sensitivity(runs: Runs, i: int, j: int, parts: int = PARTS) -> Sensitivity | None:
    """Sensitivity of project j to phase i; None when the project never launches."""
    there = np.flatnonzero(runs.out.launch[:, j] >= 0)
    if not len(there):
        return None
    launch = _column(runs.out.launch, j, there)
    duration = _column(runs.out.finish, i, there) - _column(runs.out.start, i, there)
    slack = _column(runs.out.slack, i, there)
    total = len(runs.out.launch)
    rows = np.empty((parts + 1, 5))
    for row, at in zip(rows, _slices(there, total, parts), strict=True):
        measure(duration[at], slack[at], launch[at], row)
    few = there[: np.searchsorted(there, KENDALL_RUNS)]
    tau = [kendall(duration[at], launch[at]) for at in _slices(few, min(total, KENDALL_RUNS), parts)]
    told = np.column_stack([rows[:, :4], tau, rows[:, 4:]])
    return Sensitivity(*(of_parts(float(column[-1]), column[:-1]) for column in told.T))


def _column(values: Ints, column: int, rows: Ints) -> Ints:
    picked: Ints = values[rows, column].astype(np.int64)
    return picked


def _slices(there: Ints, total: int, parts: int) -> list[slice]:
    """The runs that count (rising numbers) by part, and all of them."""
    edges = np.searchsorted(there, bounds_of(total, parts)).tolist()
    return [*map(slice, edges[:-1], edges[1:]), slice(None)]
