"""The distribution of utilisation: a few shrunk effects over what runs and steps have shown.

logit(utilisation / most) = ceiling of the hardware + mean + size + mixture of experts + fp8 + early software
                            + steps or paid hours + generation + type + family + noise

Nothing uses more than `most` of its peak, but runs that go badly use next to nothing: on the logit scale effects and
noise are even, and on that of hours the late side is the longer one. Each effect has a normal prior around zero, so
that what the records do not say is not invented: a generation nobody has published about keeps the prior's spread. That
is a Gaussian process (Rasmussen & Williams 2006, ISBN 026218253X, chapter 2) with the covariance below; noise is a
Student t, fitted by reweighting (Lange, Little & Taylor 1989, doi:10.1080/01621459.1989.10478852), so that one odd run
moves little.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log, log10

import numpy as np
from numpy.typing import NDArray

from solvers.capacity.hardware.catalogue import CEILING, Accelerator
from solvers.capacity.training.records import Record, published_runs, published_steps

Floats = NDArray[np.float64]
Z10 = 1.2815515655446004
"""Standard normal quantile of 0.9."""
TYPICAL = 0.33
"""Middle of the prior: about a third of the peak."""
MOST, MOST_FP8 = 0.85, 1.36
"""Share of the dense 16-bit peak that model work cannot exceed: matrix products reach about 85 % of it; in fp8, 1.6
times as much of the 16-bit peak."""
EDGE = 0.97
"""Part of `most` at which what was observed is cut off."""
SIZE_B = 7.0
"""Billions of parameters at which the effect of size is zero."""
ROUNDS = 12


@dataclass(frozen=True)
class Spreads:
    """Prior standard deviations on the logit scale; 0 leaves an effect out."""

    mean: float = 0.55
    size: float = 0.28
    """For each factor of ten in active parameters."""
    sparse: float = 0.1
    fp8: float = 0.2
    early: float = 0.4
    """Between software before attention was one kernel, and later."""
    steps: float = 0.4
    """Between measured steps and paid hours."""
    generation: float = 0.42
    generation_steps: float = 0.15
    accelerator: float = 0.15
    family: float = 0.4
    noise: float = 0.38
    freedom: float = 5.0
    """Degrees of freedom of the noise."""
    ceiling: bool = True
    """Whether a measured matrix-product ceiling moves the prior."""


@dataclass(frozen=True)
class Quantiles:
    """P10, P50 and P90 of a positive figure."""

    p10: float
    p50: float
    p90: float

    def over(self, work: float) -> "Quantiles":
        """Quantiles of work / figure; the order turns round."""
        return Quantiles(work / self.p90, work / self.p50, work / self.p10)

    def times(self, factor: float) -> "Quantiles":
        """Quantiles of the figure times a positive factor."""
        return Quantiles(self.p10 * factor, self.p50 * factor, self.p90 * factor)


class Utilisation:
    """Learnt from records; answers with the distribution for a run that is not among them."""

    def __init__(self, records: Sequence[Record], spreads: Spreads | None = None) -> None:
        self.records = tuple(records)
        self.spreads = spreads or Spreads()
        self._prior = self._middle(self.records)
        y = np.array([_logit(record.utilisation, record) for record in self.records]) - self._prior
        kernel = self._covariance(self.records, self.records)
        variance, freedom = self.spreads.noise**2, self.spreads.freedom
        weight = np.ones(len(y))
        for _ in range(ROUNDS):
            total = kernel + np.diag(variance / weight)
            gain = np.linalg.solve(total, kernel).T
            left = np.diag(kernel) - np.einsum("ij,ij->i", gain, kernel)
            weight = (freedom + 1.0) / (freedom + ((y - gain @ y) ** 2 + left) / variance)
        self._total = kernel + np.diag(variance / weight)
        self._pull = np.linalg.solve(self._total, y)

    def spread(self, asked: Record) -> tuple[float, float]:
        """Mean and standard deviation of a run like this one on the logit scale (its own figure is not read)."""
        across = self._covariance([asked], self.records)
        mean = float((self._middle([asked]) + across @ self._pull)[0])
        known = float((across @ np.linalg.solve(self._total, across.T))[0, 0])
        variance = float(self._covariance([asked], [asked])[0, 0]) - known + self.spreads.noise**2
        return mean, variance**0.5

    def quantiles(self, asked: Record) -> Quantiles:
        """P10, P50 and P90 of the utilisation of a run like this one."""
        mean, spread = self.spread(asked)
        low, middle, high = (most_of(asked) / (1.0 + exp(-mean - z * spread)) for z in (-Z10, 0.0, Z10))
        return Quantiles(low, middle, high)

    def _middle(self, records: Sequence[Record]) -> Floats:
        return np.array([_logit(TYPICAL * self._ceiling(r.accelerator) / CEILING, r) for r in records])

    def _ceiling(self, accelerator: Accelerator) -> float:
        return accelerator.achievable or CEILING if self.spreads.ceiling else CEILING

    def _covariance(self, rows: Sequence[Record], columns: Sequence[Record]) -> Floats:
        """(rows, columns) prior covariance on the logit scale, without noise."""
        s = self.spreads
        total = np.full((len(rows), len(columns)), s.mean**2)
        slopes: tuple[tuple[float, Callable[[Record], float]], ...] = (
            (s.size, lambda r: log10(r.active_params_b / SIZE_B)),
            (s.sparse, lambda r: float(r.sparse)),
            (s.fp8, lambda r: float(r.fp8)),
            (s.early, lambda r: float(r.early)),
            (s.steps, lambda r: float(r.steps)),
        )
        for spread, slope in slopes:
            total += spread**2 * np.outer([slope(r) for r in rows], [slope(r) for r in columns])
        groups: tuple[tuple[float, Callable[[Record], object]], ...] = (
            (s.generation, lambda r: r.accelerator.generation),
            (s.generation_steps, lambda r: (r.accelerator.generation, r.steps)),
            (s.accelerator, lambda r: r.accelerator.name),
            (s.family, lambda r: r.family),
        )
        for spread, group in groups:
            there = [group(r) for r in columns]
            total += spread**2 * np.array([[group(r) == other for other in there] for r in rows], float)
        return total


def most_of(record: Record) -> float:
    """What a run of this precision can use of the 16-bit peak at most."""
    return MOST_FP8 if record.fp8 else MOST


def _logit(utilisation: float, record: Record) -> float:
    share = min(utilisation / most_of(record), EDGE)
    return log(share / (1.0 - share))


def learn(own: Sequence[Record] = (), spreads: Spreads | None = None) -> Utilisation:
    """Learn from the published records and from one's own, which share a family and so count most for oneself."""
    if not own and spreads is None:
        return _published()
    return Utilisation((*published_runs(), *published_steps(), *own), spreads)


@cache
def _published() -> Utilisation:
    return Utilisation((*published_runs(), *published_steps()))


def as_steps(record: Record) -> Record:
    """The same run, seen as steady steps."""
    return replace(record, steps=True)
