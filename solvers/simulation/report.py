"""Figures of a simulation, each with its standard error from the independent parts of the sample."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import scipy  # its parts load at their first use: a process that needs none begins sooner

from solvers.portfolio.problem import Bools, Floats, Ints
from solvers.simulation.problem import SimulationProblem
from solvers.simulation.run import Runs
from solvers.simulation.sample import PARTS

KENDALL_RUNS = 512
"""Runs from which the rank correlation of Kendall is taken: it looks at all pairs."""
FIFTH = 0.2
Kind = Literal["work", "start", "leaving"]


class Figure(NamedTuple):
    """A number and its standard error; nan when it cannot be told."""

    value: float
    se: float


def figure(statistic: Callable[..., float], *values: Ints | Floats | Bools, parts: int = PARTS) -> Figure:
    """A statistic of runs (first axis), and its error from its spread over the parts."""
    told = [
        statistic(*part)
        for part in zip(*(np.array_split(v, parts) for v in values), strict=True)
        if len(part[0])
    ]
    known = np.array([number for number in told if np.isfinite(number)])
    whole = float(statistic(*values)) if len(values[0]) else float("nan")
    if len(known) < 2:
        return Figure(whole, float("nan"))
    return Figure(whole, float(known.std(ddof=1) / np.sqrt(len(known))))


def mean(values: Ints | Floats | Bools) -> float:
    """Mean; nan of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")


def launch_quantile(level: float) -> Callable[[Ints], float]:
    """The least whole week by which this share of the runs that launch has launched."""

    def statistic(launch: Ints) -> float:
        counts = np.bincount(launch + 1)  # -1 stands for never
        counts[:1] = 0
        up_to = counts.cumsum()
        if not len(up_to) or up_to[-1] == 0:
            return float("nan")
        return float(np.searchsorted(up_to, np.ceil(level * up_to[-1] - 1e-9)) - 1)

    return statistic


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
    launch = runs.out.launch[:, j].astype(np.int64)
    if not (launch >= 0).any():
        return None
    duration = (runs.out.finish[:, i] - runs.out.start[:, i]).astype(np.float64)
    slack = runs.out.slack[:, i].astype(np.int64)

    there = launch >= 0

    def told(statistic: Callable[..., float], *values: Floats | Ints, most: int | None = None) -> Figure:
        return figure(
            lambda ran, *rest: statistic(*(v[ran] for v in rest)),
            *(v[:most] for v in (there, *values)),
            parts=parts,
        )

    return Sensitivity(
        told(lambda s: mean(s == 0), slack),
        told(_significance, duration, slack, launch),
        told(_correlation(pearson), duration, launch),
        told(_correlation(spearman), duration, launch),
        told(_correlation(kendall), duration, launch, most=KENDALL_RUNS),
        told(
            lambda d, s, t: mean(s == 0) * float(d.std() / t.std()) if _varies(t) else float("nan"),
            duration,
            slack,
            launch,
        ),
    )


def _correlation(measure: Callable[[Floats, Ints], float]) -> Callable[[Floats, Ints], float]:
    """The measure as a number; nan when one of the two is constant."""
    return lambda d, t: float(measure(d, t)) if _varies(d) and _varies(t) else float("nan")


def pearson(x: Floats | Ints, y: Floats | Ints) -> float:
    """Product-moment correlation of two samples that vary."""
    return float(np.corrcoef(x, y)[0, 1])


def spearman(x: Floats | Ints, y: Floats | Ints) -> float:
    """Correlation of the ranks; ties share theirs."""
    return pearson(scipy.stats.rankdata(x), scipy.stats.rankdata(y))


def kendall(x: Floats | Ints, y: Floats | Ints) -> float:
    """Kendall's tau-b, over all pairs: scipy spends most of its time on significance, which nobody asks for."""
    one = np.sign(x[:, None] - x[None]).astype(np.float32)
    two = np.sign(y[:, None] - y[None]).astype(np.float32)
    return float((one * two).sum() / np.sqrt((one**2).sum() * (two**2).sum()))


def _significance(duration: Floats, slack: Ints, launch: Ints) -> float:
    if not len(launch) or launch.mean() == 0:
        return float("nan")
    return mean(duration / np.maximum(duration + slack, 1e-9) * launch / launch.mean())


def _varies(values: Floats | Ints) -> bool:
    return len(values) >= 3 and bool(values.std() > 0)


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
        self._ranks = [scipy.stats.rankdata(values) - (len(values) + 1) / 2 for _, _, values in rows]

    def likeliest(self, weeks: Ints, count: int) -> list[int]:
        """The inputs that go with a date most, by rank correlation over the runs in which it comes."""
        there = weeks >= 0
        if there.sum() < 3:
            return []
        date = scipy.stats.rankdata(weeks[there])
        date -= date.mean()
        together = [abs(float(ranks[there] @ date)) for ranks in self._ranks]
        return [int(at) for at in np.argsort(together)[::-1][:count]]


def _lowest(values: Floats) -> Bools:
    """The lowest fifth of the runs; with many ties, all runs with the lowest value."""
    cut = np.quantile(values, FIFTH)
    lowest: Bools = values <= (cut if cut < values.max() else values.min())
    return lowest


def tornado(inputs: Inputs, weeks: Ints, count: int, parts: int = PARTS) -> list[Swing]:
    """The inputs that move the P80 of `weeks` (one number a run, -1 for never) most, largest first."""
    p80 = launch_quantile(0.8)
    swings = []
    for at in inputs.likeliest(weeks, 2 * count):
        below, above = inputs.low[at], inputs.high[at]
        ends = p80(weeks[below]), p80(weeks[above])
        if np.isfinite(ends).all():
            spread = figure(lambda t, b, a: p80(t[a]) - p80(t[b]), weeks, below, above, parts=parts)
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
