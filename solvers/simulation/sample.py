"""Samples for a batch of runs. Luck belongs to names: the same seed gives the same project, phase, driver, person,
position, theme and pool the same luck in every plan and scenario that has them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import special

from solvers.common.random import uniforms
from solvers.portfolio.problem import Bools, Floats, Ints
from solvers.simulation.problem import Draws, Gate, RiskDriver, SimulationProblem, Uncertain
from solvers.simulation.quantiles import from_quantiles, from_range, triangular, widened

PARTS = 8
"""Independent scrambles that make up a sample: figures differ between them by their sampling error."""


def quantile(u: Floats, amount: Uncertain) -> Floats:
    """Values of an uncertain amount at probabilities u."""
    make = from_quantiles if amount.meaning == "quantiles" else from_range
    own = make(u, amount.low, amount.likely, amount.high)
    if not amount.scores:
        return own
    middle = make(np.array([0.5]), amount.low, amount.likely, amount.high)[0]
    return widened(u, amount.likely, own / middle, np.array(amount.scores), np.array(amount.log_ratios))


def amount_of(u: Floats, amount: Uncertain, factor: Floats) -> Floats:
    """Values at probabilities u when what is still to come is multiplied by a factor."""
    rest = amount.part * quantile(u, amount) * factor if amount.part > 0 else np.zeros_like(u)
    return np.maximum(amount.least, amount.done + rest)


def draw(
    problem: SimulationProblem,
    runs: int,
    seed: int,
    *,
    parts: range = range(PARTS),
    sobol: bool = True,
) -> Draws:
    """Sample runs in independent parts of equal size (the first ones take what does not divide).

    Parameters
    ----------
    parts
        Numbers of the parts: each number and seed is a set of points of its own.
    sobol
        False draws pseudo-random points, to compare with.
    """
    if runs < 1:
        raise ValueError("give at least one run")
    return Sampler(problem, runs, seed, parts, sobol=sobol).draws()


class Sampler:
    """Points for a batch, and what becomes of them.

    Parameters
    ----------
    keep
        Keep the points in memory: who draws the same batch without one driver after the other gets them at once.
    """

    def __init__(
        self,
        problem: SimulationProblem,
        runs: int,
        seed: int,
        parts: range = range(PARTS),
        *,
        sobol: bool = True,
        keep: bool = False,
    ) -> None:
        self.problem, self.runs = problem, runs
        self._seed, self._sobol = seed, sobol
        self._kept: dict[str, Floats] | None = {} if keep else None
        self._scores: dict[str, Floats] = {}
        small, larger = divmod(runs, len(parts))
        self._sizes = {part: small + (k < larger) for k, part in enumerate(parts)}
        self.names = problem.problem.names
        self._effort_column = {cell: column for column, cell in enumerate(problem.effort)}
        self._hours_column = {i: column for column, i in enumerate(problem.hours)}

    def points(self, name: str, dimensions: int) -> Floats:
        """(dimensions, runs) points that belong to a name."""
        if self._kept is None:
            return self._make(name, dimensions)
        if name not in self._kept:
            self._kept[name] = self._make(name, dimensions)
        return self._kept[name]

    def _make(self, name: str, dimensions: int) -> Floats:
        sets = [
            uniforms(size, dimensions, self._seed, f"{name}#{part}", sobol=self._sobol)
            for part, size in self._sizes.items()
            if size
        ]
        return np.concatenate(sets, axis=1)

    def draws(self, without: str | None = None) -> Draws:
        """All samples of the batch."""
        problem, inner = self.problem, self.problem.problem
        shape = (self.runs, inner.n_phases)
        factor, delay = np.ones(shape), np.zeros(shape, np.int64)
        for driver in problem.drivers:
            if driver.name != without:
                self._drive(driver, factor, delay)
        delay[:, problem.plan.start < problem.now] = 0  # what has begun is not kept from beginning
        empty = Amounts(
            np.empty((self.runs, len(problem.effort))),
            np.empty((self.runs, len(problem.hours))),
            np.ones(shape, np.int64),
            np.ones(shape, np.int64),
        )
        for j in range(inner.n_projects):
            self._project(j, factor, empty)
        return Draws(
            empty.effort,
            empty.hours,
            empty.weeks,
            delay,
            empty.passes,
            self._position_starts(),
            self._departures(),
            self._overheads(),
            self._price_growth(),
        )

    def occurs(self, driver: RiskDriver) -> Bools:
        """(runs,): whether a driver occurs."""
        happens: Bools = self.points(f"driver/{driver.name}", 3)[0] < driver.probability
        return happens

    def _drive(self, driver: RiskDriver, factor: Floats, delay: Ints) -> None:
        _, size, length = self.points(f"driver/{driver.name}", 3)
        hit, happens = np.array(driver.phases, np.int64), self.occurs(driver)
        if driver.factor is not None:
            factor[:, hit] *= np.where(happens, quantile(size, driver.factor), 1.0)[:, None]
        if driver.weeks is not None:
            late = np.where(happens, np.ceil(quantile(length, driver.weeks) - 1e-9), 0.0)
            delay[:, hit] += late.astype(np.int64)[:, None]

    def _project(self, j: int, factor: Floats, to: "Amounts") -> None:
        """Estimates and gates of a project's phases.

        Its points have a dimension for everything that the document may make random, planned or not: the same
        project has the same luck in every plan.
        """
        problem, inner = self.problem, self.problem.problem
        phases = range(inner.projects.phase_first[j], inner.projects.phase_first[j + 1])
        planned = [i for i in phases if problem.plan.start[i] >= 0]
        if not planned:
            return
        skills = {i: np.flatnonzero(inner.phases.effort[i] > 0) for i in phases}
        dimensions = 1 + sum(3 + len(skills[i]) for i in phases)
        columns = iter(self.points(f"project/{self.names.projects[j]}", dimensions))
        given = next(columns)
        shared = self._shared(int(inner.projects.theme[j]))
        for i in phases:
            luck = [next(columns) for _ in range(3 + len(skills[i]))]
            if i in planned:
                self._phase(i, luck, skills[i], shared, factor[:, i], to)
        if not np.isnan(problem.success[j]):
            to.passes[:, planned] = 1
            to.passes[:, planned[-1]] = given < problem.success[j]

    def _phase(
        self, i: int, luck: list[Floats], skills: Ints, shared: "Shared", factor: Floats, to: "Amounts"
    ) -> None:
        problem = self.problem
        if i in problem.gates:
            to.passes[:, i], repeated = _gate(luck[0], problem.gates[i])
            factor *= repeated
        if i in problem.weeks:
            length = amount_of(shared(luck[1]), problem.weeks[i], factor)
            to.weeks[:, i] = np.maximum(1, np.ceil(length - 1e-9)).astype(np.int64)
        if i in problem.hours:
            to.hours[:, self._hours_column[i]] = amount_of(shared(luck[2]), problem.hours[i], factor)
        for k, u in zip(skills.tolist(), luck[3:], strict=True):
            if (i, k) in problem.effort:
                amount = amount_of(shared(u), problem.effort[i, k], factor)
                to.effort[:, self._effort_column[i, k]] = amount

    def _shared(self, theme: int) -> "Shared":
        """How estimates of a theme depend on what all of them share: a Gaussian copula, exact in every marginal."""
        team, common = self.problem.surroundings.team, self.problem.surroundings.theme
        if theme < 0:
            common = 0.0
        if team == 0.0 and common == 0.0:
            return lambda u: u
        score = np.zeros(self.runs)
        if team > 0.0:
            score += np.sqrt(team) * self._score("team")
        if common > 0.0:
            score += np.sqrt(common) * self._score(f"theme/{self.names.themes[theme]}")
        own = np.sqrt(1.0 - team - common)
        return lambda u: np.clip(special.ndtr(score + own * special.ndtri(u)), 1e-9, 1 - 1e-9)

    def _score(self, name: str) -> Floats:
        """(runs,): a normal score that many projects share."""
        if name not in self._scores:
            self._scores[name] = special.ndtri(self.points(name, 1)[0])
        return self._scores[name]

    def _position_starts(self) -> Ints:
        starts = np.zeros((self.runs, len(self.problem.positions)), np.int64)
        for c, (low, likely, high) in enumerate(self.problem.position_start):
            name = self.names.people[self.problem.positions[c]]
            week = np.rint(triangular(self.points(f"position/{name}", 1)[0], low, likely, high))
            starts[:, c] = np.clip(week.astype(np.int64), 0, self.problem.capacity_by_start.shape[1] - 1)
        return starts

    def _departures(self) -> Ints:
        """First week without each person for good: the same chance of leaving in every week that they are there."""
        people, weeks = self.problem.problem.people, self.problem.problem.weeks
        gone = np.full((self.runs, len(people.max_projects)), weeks, np.int64)
        chance = self.problem.surroundings.departures
        if chance > 0.0:
            for p in np.flatnonzero(~people.is_position):
                stays = (
                    np.log1p(-self.points(f"person/{self.names.people[p]}", 1)[0]) / np.log1p(-chance) * 52
                )
                there = max(int(np.argmax(people.capacity[p] > 0)), self.problem.now)
                gone[:, p] = np.minimum(there + stays.astype(np.int64), weeks)
        return gone

    def _overheads(self) -> Floats:
        pools = self.problem.problem.pools
        overhead = np.tile(pools.overhead, (self.runs, 1))
        factor = self.problem.surroundings.interruptions
        if factor is not None:
            for g in np.flatnonzero(pools.overhead > 0):
                overhead[:, g] *= quantile(self.points(f"pool/{self.names.pools[g]}", 2)[0], factor)
        return overhead

    def _price_growth(self) -> Floats:
        pools = self.problem.problem.pools
        growth = np.zeros((self.runs, len(pools.committed)))
        factor = self.problem.surroundings.prices
        if factor is not None:
            for g in np.flatnonzero(~pools.committed):
                luck = self.points(f"pool/{self.names.pools[g]}", 2)[1]
                growth[:, g] = np.log(quantile(luck, factor)) / 52
        return growth


Shared = Callable[[Floats], Floats]


class Amounts(NamedTuple):
    """What is sampled by phase, as in `Draws`."""

    effort: Floats
    hours: Floats
    weeks: Ints
    passes: Ints


def _gate(luck: Floats, gate: Gate) -> tuple[Ints, Floats]:
    """Whether a phase is passed in the end, and how much of it is done in all (1 and its repetitions).

    One uniform number tells both: with chance of failure f, it lies below f^k when the first k attempts fail.
    """
    failure = 1.0 - gate.probability
    amount = np.ones(len(luck))
    for attempt in range(1, gate.times + 1):
        amount += gate.redo * (luck < failure**attempt)
    return (luck >= failure ** (gate.times + 1)).astype(np.int64), amount
