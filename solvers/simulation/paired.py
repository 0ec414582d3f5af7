"""Two plans on common random numbers: which is better in how many runs, and by how much."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solvers.portfolio.problem import Floats
from solvers.simulation.figures import Figure, figure, mean
from solvers.simulation.sample import PARTS

LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Paired:
    """Two amounts by run, where run by run both had the same luck."""

    first: Figure
    """Share of runs in which the first is better."""
    second: Figure
    """Share of runs in which the second is better; the rest is equal."""
    difference: Figure
    """Mean of second - first, over the runs in which both are finite; nan when there is none."""
    quantiles: tuple[Figure, ...]
    """Of the same differences, at `LEVELS`."""
    apart: float
    """Standard error that the mean difference would have if each of the two had a luck of its own."""


def paired(first: Floats, second: Floats, *, more_is_better: bool, parts: int = PARTS) -> Paired:
    """Compare two amounts run by run.

    Runs with the same number must have been drawn with the same luck, in `parts` independent parts of equal size.
    The error of a difference then comes from the differences of the parts, and what both plans suffer alike cancels
    (common random numbers: Glasserman and Yao 1992, doi:10.1287/mnsc.38.6.884).

    Parameters
    ----------
    first, second
        (runs,): amounts in the same unit. Infinite stands for what never comes: it is more than everything else, and
        two of them are equal.
    more_is_better
        False for cost and dates.

    Raises
    ------
    ValueError
        When the two have different numbers of runs.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} runs cannot be paired with {len(second)}")
    better, worse = (first > second), (first < second)
    if not more_is_better:
        better, worse = worse, better
    both = np.isfinite(first) & np.isfinite(second)

    def of_differences(statistic: Callable[[Floats], float]) -> Figure:
        return figure(lambda there, a, b: statistic(b[there] - a[there]), both, first, second, parts=parts)

    def error(values: Floats) -> float:
        return figure(lambda there, v: mean(v[there]), both, values, parts=parts).se

    return Paired(
        first=figure(mean, better, parts=parts),
        second=figure(mean, worse, parts=parts),
        difference=of_differences(mean),
        quantiles=tuple(of_differences(_quantile(level)) for level in LEVELS),
        apart=float(np.hypot(error(first), error(second))),
    )


def _quantile(level: float) -> Callable[[Floats], float]:
    return lambda values: float(np.quantile(values, level)) if len(values) else float("nan")
