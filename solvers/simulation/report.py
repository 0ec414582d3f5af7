"""What moves dates, and how sure date and cost are together."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy  # its parts load at their first use: a process that needs none begins sooner

from solvers.portfolio.problem import Bools, Floats, Ints
from solvers.simulation.figures import Figure, Weeks, figure, mean, of_parts
from solvers.simulation.kernel.sensitivity import ranks
from solvers.simulation.problem import SimulationProblem
from solvers.simulation.run import Runs
from solvers.simulation.sample import PARTS

FIFTH = 0.2
Kind = Literal["work", "start", "leaving"]


@dataclass(frozen=True)
class Swing:
    """P80 of a date when a random input is in its lowest and in its highest fifth, in weeks."""

    kind: Kind
    """`work` of a phase (effort, hours and time together), `start` of a position, `leaving` of a person (0, 1)."""
    index: int
    low: float
    high: float
    se: float

    @property
    def size(self) -> float:
        """Weeks between the two, without sign."""
        return abs(self.high - self.low)


class Inputs:
    """What is random in the runs, one number a run each; constants are left out."""

    def __init__(self, problem: SimulationProblem, runs: Runs) -> None:
        rows = [row for row in _inputs(problem, runs) if row[2].min() < row[2].max()]
        self.names: list[tuple[Kind, int]] = [(kind, index) for kind, index, _ in rows]
        self.low = np.array([_lowest(values) for _, _, values in rows])
        self.high = np.array([_lowest(-values) for _, _, values in rows])
        ranks = [scipy.stats.rankdata(values) - (len(values) + 1) / 2 for _, _, values in rows]
        self._ranks = np.array(ranks, np.float32).reshape(len(rows), len(runs.out.value))

    def likeliest(self, weeks: Ints, count: int) -> list[int]:
        """The inputs that go with a date most, by rank correlation over the runs in which it comes."""
        there = weeks >= 0
        if there.sum() < 3:
            return []
        date = np.zeros(len(weeks), np.float32)  # where it does not come, it goes with nothing
        rank = ranks(weeks[there])
        date[there] = rank - rank.mean()
        together = np.abs(np.vecdot(self._ranks, date))
        return [int(at) for at in np.argsort(together)[::-1][:count]]


def _lowest(values: Floats) -> Bools:
    """The lowest fifth of the runs; with many ties, all runs with the lowest value."""
    cut = np.quantile(values, FIFTH)
    lowest: Bools = values <= (cut if cut < values.max() else values.min())
    return lowest


def tornado(inputs: Inputs, weeks: Ints, count: int, parts: int = PARTS) -> list[Swing]:
    """The inputs that move the P80 of `weeks` (one number a run, -1 for never) most, largest first."""
    swings = []
    for at in inputs.likeliest(weeks, 2 * count):
        low, high = (Weeks(weeks, parts, there).quantiles(0.8) for there in (inputs.low[at], inputs.high[at]))
        ends = float(low[-1]), float(high[-1])
        if np.isfinite(ends).all():
            spread = of_parts(ends[1] - ends[0], (high - low)[:-1])
            swings.append(Swing(*inputs.names[at], *ends, spread.se))
    # What its own error explains is no swing.
    real = [swing for swing in swings if swing.size > 2 * (swing.se if np.isfinite(swing.se) else 0)]
    return sorted(real, key=lambda swing: -swing.size)[:count]


def _inputs(problem: SimulationProblem, runs: Runs) -> list[tuple[Kind, int, Floats]]:
    draws, inner = runs.draws, problem.problem
    work: dict[int, list[Floats]] = {}
    for column, (i, k) in enumerate(problem.effort):
        work.setdefault(i, []).append(draws.effort[:, column] / max(inner.phases.effort[i, k], 1e-9))
    for column, i in enumerate(problem.hours):
        work.setdefault(i, []).append(draws.hours[:, column] / max(inner.phases.gpu_hours[i], 1e-9))
    for i in problem.weeks:
        work.setdefault(i, []).append(draws.weeks[:, i] / inner.phases.min_weeks[i])
    rows: list[tuple[Kind, int, Floats]] = [("work", i, np.mean(part, axis=0)) for i, part in work.items()]
    rows += [
        ("start", p, draws.position_start[:, c].astype(np.float64)) for c, p in enumerate(problem.positions)
    ]
    leaving = (draws.gone < problem.horizon) & (problem.plan.crew.any(axis=0))
    rows += [
        ("leaving", int(p), leaving[:, p].astype(np.float64)) for p in np.flatnonzero(leaving.any(axis=0))
    ]
    return rows


@dataclass(frozen=True)
class Joint:
    """Confidence that a date and a cost are both kept."""

    weeks: list[int]
    costs: list[float]
    confidence: list[list[Figure]]
    """By week, then by cost."""


def joint(weeks: Ints, cost: Floats, levels: tuple[float, ...], parts: int = PARTS) -> Joint | None:
    """Joint confidence on the grid of the quantiles of both, as in NASA's JCL; None without any launch."""
    done = weeks >= 0
    if not done.any():
        return None
    dates = sorted({int(w) for w in np.quantile(weeks[done], levels, method="inverted_cdf")})
    amounts = [float(c) for c in np.unique(np.quantile(cost, levels, method="inverted_cdf"))]
    grid = [
        [
            figure(
                lambda t, c, d=date, a=amount: mean((t >= 0) & (t <= d) & (c <= a)), weeks, cost, parts=parts
            )
            for amount in amounts
        ]
        for date in dates
    ]
    return Joint(dates, amounts, grid)


def confidence_curve(weeks: Ints, cost: Floats, level: float, parts: int = PARTS) -> list[tuple[int, Figure]]:
    """For each week that can be met so often: the least cost such that both are kept in this share of the runs."""
    points: list[tuple[int, Figure]] = []
    for week in np.unique(weeks[weeks >= 0]).tolist():

        def least(t: Ints, c: Floats, by: int = week) -> float:
            need = int(np.ceil(level * len(t) - 1e-9))
            amounts = c[(t >= 0) & (t <= by)]
            return float(np.partition(amounts, need - 1)[need - 1]) if len(amounts) >= need else float("nan")

        amount = least(weeks, cost)
        if np.isfinite(amount) and (not points or amount < points[-1][1].value):
            points.append((week, figure(least, weeks, cost, parts=parts)))
    return points
