"""Lists from the bound: at its prices each project has a best schedule of its own; their averages come near a plan.

The averages over the steps of a subgradient method converge to a solution of the relaxed problem (Larsson, Patriksson &
Stromberg 1999, doi:10.1007/s101070050090). They say which projects are worth their time and in which order their phases
begin; decoded, they keep all rules. Lists are drawn around them, and the best ones are varied.
"""

from dataclasses import dataclass, replace

import numpy as np

from solvers.common.frame import Frame
from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.kernel.interleave import raise_keys
from solvers.portfolio.kernel.pack import topological
from solvers.portfolio.problem import Bools, Floats
from solvers.portfolio.search import Search
from solvers.portfolio.starts import first_genes

FRESH = 100
"""Lists that are drawn around the averages before the best are varied."""

KEPT = 8
"""Lists that are varied."""

THRIFT = (0.3, 0.6, 0.8, 1.0, 1.2)
"""Weights of the rent of people's time when crews are chosen."""

LATE = (0.0, 0.3, 0.6, 1.0)


@dataclass(frozen=True)
class PriceList:
    """A list and how it is decoded."""

    key: Floats
    """(I,): phases with low ones come first."""
    included: Bools
    """(J,): the other projects come last."""
    thrift: float
    by_phase: bool
    """A list of phases, else of projects."""
    late: float
    """Where between its first and last key a project stands."""
    keep_shares: bool


class PriceLists:
    """A search over lists, one at a time."""

    def __init__(self, search: Search, bound: Bound, rng: np.random.Generator) -> None:
        self._search, self._bound, self._rng = search, bound, rng
        self._problem = search.problem
        self._topological = topological(search.problem)
        self._data = Frame(search.data)
        self._kept: list[tuple[float, PriceList]] = []
        self._drawn = 0

    def step(self) -> None:
        """Decode one more list; the search keeps the schedule when it is better."""
        if self._drawn < FRESH:
            self._drawn += 1
            self._keep(self._decode(listed := self._draw()), listed)
        else:
            value, parent = self._kept[int(self._rng.integers(len(self._kept)))]
            worth = self._decode(listed := self._vary(parent))
            if worth > value:
                self._keep(worth, listed)

    @property
    def enough(self) -> bool:
        """Whether all fresh lists are drawn."""
        return self._drawn >= FRESH

    def warm_up(self) -> None:
        """Use every kernel once."""
        self._decode(replace(self._draw(), by_phase=True))

    def _keep(self, value: float, listed: PriceList) -> None:
        self._kept.append((value, listed))
        self._kept.sort(key=lambda pair: -pair[0])
        del self._kept[KEPT:]

    def _draw(self) -> PriceList:
        problem, rng = self._problem, self._rng
        spread = float(rng.choice((0.0, 1.0, 2.0, 4.0)))
        key = (
            self._bound.mean_start + spread * rng.standard_normal(problem.n_projects)[problem.phases.project]
        )
        key += 0.5 * spread * rng.standard_normal(problem.n_phases)
        chance = 2.0 * self._bound.part - float(rng.choice((0.0, 0.5)))
        included = (rng.random(problem.n_projects) < chance) | problem.projects.mandatory
        return PriceList(
            key,
            included,
            float(rng.choice(THRIFT)),
            bool(rng.random() < 0.5),
            float(rng.choice(LATE)),
            bool(rng.random() < 0.7),
        )

    def _vary(self, parent: PriceList) -> PriceList:
        problem, rng = self._problem, self._rng
        moved = rng.random(problem.n_projects) < float(rng.choice((0.03, 0.1, 0.3)))
        weeks = float(rng.choice((1.0, 3.0, 8.0))) * rng.standard_normal(problem.n_projects)
        key = parent.key + np.where(moved, weeks, 0.0)[problem.phases.project]
        listed = replace(parent, key=key)
        if rng.random() < 0.3:
            alone = rng.random(problem.n_phases) < 0.1
            listed = replace(
                listed, key=key + np.where(alone, 2.0 * rng.standard_normal(problem.n_phases), 0.0)
            )
        if rng.random() < 0.3:
            swapped = rng.random(problem.n_projects) < 1.5 / max(problem.n_projects, 1)
            listed = replace(listed, included=(parent.included ^ swapped) | problem.projects.mandatory)
        if rng.random() < 0.2:
            listed = replace(listed, thrift=float(rng.choice(THRIFT)))
        if rng.random() < 0.1:
            listed = replace(listed, late=float(rng.choice(LATE)))
        if rng.random() < 0.05:
            listed = replace(listed, by_phase=not parent.by_phase)
        return listed

    def _decode(self, listed: PriceList) -> float:
        project = self._problem.phases.project
        low = np.full(self._problem.n_projects, np.inf)
        high = -low
        np.minimum.at(low, project, listed.key)
        np.maximum.at(high, project, listed.key)
        place = (1.0 - listed.late) * low + listed.late * high
        genes = first_genes(self._problem, np.lexsort((place, ~listed.included)))
        genes.thrift[:] = listed.thrift
        genes.keep_shares[0] = listed.keep_shares
        if not listed.by_phase:
            return self._search.consider(genes)
        key = (1.0 - listed.late) * listed.key + listed.late * high[project]
        raise_keys(self._data, self._topological, key)
        order = np.argsort(key, kind="stable")
        return self._search.consider(genes, order[listed.included[project[order]]])
