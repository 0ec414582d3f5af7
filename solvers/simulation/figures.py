"""Figures of a simulation, each with its standard error from the independent parts of the sample."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from solvers.portfolio.problem import Bools, Floats, Ints
from solvers.simulation.sample import PARTS


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
    return of_parts(float(statistic(*values)) if len(values[0]) else float("nan"), np.array(told))


def of_parts(whole: float, told: Floats) -> Figure:
    """What all runs tell, with the error from what the parts tell (nan for nothing)."""
    known = told[np.isfinite(told)]
    if len(known) < 2:
        return Figure(whole, float("nan"))
    return Figure(whole, float(known.std(ddof=1) / np.sqrt(len(known))))


def bounds_of(runs: int, parts: int) -> Ints:
    """(parts + 1,): where the parts of the runs begin; the first ones take what does not divide."""
    small, larger = divmod(runs, parts)
    number = np.arange(parts + 1)
    return number * small + np.minimum(number, larger)


def mean(values: Ints | Floats | Bools) -> float:
    """Mean; nan of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")


class Weeks:
    """How many runs come in each week, by part: enough for every figure about a date.

    Parameters
    ----------
    weeks
        (runs,): week of each run, -1 for never.
    counted
        (runs,): which runs count; all by default.
    """

    def __init__(self, weeks: Ints, parts: int = PARTS, counted: Bools | None = None) -> None:
        part = np.repeat(np.arange(parts), np.diff(bounds_of(len(weeks), parts)))
        if counted is not None:
            part, weeks = part[counted], weeks[counted]
        width = int(weeks.max(initial=0)) + 2
        by_part = np.bincount(part * width + weeks + 1, minlength=parts * width).reshape(parts, width)
        self.never = np.append(by_part[:, 0], by_part[:, 0].sum())
        """(parts + 1,): runs in which it never comes; the last one of all parts."""
        self.come = np.vstack([by_part[:, 1:], by_part[:, 1:].sum(axis=0)])
        """(parts + 1, weeks)"""

    def _told(self, told: Floats) -> Figure:
        return of_parts(float(told[-1]), told[:-1])

    def by(self, week: int) -> Figure:
        """Share of all runs in which it has come by a week."""
        with np.errstate(invalid="ignore"):
            return self._told(
                self.come[:, : max(0, week + 1)].sum(axis=1) / (self.never + self.come.sum(axis=1))
            )

    def late(self, due: int) -> Figure:
        """Mean number of weeks after a week, over the runs in which it comes."""
        after = np.maximum(np.arange(self.come.shape[1]) - due, 0)
        with np.errstate(invalid="ignore"):
            return self._told(self.come @ after / self.come.sum(axis=1))

    def quantiles(self, level: float) -> Floats:
        """(parts + 1,): the least week by which this share of the runs in which it comes has come; nan for none."""
        up_to = self.come.cumsum(axis=1)
        need = np.ceil(level * up_to[:, -1] - 1e-9)
        week = (up_to < need[:, None]).sum(axis=1)
        return np.where(up_to[:, -1] > 0, week, np.nan)

    def quantile(self, level: float) -> Figure:
        """The same of all runs, with its error."""
        return self._told(self.quantiles(level))
