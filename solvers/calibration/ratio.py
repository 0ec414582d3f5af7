"""A forecast distribution of log(actual / estimate) from finished work.

The distribution is that of past residuals around the effects of team and category, weighted by age and by how near
the size of the estimate is, blended with a prior. Weighted residual distributions: Hyndman & Fan 1996
(doi:10.2307/2684934) for the quantiles; partial pooling: Efron & Morris 1975 (doi:10.1080/01621459.1975.10479864).
How fast the past fades, how local sizes are and whether effects help is chosen by forecasting the later part of the
history from the earlier one; the best few are averaged.
"""

from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Literal

import numpy as np
import scipy  # its parts load at their first use: a process that needs none begins sooner
from numpy.typing import NDArray

from solvers.calibration.scores import GRID, LEVELS, Floats, pinball

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Prior:
    """What is believed before any history: log ratios follow a Student t around a moderate overrun.

    The weight is in rows: as many rows of history count as much as the prior.
    """

    location: float = 0.1
    scale: float = 0.4
    freedom: float = 4.0
    weight: float = 8.0


@dataclass(frozen=True)
class History:
    """Finished work, oldest first; all arrays have N entries."""

    size: Floats
    """log(estimate)."""
    y: Floats
    """log(actual / estimate)."""
    team: Ints
    category: Ints
    """Numbers of groups; -1 when unknown."""

    def __len__(self) -> int:
        return len(self.y)

    def part(self, begin: int, end: int) -> "History":
        """Rows begin .. end - 1."""
        return self.take(slice(begin, end))

    def take(self, rows: slice | Ints) -> "History":
        """The rows that are named."""
        return History(self.size[rows], self.y[rows], self.team[rows], self.category[rows])


@dataclass(frozen=True)
class Shape:
    """How the past is weighted.

    half_life : in rows; inf when old rows count as much as new ones.
    bandwidth : in units of log(estimate); inf when the size does not matter.
    effects : whether teams and categories have locations of their own.
    kinship : how much more rows of the same team count, and again those of the same category.
    keep_exact : whether work that took just what was estimated has no location of its group.
    trend : whether old rows are moved along a steady drift to where it is now.
    """

    half_life: float = np.inf
    bandwidth: float = np.inf
    effects: bool = False
    kinship: float = 0.0
    keep_exact: bool = True
    trend: bool = False


BANDWIDTHS = (np.inf, 1.0, 0.4, 0.15)
KINSHIPS = (0.0, 4.0)
HALF_LIVES = (np.inf, 0.5, 0.2, 0.1)
"""As parts of the history."""
LEAST_ROWS = 60
"""Shorter histories are too short to choose by forecasting themselves."""
LEAST_FOR_EFFECTS = 10
"""Shorter ones are too short to tell groups apart."""
FOLDS = 4
CLEAR = 0.02
"""A steady drift is followed only when that forecasts better by this part of the loss: else none is invented."""
MEMBERS = 5
"""The best shapes are averaged: which one is the very best is mostly chance."""
LATER = 0.4
"""Part of the history that is forecast from what came before it when the shape is chosen."""
MOST_FIT, MOST_CHOSEN_BY, MOST_JUDGED = 5000, 2500, 250
HABIT = 0.05
"""So many rows with exactly the estimated amount are no chance."""
SMEAR = 0.02
"""Width, on the log scale, over which equal ratios are spread: forecasts then move smoothly through round figures."""


@dataclass
class Member:
    """A distribution of log(actual / estimate) with one shape."""

    shape: Shape
    prior: Prior
    rows: int
    team_effect: Floats
    category_effect: Floats
    residual: Floats
    """(R,): sorted, with the prior's."""
    weight: Floats
    """(R,): by age."""
    size: Floats
    """(R,): log(estimate); NaN for the prior's."""
    team: Ints
    category: Ints
    """(R,): -1 for the prior's."""
    exact: Bools
    """(R,): work that took just what was estimated, which it does in every group."""

    def quantiles(self, rows: History, levels: Floats) -> Floats:
        """(N, L) quantiles for new rows at levels (L,), not corrected."""
        out = np.empty((len(rows), len(levels)))
        location = self._location(rows)
        for place in np.unique(location):
            there, moved = np.flatnonzero(location == place), self._moved(float(place))
            for first in range(0, len(there), 256):
                chunk = there[first : first + 256]
                reached = moved._reached(rows.take(chunk))
                for n, row in enumerate(chunk):
                    out[row] = np.interp(levels, reached[n], moved.residual)
        return out

    def _moved(self, location: float) -> "Member":
        """The distribution at a location: exact work stays where it is."""
        values = np.where(self.exact, self.residual, self.residual + location)
        order = np.argsort(values, kind="stable")
        names = ("weight", "size", "team", "category", "exact")
        return replace(self, residual=values[order], **{name: getattr(self, name)[order] for name in names})

    def _reached(self, rows: History) -> Floats:
        """(N, R): part of the weight below each residual, counting half of its own."""
        weight = np.broadcast_to(self.weight, (len(rows), len(self.weight)))
        if np.isfinite(self.shape.bandwidth):
            apart = (self.size[None, :] - rows.size[:, None]) / self.shape.bandwidth
            weight = weight * np.where(np.isnan(apart), 1.0, np.exp(-0.5 * np.nan_to_num(apart) ** 2) + 1e-3)
        for mine, theirs in ((self.team, rows.team), (self.category, rows.category)):
            if self.shape.kinship > 0.0:
                kin = (mine[None, :] == theirs[:, None]) & (theirs >= 0)[:, None]
                weight = weight * (1.0 + self.shape.kinship * kin)
        total = np.cumsum(weight, axis=1)
        return np.asarray((total - 0.5 * weight) / total[:, -1:])

    def _location(self, rows: History) -> Floats:
        return _of(self.team_effect, rows.team) + _of(self.category_effect, rows.category)


@dataclass(frozen=True)
class RatioModel:
    """A fitted distribution: the mean, quantile by quantile, of a few members."""

    members: tuple[Member, ...]

    def quantiles(self, rows: History, levels: Floats) -> Floats:
        """(N, L) quantiles of log(actual / estimate) for new rows at levels (L,)."""
        return _mean_quantiles(self.members, rows, np.asarray(levels, np.float64))

    def curves(self, sizes: Floats, levels: Floats) -> Floats:
        """(S, L) quantiles for work of sizes (S,), of no team and no category, without the spreading of ties."""
        nobody = np.full(len(sizes), -1, np.int64)
        rows = History(np.asarray(sizes, np.float64), np.zeros(len(sizes)), nobody, nobody)
        return np.asarray(np.mean([member.quantiles(rows, levels) for member in self.members], axis=0))

    def effects(self, groups: int, which: Literal["team", "category"]) -> Floats:
        """(G,) log location of each group around the whole, mean of the members; zeros where effects did not help."""
        total = np.zeros(groups)
        for member in self.members:
            effect = member.team_effect if which == "team" else member.category_effect
            total[: len(effect)] += effect[:groups]
        return total / len(self.members)


def _mean_quantiles(members: tuple[Member, ...], rows: History, levels: Floats) -> Floats:
    """Rows are moved by half of SMEAR at most, evenly: quantiles that fall on a ratio which many rows share then lie
    below it as often as above it, in the proportion that the level asks for (randomised quantiles)."""
    mean = np.asarray(np.mean([member.quantiles(rows, levels) for member in members], axis=0))
    return np.asarray(mean + SMEAR * (_evenly(len(rows)) - 0.5)[:, None])


def _evenly(count: int) -> Floats:
    """(count,) numbers in [0, 1) that fill it evenly: multiples of the golden ratio."""
    return np.asarray(np.modf(np.arange(1, count + 1) * 0.6180339887498949)[0])


def _of(effect: Floats, group: Ints) -> Floats:
    known = (group >= 0) & (group < len(effect))
    return np.where(known, effect[np.where(known, group, 0)] if len(effect) else 0.0, 0.0)


def fit(history: History, prior: Prior | None = None, *, factors: bool = False) -> RatioModel:
    """Fit to a history, oldest row first; with few rows the prior prevails, with none it is all there is.

    Parameters
    ----------
    factors
        Let teams and categories multiply, and do nothing else: then curves by size and a factor of each group say
        everything.
    """
    prior = prior or Prior()
    few = len(history) < LEAST_ROWS
    ways = [(True, 0.0)] if factors else list(product((False, True), KINSHIPS))
    shapes = [Shape(effects=len(history) >= LEAST_FOR_EFFECTS)] if few else _choose(history, prior, ways)
    if factors:
        shapes = [replace(shape, keep_exact=False) for shape in shapes]
    return RatioModel(tuple(_fit(history, shape, prior) for shape in shapes))


def _folds(history: History) -> list[tuple[History, History]]:
    """The later part in equal pieces, each with what came before it."""
    edges = np.linspace(len(history) * (1.0 - LATER), len(history), FOLDS + 1).astype(int)
    return [(history.part(0, int(a)), history.part(int(a), int(b))) for a, b in pairwise(edges)]


def _choose(history: History, prior: Prior, ways: list[tuple[bool, float]]) -> list[Shape]:
    """The shapes whose forecasts of the later part are best; `ways` are pairs of effects and kinship."""
    folds = [
        (past.part(len(past) - min(MOST_CHOSEN_BY, len(past)), len(past)), _thin(later, MOST_JUDGED))
        for past, later in _folds(history)
    ]
    grouped = history.team.max(initial=-1) > 0 or history.category.max(initial=-1) > 0
    if not grouped:
        ways = [(False, 0.0)]
    found: list[tuple[float, int, Shape]] = []
    fades = [(part, False) for part in HALF_LIVES] + [(np.inf, True)]
    for (part, trend), bandwidth, (effects, kinship) in product(fades, BANDWIDTHS, ways):
        half_life = part * len(history) if np.isfinite(part) else np.inf
        shape = Shape(half_life, bandwidth, effects, kinship, trend=trend)
        losses = [
            pinball(_fit(past, shape, prior).quantiles(later, LEVELS), LEVELS, later.y)
            for past, later in folds
        ]
        found.append((float(np.concatenate(losses).mean()), len(found), shape))
    steady, moving = (
        min(loss for loss, _, shape in found if shape.trend == trend) for trend in (False, True)
    )
    clear = moving < steady * (1.0 - CLEAR)
    found = [one for one in found if one[2].trend == clear]
    return [shape for _, _, shape in sorted(found)[:MEMBERS]]


def _thin(rows: History, most: int) -> History:
    """Evenly spaced rows, `most` at most."""
    keep = np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int))
    return rows.take(keep)


def _exact(history: History, shape: Shape) -> Bools:
    """Rows that took just what was estimated, when that is a habit and not chance."""
    exact = np.abs(history.y) < 1e-9
    habit = shape.keep_exact and len(exact) > 0 and exact.mean() >= HABIT
    return np.asarray(exact if habit else np.zeros(len(exact), np.bool_))


def _fit(history: History, shape: Shape, prior: Prior) -> Member:
    history = history.part(max(0, len(history) - MOST_FIT), len(history))
    n = len(history)
    age = np.arange(n, 0, -1, dtype=np.float64)
    weight = np.exp2(-age / shape.half_life) if np.isfinite(shape.half_life) else np.ones(n)
    residual, exact = history.y.copy(), _exact(history, shape)
    effects = []
    for group in (history.team, history.category):
        effect = _effects(residual, np.where(exact, 0.0, weight), group) if shape.effects else np.zeros(0)
        residual = np.where(exact, residual, residual - _of(effect, group))
        effects.append(effect)
    if shape.trend:
        residual = np.where(exact, residual, residual + _slope(residual[~exact], age[~exact]) * age)
    # Equal ratios are spread over a narrow band, evenly and the same way each time.
    residual = residual + SMEAR * (_evenly(n) - 0.5)
    points = scipy.stats.t.ppf((np.arange(49) + 0.5) / 49, prior.freedom)
    seen = float(weight.sum())
    center, spread = prior.location, prior.scale
    if n:
        part = seen / (seen + prior.weight)
        low, middle, high = np.quantile(residual, [0.25, 0.5, 0.75])
        center += part * (float(middle) - center)
        spread += part * (max(float(high - low) / 1.48, 0.02) - spread)
    values = np.concatenate([residual, center + spread * points])
    weights = np.concatenate([weight, np.full(len(points), prior.weight / len(points))])
    sizes = np.concatenate([history.size, np.full(len(points), np.nan)])
    nobody = np.full(len(points), -1, np.int64)
    team = np.concatenate([history.team, nobody])
    category = np.concatenate([history.category, nobody])
    exact = np.concatenate([exact, np.zeros(len(points), np.bool_)])
    order = np.argsort(values, kind="stable")
    return Member(
        shape,
        prior,
        n,
        effects[0],
        effects[1],
        values[order],
        weights[order],
        sizes[order],
        team[order],
        category[order],
        exact[order],
    )


def _slope(y: Floats, age: Floats) -> float:
    """Drift by row towards the present, shrunk by how little is known of it.

    Least squares on rows pulled in to three robust standard deviations, times 1 - (error / slope)^2, not below 0 (James
    & Stein 1961).
    """
    if len(y) < LEAST_ROWS:
        return 0.0
    middle = float(np.median(y))
    spread = max(1.4826 * float(np.median(np.abs(y - middle))), 0.05)
    calm, time = np.clip(y, middle - 3 * spread, middle + 3 * spread), age.mean() - age
    slope = float(time @ calm / (time @ time))
    error = float((calm - calm.mean() - slope * time).std() / np.sqrt(time @ time))
    return slope * max(0.0, 1.0 - (error / slope) ** 2) if slope else 0.0


def _effects(y: Floats, weight: Floats, group: Ints) -> Floats:
    """(G,) location of each group around the whole, shrunk by how few rows it has (empirical Bayes).

    Extreme rows are pulled in to three robust standard deviations first, so that one disaster is not a habit.
    """
    count = int(group.max(initial=-1)) + 1
    if count < 2 or not weight.any():
        return np.zeros(count)
    middle = float(np.median(y))
    spread = max(1.4826 * float(np.median(np.abs(y - middle))), 0.05)
    calm = np.clip(y, middle - 3 * spread, middle + 3 * spread)
    known = group >= 0
    rows = np.bincount(group[known], weight[known], count)
    center = float((calm * weight).sum() / weight.sum())
    mean = np.bincount(group[known], (weight * (calm - center))[known], count) / np.maximum(rows, 1e-12)
    within = float((weight * (calm - center - _of(mean, group)) ** 2).sum() / weight.sum())
    large = rows > 0
    noise = within / np.maximum(rows, 1e-12)
    share = rows[large] / rows.sum()
    between = max(0.0, float((share * (mean[large] ** 2 - noise[large])).sum()))
    return np.where(large, mean * between / (between + noise + 1e-12), 0.0)


def lognormal_quantiles(history: History, rows: int, levels: Floats) -> Floats:
    """(rows, L): a plain normal distribution of the log ratio, the same for every row."""
    spread = float(history.y.std(ddof=1)) if len(history) > 1 else 0.0
    mean = float(history.y.mean()) if len(history) else 0.0
    line = mean + spread * scipy.special.ndtri(levels)
    return np.tile(line, (rows, 1))


__all__ = ["GRID", "LEVELS", "History", "Prior", "RatioModel", "Shape", "fit", "lognormal_quantiles"]
