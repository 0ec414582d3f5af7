"""How the duration of a phase goes with the launch of its project, over some runs."""

import math

import numpy as np

from solvers.common.compiled import kernel
from solvers.portfolio.problem import Floats, Ints

FEWEST = 3
"""Runs that a correlation takes."""


@kernel
def measure(duration: Ints, slack: Ints, launch: Ints, row: Floats) -> None:
    """Criticality, significance, cruciality, rank correlation and schedule sensitivity; nan for what cannot be told."""
    row[:] = math.nan
    n = len(launch)
    if n == 0:
        return
    critical, weighted, total = 0, 0.0, 0.0
    for r in range(n):
        critical += slack[r] == 0
        weighted += duration[r] / max(duration[r] + slack[r], 1e-9) * launch[r]
        total += launch[r]
    row[0] = critical / n
    if total != 0.0:
        row[1] = weighted / total
    d, t = duration.astype(np.float64), launch.astype(np.float64)
    spread = t.std()
    if n < FEWEST or spread == 0.0:
        return
    row[4] = row[0] * d.std() / spread
    row[2] = pearson(d, t)
    row[3] = pearson(ranks(duration), ranks(launch))


@kernel
def pearson(x: Floats, y: Floats) -> float:
    """Product-moment correlation; nan when one of the two is constant or has too few values."""
    mx, my = x.mean(), y.mean()
    xx, yy, xy = 0.0, 0.0, 0.0
    for r in range(len(x)):
        a, b = x[r] - mx, y[r] - my
        xx += a * a
        yy += b * b
        xy += a * b
    return xy / math.sqrt(xx * yy) if len(x) >= FEWEST and xx > 0.0 and yy > 0.0 else math.nan


@kernel
def ranks(values: Ints) -> Floats:
    """Ranks of whole numbers from 0 on; equal ones share theirs."""
    count = np.bincount(values)
    first = 0
    middle = np.empty(len(count))
    for value in range(len(count)):
        middle[value] = first + (count[value] + 1) / 2
        first += count[value]
    return middle[values]


@kernel
def kendall(x: Ints, y: Ints) -> float:
    """Kendall's tau-b of whole numbers from 0 on; nan when one of the two is constant or has too few values."""
    a, b = dense(x), dense(y)
    table = np.zeros((a.max() + 1, b.max() + 1), np.int64) if len(a) else np.zeros((1, 1), np.int64)
    for r in range(len(a)):
        table[a[r], b[r]] += 1
    before = np.zeros(table.shape[1], np.int64)  # pairs with a smaller x, by y
    both = 0  # pairs that go the same way, less those that go opposite ways
    for row in table:
        below, above = 0, before.sum()
        for k in range(len(row)):
            above -= before[k]
            both += row[k] * (below - above)
            below += before[k]
        before += row
    apart = apart_in(table.sum(axis=1)) * apart_in(table.sum(axis=0))
    return both / math.sqrt(apart) if len(x) >= FEWEST and apart > 0.0 else math.nan


@kernel
def dense(values: Ints) -> Ints:
    """Numbers of the distinct values from the smallest on."""
    there = np.minimum(np.bincount(values), 1)
    return (np.cumsum(there) - 1)[values]


@kernel
def apart_in(count: Ints) -> float:
    """Pairs whose values differ, by how often each value is there."""
    total = count.sum()
    return (total * total - (count * count).sum()) / 2.0
