"""The descent to good prices: a bound that holds at any time and gets better."""

import numpy as np

from solvers.common.frame import Frame
from solvers.portfolio.bound.dual import Memory, Prices, evaluate
from solvers.portfolio.bound.model import Relaxation, relax, relax_by_person
from solvers.portfolio.bound.subproblem import INFEASIBLE
from solvers.portfolio.kernel.data import Data
from solvers.portfolio.problem import Problem

WAIT_SCALE = 2.0
"""What a unit of the price of waiting counts for in a step, in projects."""

MEMORY = 0.02
"""Weight of the last step in the averages over schedules of the steps."""


def zeros(r: Relaxation) -> Prices:
    """Prices of nothing."""
    return Prices(
        np.zeros((r.skill.shape[1], r.weeks)),
        np.zeros((r.speed.shape[1], r.weeks)),
        np.zeros(r.weeks),
        np.zeros(len(r.budget_limit)),
        np.zeros(len(r.group_most)),
        np.zeros(len(r.requires)),
        np.zeros((len(r.wait_lag), r.weeks)),
        np.zeros((len(r.share_theme), int(r.quarter.max(initial=0)) + 1)),
        np.zeros((len(r.share_theme), int(r.quarter.max(initial=0)) + 1)),
    )


NEAR = 0.05
"""First step from prices by skill to prices by person, as a part of the gap: they are near."""


class Bound:
    """Descent on the dual function: a bound that holds at any time and gets better.

    A deflected subgradient method with Polyak steps towards the best known plan (Camerini, Fratta & Maffioli
    1975, doi:10.1007/BFb0120697). Prices are scaled by what they buy, so that a step means as much for an hour as
    for a week.
    """

    def __init__(self, problem: Problem, data: Data, coarse: "Bound | None" = None) -> None:
        self._problem, self._data = problem, data
        self.relaxation: Relaxation = (
            relax(problem, data) if coarse is None else relax_by_person(problem, coarse.relaxation)
        )
        self.now, self.share_from = problem.now, problem.share_from
        self._r = Frame(self.relaxation)
        r = self.relaxation
        n, w = problem.n_phases, problem.weeks
        draws = int(np.diff(r.draw_first).max(initial=1)) + 1
        modes = int(np.diff(r.mode_first).max(initial=1))
        entries = int(np.diff(r.source_first).max(initial=1)) * w + 1
        self._memory = Memory(
            np.zeros((draws, entries)),
            np.zeros((draws, entries)),
            np.zeros((draws, entries), np.int64),
            np.zeros(draws, np.int64),
            np.zeros(draws),
            np.zeros(draws),
            np.zeros(w + 1),
            np.zeros(w + 1),
            np.zeros((draws, w + 1)),
            np.zeros((n, w + 1)),
            np.zeros((n, w + 1)),
            np.zeros(w),
            np.zeros(n, np.int64),
            np.zeros((r.gives.shape[0], w)),
            np.zeros((r.gives.shape[0], w), np.int64),
            np.zeros((modes, w + 1)),
            np.zeros(modes, np.int64),
            np.full(n, w, np.int64),
        )
        self._best = np.full((n, w + 1), INFEASIBLE)
        self._choice = np.full((n, w + 1), -1, np.int64)
        self._finish = np.zeros(n, np.int64)
        self._slots = np.zeros(w + 1)
        self.reduced = np.zeros(problem.n_projects)
        self.launch = np.full(problem.n_projects, -1, np.int64)
        self.prices = zeros(r)
        self.best_prices = zeros(r)
        self._gradient = zeros(r)
        self._direction = zeros(r)
        self._x, self._g, self._m = Frame(self.prices), Frame(self._gradient), Frame(self._memory)
        self._scale = self._scales()
        self.value = float("inf")
        self.infeasible = False
        self.iterations = 0
        self._theta = 1.0
        self._stalled = 0
        self.part = np.zeros(problem.n_projects)
        self.mean_start = np.zeros(n)
        if coarse is None:
            self._begin()
        else:
            self._begin_at(coarse)

    def by_person(self) -> "Bound":
        """A bound with a price for each person and week and a mode for each crew, which goes on from this one: tighter,
        and slower by step."""
        return Bound(self._problem, self._data, self)

    def _begin_at(self, coarse: "Bound") -> None:
        """Start at the best prices by skill: a person's week costs what it earns at them."""
        for price, known in zip(self.prices, coarse.best_prices, strict=True):
            if price.shape == known.shape:
                price[...] = known
        earned = self._problem.people.skill[:, :, None] * coarse.best_prices.effort[None]
        self.prices.effort[:] = earned.max(axis=1, initial=0.0)
        self.value, self._theta = coarse.value, NEAR

    def _remember(self) -> None:
        """Average the schedules that are best at the prices of each step: together they come near a plan."""
        rate = max(1.0 / self.iterations, MEMORY)
        chosen = (self.launch >= 0) & ((self.reduced > 0.0) | self.relaxation.mandatory)
        self.part += rate * (chosen - self.part)
        own = chosen[self._problem.phases.project]
        weight = np.where(own, rate / np.maximum(self.part, 1e-12)[self._problem.phases.project], 0.0)
        self.mean_start += weight * (self._memory.start - self.mean_start)

    def _scales(self) -> Prices:
        """What a unit of each price buys in all: prices are counted per this much."""
        r = self.relaxation
        effort = np.maximum((r.capacity[:, None, :] * r.skill[:, :, None]).sum(axis=0), 0.25)
        hours = np.ones((r.speed.shape[1], r.weeks))
        for g, kind in enumerate(r.pool_type):
            hours[kind] += r.pool_hours[g]
        return Prices(
            effort,
            hours,
            np.full(r.weeks, float(max(r.wip, 1))),
            np.maximum(np.abs(r.budget_limit), 1.0),
            np.maximum(r.group_most.astype(np.float64), 1.0),
            np.ones(len(r.requires)),
            np.full((len(r.wait_lag), r.weeks), WAIT_SCALE),
            *(np.full(zeros(r).least.shape, max(effort.sum(axis=0).mean() * 4.0, 1.0)),) * 2,
        )

    def _begin(self) -> None:
        """Start at the best of some flat price levels: value over effort, falling towards the end of the tail."""
        r = self.relaxation
        worth = np.where(np.isfinite(r.value), r.value, 0.0).max(axis=1, initial=0.0).sum()
        level = worth / max(float(r.draw_need[r.source_row[r.source_first[:-1]] >= 0].sum()), 1.0)
        fall = np.linspace(1.0, 0.3, r.weeks)
        tried = []
        for factor in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8):
            self.prices.effort[:] = factor * level * fall
            tried.append((self._evaluate(), factor))
        self.prices.effort[:] = min(tried)[1] * level * fall

    def step(self, target: float) -> float:
        """One evaluation and one step; returns the best bound so far. `target` is the value of the best plan."""
        value = self._evaluate()
        self.iterations += 1
        if value <= -INFEASIBLE:
            self.infeasible = True
            return self.value
        self._remember()
        if value < self.value - 1e-9 * abs(self.value if np.isfinite(self.value) else 1.0):
            self.value, self._stalled = value, 0
            for kept, now in zip(self.best_prices, self.prices, strict=True):
                kept[...] = now
        else:
            self._stalled += 1
            if self._stalled >= 12:
                self._theta, self._stalled = self._theta * 0.7, 0
        self._move(value, target)
        return self.value

    def _evaluate(self) -> float:
        return float(
            evaluate(
                self._r,
                self._x,
                self._g,
                self._m,
                self._best,
                self._choice,
                self._finish,
                self._slots,
                self.reduced,
                self.launch,
            )
        )

    def _move(self, value: float, target: float) -> None:
        inner, before = 0.0, 0.0
        for old, new, scale, price in zip(
            self._direction, self._gradient, self._scale, self.prices, strict=True
        ):
            np.divide(new, scale, out=new)
            # A price of zero cannot fall: what would push it down is not part of the direction.
            new[(price <= 0.0) & (new > 0.0)] = 0.0
            inner += float((old * new).sum())
            before += float((old * old).sum())
        # No limit, no price: the past is over.
        self._gradient.slot[: self.now if self.relaxation.wip else None] = 0.0
        self._gradient.least[:, : self.share_from] = 0.0
        self._gradient.most[:, : self.share_from] = 0.0
        # Deflect only where the new subgradient points back along the last direction.
        turn = max(0.0, -1.5 * inner / before) if before > 0.0 else 0.0
        norm = 0.0
        for old, new in zip(self._direction, self._gradient, strict=True):
            np.multiply(old, turn, out=old)
            np.add(old, new, out=old)
            norm += float((old * old).sum())
        if norm <= 1e-18:
            return
        floor = 1e-4 * max(abs(value), 1.0)
        gap = max(value - target, floor) if np.isfinite(target) else max(0.1 * abs(value), floor)
        length = self._theta * gap / norm
        for price, direction, scale in zip(self.prices, self._direction, self._scale, strict=True):
            np.maximum(price - length * direction / scale, 0.0, out=price)
